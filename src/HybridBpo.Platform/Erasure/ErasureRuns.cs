using System.Text.Json;
using Dapper;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>How far an erasure is.</summary>
/// <param name="Step">One of <see cref="ErasureStates"/> that is under way.</param>
/// <param name="Where">What is read now.</param>
/// <param name="Bytes">Read so far.</param>
/// <param name="Of">About how much there is to read; 0 while it is not known.</param>
public sealed record ErasureProgress(string Step, string Where, long Bytes, long Of);

/// <summary>An erasure as it stands, or as it ended.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Id">The erasure.</param>
/// <param name="Subject">The subject.</param>
/// <param name="What">As what they were known.</param>
/// <param name="Reason">One of <see cref="ErasePeople.Reasons"/>.</param>
/// <param name="DoneBy">User id, or the command line.</param>
/// <param name="State">One of <see cref="ErasureStates"/>.</param>
/// <param name="Alive">Is a host at it?</param>
/// <param name="BeganAt">When it began.</param>
/// <param name="Progress">How far it is, as JSON.</param>
/// <param name="Proof">What came of it, as JSON.</param>
public sealed record ErasureRun(
    string ClientId, Guid Id, Guid Subject, string What, string Reason, string DoneBy, string State, bool Alive, DateTimeOffset BeganAt,
    string? Progress, string? Proof)
{
    internal const string Columns = """
        client_id, id, subject, what, reason, done_by, state, beat_at > clock_timestamp() - interval '45 seconds' as alive, began_at,
        progress::text as progress, proof::text as proof
        """;

    /// <summary>How far it is; null when that is not known.</summary>
    public ErasureProgress? IsAt => Progress is null ? null : JsonSerializer.Deserialize<ErasureProgress>(Progress);

    /// <summary>What came of it; null while it is under way.</summary>
    public ErasureProof? Proven => Proof is null ? null : JsonSerializer.Deserialize<ErasureProof>(Proof);

    /// <summary>Its host died: it is to be carried out again.</summary>
    public bool Interrupted => !ErasureStates.IsOver(State) && !Alive;
}

/// <summary>Keeps how erasures stand, so that every host shows it and one that a killed host left is found.</summary>
/// <param name="database">Where they are.</param>
public sealed class ErasureRuns(Database database)
{
    /// <summary>How many are listed; of somebody who was looked for all are known.</summary>
    public const int ShownMost = 200;

    /// <summary>Erasures, the latest first; at most <see cref="ShownMost"/>.</summary>
    public Task<IReadOnlyList<ErasureRun>> ListAsync(Access access, CancellationToken ct) => database.QueryAsync<ErasureRun>(
        access, $"select {Sql.Raw(ErasureRun.Columns)} from platform.erasures order by began_at desc, id limit {ShownMost}", ct);

    /// <summary>One erasure.</summary>
    public Task<ErasureRun?> FindAsync(Access access, Guid id, CancellationToken ct) => database.SingleOrDefaultAsync<ErasureRun>(
        access, $"select {Sql.Raw(ErasureRun.Columns)} from platform.erasures where id = {id}", ct);

    /// <summary>Which of some people were erased, whatever the proof says.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subjects">The people.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<Guid>> ErasedAsync(Access access, string client, Guid[] subjects, CancellationToken ct) =>
        database.QueryAsync<Guid>(access, $"""
            select distinct subject from platform.erasures
            where client_id = {client} and subject = any ({subjects}) and state in ({ErasureStates.Done}, {ErasureStates.Unproven})
            """, ct);

    internal static async Task<bool> IsRunningAsync(NpgsqlConnection connection, string client, Guid subject) =>
        await connection.ExecuteScalarAsync<bool>("""
            select exists (select from platform.erasures where client_id = @client and subject = @subject and state in ('erasing', 'scanning')
              and beat_at > clock_timestamp() - interval '45 seconds')
            """, new { client, subject });

    internal static Task<DateTime?> EndedAsync(NpgsqlConnection connection, string client, Guid subject) =>
        connection.QuerySingleOrDefaultAsync<DateTime?>("""
            select max(began_at) from platform.erasures where client_id = @client and subject = @subject and state in ('done', 'unproven')
            """, new { client, subject });

    /// <summary>Begins, or takes over what a dead host left.</summary>
    internal static async Task<Guid> BeginAsync(
        NpgsqlConnection connection, Access access, string client, SubjectFound who, string reason, IReadOnlyList<Obstacle> against, string? despite,
        Guid runner, DateTimeOffset now)
    {
        await connection.ExecuteAsync("""
            delete from platform.erasures where client_id = @client and subject = @Id and state in ('erasing', 'scanning')
            """, new { client, who.Id });
        return await connection.ExecuteScalarAsync<Guid>("""
            insert into platform.erasures (client_id, id, subject, what, reason, done_by, against, despite, state, runner, began_at)
            values (@client, @runner, @Id, @What, @reason, @by, @against, @despite, 'erasing', @runner, @now) returning id
            """, new
        {
            client,
            who.Id,
            who.What,
            reason,
            by = access.Actor.Id,
            against = against.Select(o => o.Code).Distinct().ToArray(),
            despite,
            runner,
            now,
        });
    }

    internal Task BeatAsync(Guid runner, ErasureProgress? progress, CancellationToken ct) => database.ExecuteAsync(Access.System("erasure"), $"""
        update platform.erasures set beat_at = clock_timestamp(), state = coalesce({progress?.Step}::text, state),
          progress = coalesce({(progress is null ? null : JsonSerializer.Serialize(progress))}::jsonb, progress)
        where runner = {runner} and state in ('erasing', 'scanning')
        """, ct);

    /// <summary>It stopped at an error: it can be carried out again at once.</summary>
    internal Task GiveUpAsync(Guid runner) => database.ExecuteAsync(Access.System("erasure"), $"""
        update platform.erasures set beat_at = '-infinity' where runner = {runner} and state in ('erasing', 'scanning')
        """, CancellationToken.None);

    internal static Task<int> EndAsync(NpgsqlConnection connection, Guid runner, ErasureProof proof) => connection.ExecuteAsync("""
        update platform.erasures set state = @State, progress = null, proof = @proof::jsonb
        where runner = @runner and state in ('erasing', 'scanning')
        """, new { runner, proof.State, proof = JsonSerializer.Serialize(proof) });
}
