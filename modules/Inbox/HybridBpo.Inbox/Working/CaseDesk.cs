using HybridBpo.Events;

namespace HybridBpo.Inbox.Working;

/// Carries out what people do with a case: looks who asks, loads, decides, writes one batch.
internal sealed class CaseDesk(EventStore store, CaseKinds kinds, TimeProvider time)
{
    /// What a person who may judge this kind does. A repeated command answers as it did the first time.
    public Task<Result<T>> ActAsync<T>(
        Access access,
        string client,
        Guid caseId,
        Guid commandId,
        Func<Case, DateTimeOffset, Result<Decision<T>>> decide,
        Action<EventSession, T>? also,
        CancellationToken ct) =>
        RunAsync(access, client, caseId, commandId, state =>
            access.Actor.Kind != Actor.Person ? new OnlyPeopleJudge()
            : kinds.MayJudge(access, state.Kind) ? decide(state, time.GetUtcNow())
            : new NotYourKind(), also, ct);

    /// What somebody does who need not judge: notes, supervision, the product itself.
    public async Task<Result<T>> RunAsync<T>(
        Access access,
        string client,
        Guid caseId,
        Guid commandId,
        Func<Case, Result<Decision<T>>> decide,
        Action<EventSession, T>? also,
        CancellationToken ct) =>
        access.Sees(client)
            ? await store.DecideAsync<Case, T>(access, client, caseId, commandId, state => state is null ? new CaseNotFound() : decide(state),
                also, ct)
            : new CaseNotFound();

    /// Out of the archive: it takes events again.
    public async Task<bool> ReopenAsync(Access access, string client, Guid caseId, CancellationToken ct) =>
        access.Sees(client) && await store.UnarchiveStreamAsync(client, caseId, ct);

    public async Task<Case?> LoadAsync(Access access, string client, Guid caseId, CancellationToken ct) =>
        access.Sees(client) ? await store.AggregateStreamAsync<Case>(client, caseId, ct: ct) : null;
}
