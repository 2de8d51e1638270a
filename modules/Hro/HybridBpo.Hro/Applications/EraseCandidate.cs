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

    public async Task EraseAsync(string client, Guid subject, CancellationToken ct)
    {
        if (await store.AggregateStreamAsync<Application>(client, subject, ct: ct) is null)
            return;
        var done = await store.DecideAsync<Application, Guid?>(
            Access.System("erasure", client), client, subject, Ids.For(client, "erase", subject.ToString("D")), Decide,
            (session, open) => session.WithdrawCase(open, "erased"), ct);
        if (!done.Is(out _, out var refusal))
            throw new InvalidOperationException($"Candidate {subject} could not be erased: {refusal.Message}");
    }

    /// <returns>The open case to withdraw, or null.</returns>
    internal static Result<Decision<Guid?>> Decide(Application? state) => state switch
    {
        null => new UnknownCandidate(),
        { State: States.Erased } => new Decision<Guid?>(null),
        _ => new Decision<Guid?>(States.Open.Contains(state.State) ? state.Case : null, new SubjectErased(state.State)),
    };
}
