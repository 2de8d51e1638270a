using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Risk.Lifecycle;

internal sealed record RunRow(
    string ClientId, Guid Id, string Name, string State, string Step, int Done, int Planned, string? Problem, int? Version, string StartedBy,
    DateTimeOffset StartedAt)
{
    public const string Fields = "client_id, id, name, state, step, done, planned, problem, version, started_by, started_at";

    public bool IsRunning => State == "running";
}

/// <summary>Trainings under way and just over; progress is a row that pages look at.</summary>
internal sealed class TrainingRuns(Database database, TimeProvider time)
{
    private static readonly TimeSpan FailuresStay = TimeSpan.FromHours(12);

    public Task<RunRow?> FindAsync(Access access, string client, Guid id, CancellationToken ct) =>
        database.SingleOrDefaultAsync<RunRow>(
            access, $"select {Sql.Raw(RunRow.Fields)} from collections.training_runs where client_id = {client} and id = {id}", ct);

    /// <summary>What is under way, and what failed lately, the newest first; what is done stands among the models.</summary>
    public Task<IReadOnlyList<RunRow>> ListAsync(Access access, CancellationToken ct) => database.QueryAsync<RunRow>(access, $"""
        select {Sql.Raw(RunRow.Fields)} from collections.training_runs
        where state = 'running' or (state = 'failed' and changed_at > {time.GetUtcNow() - FailuresStay})
        order by started_at desc, id limit 10
        """, ct);

    public Task<TrainingWindow?> WindowAsync(Access access, string client, CancellationToken ct) =>
        database.SingleOrDefaultAsync<TrainingWindow>(
            access, $"""
            select min(on_day) as first, max(on_day) filter (where type <> {TransactionTypes.Opening} and on_day <= {Today}) as last
            from collections.transactions where client_id = {client} and undone_at is null
            """, ct);

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    public Task StepAsync(Access access, TrainOrder order, string step, int done, int planned, CancellationToken ct) =>
        database.ExecuteAsync(access, $"""
        update collections.training_runs set step = {step}, done = {done}, planned = {planned}, changed_at = {time.GetUtcNow()}
        where client_id = {order.Client} and id = {order.RunId}
        """, ct);

    public Task FailAsync(Access access, TrainOrder order, string problem, CancellationToken ct) => database.ExecuteAsync(access, $"""
        update collections.training_runs set state = 'failed', step = '', problem = {problem}, changed_at = {time.GetUtcNow()}
        where client_id = {order.Client} and id = {order.RunId} and state = 'running'
        """, ct);
}
