using HybridBpo.Events;

namespace HybridBpo.Inbox.Stopping;

/// A stop that is in force.
internal sealed record ModelStop(
    string ClientId, string Model, string Reason, string StoppedBy, DateTimeOffset StoppedAt, string? AskedBy, DateTimeOffset? AskedAt)
{
    /// By name and version, or by name alone.
    public bool Covers(string? model) => model is not null && StopModel.Read(model) is var named
        && (named == Model || named.StartsWith($"{Model} ", StringComparison.Ordinal));
}

/// The stops, read anew each time: they hold on every host from the moment they are committed.
internal sealed class ModelStops(Database database, EventStore store, TimeProvider time)
{
    public Task<IReadOnlyList<ModelStop>> InForceAsync(Access access, string? client, CancellationToken ct) =>
        database.QueryAsync<ModelStop>(access, $"""
            select client_id, model, reason, stopped_by, stopped_at, asked_by, asked_at from inbox.model_stops
            where restarted_at is null and ({client}::text is null or client_id = {client})
              and ({access.IsSystem} or client_id = any ({access.Clients.ToArray()}))
            order by stopped_at desc, client_id, model
            """, ct);

    public async Task<Result<Done>> StopAsync(Access access, string client, string typed, string reason, Guid command, CancellationToken ct)
    {
        var model = StopModel.Read(typed);
        return !access.May(Act.StopModels) ? new Forbidden("Only a supervisor or compliance officer stops a model.")
            : await store.DecideAsync<ModelUse, Done>(access, client, StreamOf(client, model), Ids.For(client, "model-stop", $"{command}:{model}"),
                state => StopModel.Decide(new(access.Actor.Id, model, reason), state, time.GetUtcNow()), null, ct);
    }

    public async Task<Result<bool>> RestartAsync(Access access, string client, string model, Guid command, CancellationToken ct) =>
        !access.May(Act.StopModels) ? new Forbidden("Only a supervisor or compliance officer lets a model go on.")
            : await store.DecideAsync<ModelUse, bool>(
                access, client, StreamOf(client, model), Ids.For(client, "model-restart", $"{command}:{model}:{access.Actor.Id}"),
                state => RestartModel.Decide(new(access.Actor.Id, model), state, time.GetUtcNow()), null, ct);

    /// How many cases no longer show what it proposed.
    public Task<long> CoveredAsync(Access access, string typed, CancellationToken ct) => database.SingleOrDefaultAsync<long>(access, $"""
        select count(*) from inbox.cases c join inbox.proposals p on p.client_id = c.client_id and p.case_id = c.case_id
        where c.client_id = any ({access.Clients.ToArray()}) and c.stage = {Stages.Open} and inbox.is_model(p.model, {StopModel.Read(typed)})
          and not exists (select from inbox.judgements j where j.client_id = c.client_id and j.case_id = c.case_id)
        """, ct);

    private static Guid StreamOf(string client, string model) => Ids.For(client, "model-use", model);
}
