using HybridBpo.Hro.Decisions;

namespace HybridBpo.Hro.Applications;

/// <summary>
/// A person is erased: the application ends, whatever it waited for, and its streams, file and sealed names fall silent with the person's key. What
/// was done and when stays readable.
/// </summary>
internal sealed class EraseCandidate(EventStore store, CandidateReads candidates) : ISubjectEraser
{
    public async Task<IReadOnlyList<SubjectFound>> FindAsync(string client, string text, CancellationToken ct) =>
        [.. (await candidates.ByCodeAsync(Access.System("erasure", client), client, text, ct)).Select(line => new SubjectFound(
            line.ApplicationId, line.Code, $"Candidate {line.Code}", $"{line.Title}, {line.Reference}, {States.Words(line.State)}"))];

    /// <summary>By code alone: who it is stays covered here too.</summary>
    public async Task<IReadOnlyDictionary<Guid, SubjectLook>> DescribeAsync(Access access, string client, Guid[] subjects, CancellationToken ct)
    {
        var looks = new Dictionary<Guid, SubjectLook>();
        foreach (var subject in subjects)
            if (await candidates.FindAsync(Access.System("erasure", client), client, subject, ct) is { } line)
                looks[subject] = new SubjectLook(
                    $"Candidate {line.Code}", "", access.May(Act.ReadHiring) ? $"/candidates/{client}/{subject}" : null);
        return looks;
    }

    /// <summary>Whoever the file said it is, in every reading of it. The code makes a name certain.</summary>
    public async Task<SubjectTraces> TracesAsync(string client, Guid subject, CancellationToken ct)
    {
        var events = (await store.FetchReadableAsync(client, subject, ct)).Events;
        var people = events.Select(e => Identity.Read((e.Data as ResumeRead)?.Identity)).OfType<Identity>().ToList();
        return new SubjectTraces(
            [.. people.Select(p => p.Email)], [.. people.Select(p => p.Phone)], [.. people.Select(p => p.Name)],
            [.. events.Select(e => (e.Data as CandidateApplied)?.Candidate).OfType<string>()], [])
            .And(SubjectTraces.None);
    }

    public async Task CloseAsync(string client, Guid subject, CancellationToken ct)
    {
        var access = Access.System("erasure", client);
        try
        {
            if (await store.AggregateStreamAsync<Application>(client, subject, ct: ct) is null)
                return;
            var done = await store.DecideAsync<Application, Guid?>(
                access, client, subject, Ids.For(client, "erase", subject.ToString("D")), Decide,
                (session, open) => session.WithdrawCase(open, "erased"), ct, "EraseAsync");
            if (!done.Is(out _, out var refusal))
                throw new InvalidOperationException($"Candidate {subject} could not be erased: {refusal.Message}");
        }
        catch (UnreadableEvent)
        {
            if (await candidates.FindAsync(access, client, subject, ct) is { } row)
                await CloseByRowAsync(access, row, ct);
        }
    }

    // What cannot be read ends all the same, at whatever version it is, from where its row stands.
    private async Task CloseByRowAsync(Access access, CandidateLine row, CancellationToken ct)
    {
        if (row.State == States.Erased)
            return;
        var session = store.OpenSession(row.ClientId, access);
        session.Append(row.ApplicationId, new SubjectErased(row.State));
        session.WithdrawCase(States.Open.Contains(row.State) ? row.CaseId : null, "erased");
        if (await session.SaveChangesAsync(ct) is not SaveOutcome.Saved)
            throw new InvalidOperationException("Others write about the candidate at this moment. Carry the erasure out again.");
    }

    /// <returns>The open case to withdraw, or null.</returns>
    internal static Result<Decision<Guid?>> Decide(Application? state) => state switch
    {
        null => new UnknownCandidate(),
        { State: States.Erased } => new Decision<Guid?>(null),
        _ => new Decision<Guid?>(States.Open.Contains(state.State) ? state.Case : null, new SubjectErased(state.State)),
    };
}
