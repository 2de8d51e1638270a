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
/// <param name="Seconds">After so many without a sign of life it counts as interrupted; 0 or fewer when it does.</param>
public sealed record ErasureRun(
    string ClientId, Guid Id, Guid Subject, string What, string Reason, string DoneBy, string State, bool Alive, DateTimeOffset BeganAt,
    string? Progress, string? Proof, int Seconds)
{
    internal const string Columns = """
        client_id, id, subject, what, reason, done_by, state, beat_at > clock_timestamp() - interval '45 seconds' as alive, began_at,
        progress::text as progress, proof::text as proof,
        case when isfinite(beat_at) then ceil(extract(epoch from beat_at + interval '45 seconds' - clock_timestamp()))::int else 0 end as seconds
        """;

    /// <summary>How far it is; null when that is not known.</summary>
    public ErasureProgress? IsAt => Progress is null ? null : JsonSerializer.Deserialize<ErasureProgress>(Progress);

    /// <summary>What came of it; null while it is under way.</summary>
    public ErasureProof? Proven => Proof is null ? null : JsonSerializer.Deserialize<ErasureProof>(Proof);

    /// <summary>While it is alive nobody else carries it out.</summary>
    public BeingErased Busy => new(Seconds);

    /// <summary>Its host died: it is to be carried out again.</summary>
    public bool Interrupted => !ErasureStates.IsOver(State) && !Alive;
}

/// <summary>An erasure that a restore carried out again: its proof may be only in the database from before.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Subject">The subject.</param>
/// <param name="At">When it was carried out again.</param>
/// <param name="FirstErased">When it was first ordered.</param>
public sealed record ErasedAgain(string ClientId, Guid Subject, DateTimeOffset At, DateTimeOffset FirstErased);

/// <summary>What came of an erasure.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="State">One of <see cref="ErasureStates"/>.</param>
/// <param name="BeganAt">When it began.</param>
public sealed record ErasureEnd(Guid Subject, string State, DateTimeOffset BeganAt);

/// <summary>Keeps how erasures stand, so that every host shows it and one that a killed host left is found.</summary>
/// <param name="database">Where they are.</param>
public sealed class ErasureRuns(Database database)
{
    /// <summary>How many are listed; of somebody who was looked for all are known.</summary>
    public const int ShownMost = 200;

    /// <summary>Erasures, the latest first; at most <see cref="ShownMost"/>.</summary>
    public Task<IReadOnlyList<ErasureRun>> ListAsync(Access access, CancellationToken ct) => database.QueryAsync<ErasureRun>(
        access, $"select {Sql.Raw(ErasureRun.Columns)} from platform.erasures order by began_at desc, id limit {ShownMost}", ct);

    /// <summary>Erasures that a restore carried out again, the latest first; at most <see cref="ShownMost"/>.</summary>
    public Task<IReadOnlyList<ErasedAgain>> AgainAsync(Access access, CancellationToken ct) => database.QueryAsync<ErasedAgain>(access, $"""
        select client_id, subject, at, (detail ->> 'firstErased')::timestamptz as first_erased from platform.acts
        where act = {EraseAgain.Act} order by at desc limit {ShownMost}
        """, ct);

    /// <summary>One erasure.</summary>
    public Task<ErasureRun?> FindAsync(Access access, Guid id, CancellationToken ct) => database.SingleOrDefaultAsync<ErasureRun>(
        access, $"select {Sql.Raw(ErasureRun.Columns)} from platform.erasures where id = {id}", ct);

    /// <summary>What came of the latest erasure of some people that has ended.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subjects">The people.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyDictionary<Guid, ErasureEnd>> EndsAsync(Access access, string client, Guid[] subjects, CancellationToken ct) =>
        (await database.QueryAsync<ErasureEnd>(access, $"""
            select distinct on (subject) subject, state, began_at from platform.erasures
            where client_id = {client} and subject = any ({subjects}) and state in ('done', 'incomplete', 'unproven')
            order by subject, began_at desc, beat_at desc
            """, ct)).ToDictionary(end => end.Subject);

