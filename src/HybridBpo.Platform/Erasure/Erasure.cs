using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>
/// Erases a person: what modules keep in their own tables, then the key under which events, files and mails about them are readable.
/// </summary>
/// <param name="store">Where the keys are.</param>
/// <param name="erasers">What modules keep beyond it.</param>
/// <param name="list">The list outside the database, from which a restored backup is erased again.</param>
public sealed class Erasure(EventStore store, IEnumerable<ISubjectEraser> erasers, ErasureList list)
{
    private const int MostSweeps = 20;

    /// <summary>
    /// Erases one subject. Not to be undone. First all that would write about the person ends, in every module and in the log, so that what takes
    /// minutes meets nothing new; what was on its way is swept until there is none. The key goes last: when a module fails it is still there, and
    /// the same call is made again.
    /// </summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject: see <see cref="SubjectAttribute"/>.</param>
    /// <param name="ct">Cancellation.</param>
    public Task EraseAsync(string client, Guid subject, CancellationToken ct) => EraseAsync(list.LineOf(client, subject), null, ct);

    /// <summary>The same; <paramref name="closed"/> is called when nothing new about them can come, and nothing is gone yet.</summary>
    internal Task EraseAsync(string client, Guid subject, Func<Task> closed, CancellationToken ct) =>
        EraseAsync(list.LineOf(client, subject), closed, ct);

    /// <summary>The same for an erasure that was ordered before: it is listed with its own instant, whenever it is carried out again.</summary>
    internal async Task EraseAsync(ErasureLine ordered, Func<Task>? closed, CancellationToken ct)
    {
        var (client, subject) = (ordered.Client, ordered.Subject);
        // Comes before all else: what cannot be listed is not begun.
        await list.AddAsync([ordered], ct);
        foreach (var eraser in erasers)
            await eraser.CloseAsync(client, subject, ct);
        await store.CloseSubjectAsync(client, subject, ct);
        if (closed is not null)
            await closed();
        await SweepAsync(client, subject, ct);
        foreach (var eraser in erasers)
            await eraser.EraseAsync(client, subject, ct);
        await SweepAsync(client, subject, ct);
        await store.EraseSubjectAsync(client, subject, ct);
        // Whoever asked may be gone by now: only a line that says so makes a restore carry it out again.
        if (ordered.IsOpen)
            await list.AddAsync([ordered with { Ended = true }], CancellationToken.None);
    }

    /// <summary>By what somebody could be recognised, as far as it is still readable in any module.</summary>
    internal async Task<SubjectTraces> TracesAsync(string client, Guid subject, CancellationToken ct)
    {
        var traces = SubjectTraces.None;
        foreach (var eraser in erasers) traces = traces.And(await eraser.TracesAsync(client, subject, ct));
        return traces;
    }

    /// <summary>What of the streams about somebody cannot be read. An erasure reads past it; the keys go like the others.</summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="own">Records that are about this person and nobody else: <see cref="SubjectTraces.Own"/>.</param>
    /// <param name="ct">Cancellation.</param>
    internal async Task<Unread> UnreadAsync(string client, Guid subject, IEnumerable<Guid> own, CancellationToken ct)
    {
        var mine = (await store.FetchReadableAsync(client, subject, ct)).Unreadable;
        var all = mine.ToList();
        foreach (var stream in own.Except([subject]))
            all.AddRange((await store.FetchReadableAsync(client, stream, ct)).Unreadable);
        return new Unread(all, mine.Count > 0);
    }

    private async Task SweepAsync(string client, Guid subject, CancellationToken ct)
    {
        var found = true;
        for (var sweeps = 0; found; sweeps++)
        {
            if (sweeps == MostSweeps)
                throw new InvalidOperationException("There is always something new about the person. Carry the erasure out again in a minute.");
            found = false;
            foreach (var eraser in erasers)
                found |= await eraser.SweepAsync(client, subject, ct);
        }
    }

    internal async Task<SharedFiles> SharedFilesAsync(string client, Guid subject, CancellationToken ct)
    {
        var shared = SharedFiles.None;
        foreach (var eraser in erasers) shared = shared.And(await eraser.SharedFilesAsync(client, subject, ct));
        return shared;
    }
}
