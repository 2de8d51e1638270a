using HybridBpo.Events;
using HybridBpo.Inbox.Seeding;

namespace HybridBpo.Inbox.Working;

/// Carries out what people do with a case: looks who asks, loads, decides, writes one batch.
internal sealed class CaseDesk(EventStore store, CaseKinds kinds, Seeds seeds, TimeProvider time)
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
        CancellationToken ct)
    {
        if (!access.Sees(client))
        {
            return new CaseNotFound();
        }

        var seed = access.Actor.Kind == Actor.Person ? await seeds.FindAsync(client, caseId, ct) : null;
        var ends = false;
        return await store.DecideAsync<Case, T>(access, client, caseId, commandId, state => state is null ? new CaseNotFound() : End(decide(state)),
            (session, value) =>
            {
                // Of a decision on a seed nothing is planned: it ends with it.
                if (!ends)
                {
                    also?.Invoke(session, value);
                }
            }, ct);

        Result<Decision<T>> End(Result<Decision<T>> result)
        {
            if (seed is null || !result.Is(out var decided, out _))
            {
                return result;
            }

            var events = Seeds.End(seed, decided.Events);
            ends = events.Count > decided.Events.Count;
            return new Decision<T>(decided.Value, [.. events]);
        }
    }

    /// Out of the archive: it takes events again.
    public async Task<bool> ReopenAsync(Access access, string client, Guid caseId, CancellationToken ct) =>
        access.Sees(client) && await store.UnarchiveStreamAsync(client, caseId, ct);

    public async Task<Case?> LoadAsync(Access access, string client, Guid caseId, CancellationToken ct) =>
        access.Sees(client) ? await store.AggregateStreamAsync<Case>(client, caseId, ct: ct) : null;
}
