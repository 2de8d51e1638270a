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
    /// <summary>
    /// Erases one subject. Not to be undone. The key goes last, so that nothing is written under a new one while modules close what is open; when a
    /// module fails, the key is still there and the same call is made again.
    /// </summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject: see <see cref="SubjectAttribute"/>.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task EraseAsync(string client, Guid subject, CancellationToken ct)
    {
        await list.AddAsync(client, subject, ct);
        foreach (var eraser in erasers)
            await eraser.EraseAsync(client, subject, ct);
        await store.EraseSubjectAsync(client, subject, ct);
    }

    internal async Task<SharedFiles> SharedFilesAsync(string client, Guid subject, CancellationToken ct)
    {
        var shared = SharedFiles.None;
        foreach (var eraser in erasers) shared = shared.And(await eraser.SharedFilesAsync(client, subject, ct));
        return shared;
    }
}