    /// <summary>Erasures of some people that are under way, or that nobody ended: see <see cref="ErasureRun.Interrupted"/>.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subjects">The people.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyDictionary<Guid, ErasureRun>> UnfinishedAsync(
        Access access, string client, Guid[] subjects, CancellationToken ct) => (await database.QueryAsync<ErasureRun>(access, $"""
            select {Sql.Raw(ErasureRun.Columns)} from platform.erasures
            where client_id = {client} and subject = any ({subjects}) and state in ('erasing', 'scanning')
            """, ct)).ToDictionary(run => run.Subject);

    /// <summary>How many erasures were begun and are ended by nobody: each waits for a person.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<long> InterruptedAsync(Access access, CancellationToken ct) => database.SingleOrDefaultAsync<long>(access, $"""
        select count(*) from platform.erasures
        where state in ('erasing', 'scanning') and not beat_at > clock_timestamp() - interval '45 seconds'
        """, ct);

    internal static async Task<ErasureRun?> UnfinishedAsync(NpgsqlConnection connection, string client, Guid subject) =>
        await connection.QuerySingleOrDefaultAsync<ErasureRun>($"""
            select {ErasureRun.Columns} from platform.erasures
            where client_id = @client and subject = @subject and state in ('erasing', 'scanning')
            """, new { client, subject });

    internal static Task<ErasureEnd?> EndedAsync(NpgsqlConnection connection, string client, Guid subject) =>
        connection.QueryFirstOrDefaultAsync<ErasureEnd>("""
            select subject, state, began_at from platform.erasures
            where client_id = @client and subject = @subject and state in ('done', 'incomplete', 'unproven') order by began_at desc, beat_at desc
            """, new { client, subject });

    /// <summary>What is kept of what somebody was known by: see <see cref="TraceHashes"/>.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="ct">Cancellation.</param>
    internal async Task<string[]> KnownAsync(Access access, string client, Guid subject, CancellationToken ct) =>
        Together(await database.QueryAsync<string[]>(
            access, $"select known from platform.erasures where client_id = {client} and subject = {subject} and known is not null", ct));

    /// <inheritdoc cref="KnownAsync(Access, string, Guid, CancellationToken)"/>
    internal static async Task<string[]> KnownAsync(NpgsqlConnection connection, string client, Guid subject) =>
        Together(await connection.QueryAsync<string[]>(
            "select known from platform.erasures where client_id = @client and subject = @subject and known is not null", new { client, subject }));

    private static string[] Together(IEnumerable<string[]> kept) => [.. kept.SelectMany(known => known).Distinct()];

    /// <summary>Begins, or takes over what a dead host left.</summary>
    /// <param name="connection">Of the transaction.</param>
    /// <param name="order">What is begun.</param>
    /// <param name="hashed">What the person was known by. A version that kept only numbers may have begun it: they count too.</param>
    /// <param name="now">When.</param>
    /// <returns>By how much the person was known when it was first carried out, which is not counted again once it is done.</returns>
    internal static async Task<TraceCounts> BeginAsync(
        NpgsqlConnection connection, ErasureOrder order, string[] hashed, DateTimeOffset now)
    {
        var (client, subject) = (order.Client, order.Who.Id);
        var known = TraceHashes.Count(hashed, hashed).Most(await connection.QuerySingleAsync<TraceCounts>("""
            select coalesce(max(mails), 0) as mails, coalesce(max(phones), 0) as phones, coalesce(max(names), 0) as names, 0 as references
            from platform.erasures
            where client_id = @client and subject = @subject and state <> 'done' and began_at > coalesce((
              select max(began_at) from platform.erasures where client_id = @client and subject = @subject and state = 'done'), '-infinity')
            """, new { client, subject }));
        await connection.ExecuteAsync("""
            delete from platform.erasures where client_id = @client and subject = @subject and state in ('erasing', 'scanning')
            """, new { client, subject });
        await connection.ExecuteAsync("""
            insert into platform.erasures (
              client_id, id, subject, what, reason, done_by, against, despite, state, runner, began_at, mails, phones, names,
              known)
            values (@client, @Runner, @subject, @What, @Reason, @by, @against, @Despite, 'erasing', @Runner, @now, @Mails, @Phones, @Names,
              @hashed)
            """, new
        {
            client,
            subject,
            order.Who.What,
            order.Reason,
            by = order.Access.Actor.Id,
            against = order.Against.Select(o => o.Code).Distinct().ToArray(),
            order.Despite,
            order.Runner,
            now,
            known.Mails,
            known.Phones,
            known.Names,
            hashed,
        });
        return known;
    }

    /// <summary>Adds what else the person turned out to be known by, before it goes.</summary>
    /// <returns>By how much they were known, as far as that is kept.</returns>
    internal async Task<TraceCounts> AddKnownAsync(Guid runner, string[] hashed, CancellationToken ct)
    {
        var known = await database.SingleOrDefaultAsync<string[]>(Access.System("erasure"), $"""
            update platform.erasures set known = array(select distinct unnest(known || {hashed})) where runner = {runner} and state = 'erasing'
            returning known
            """, ct) ?? throw new InvalidOperationException("Another host carries the erasure out.");
        return TraceHashes.Count(known, known);
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

    /// <summary>Ends it. Once it is done the database forgets what the person was known by, in whatever form: see script 019.</summary>
    internal static Task<int> EndAsync(NpgsqlConnection connection, Guid runner, ErasureProof proof) => connection.ExecuteAsync("""
        update platform.erasures set state = @State, progress = null, proof = @proof::jsonb
        where runner = @runner and state in ('erasing', 'scanning')
        """, new { runner, proof.State, proof = JsonSerializer.Serialize(proof) });
}
