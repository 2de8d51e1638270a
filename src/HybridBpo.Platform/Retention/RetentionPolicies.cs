using System.Text.Json;
using Dapper;
using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// Sets how long personal fields of a kind of event are kept for a client, and when ended streams are archived. Whatever keeps less than before takes
/// two people; whatever keeps more takes one.
/// </summary>
/// <param name="database">Where the policies are.</param>
/// <param name="store">Knows the kinds.</param>
/// <param name="advice">What modules say of theirs.</param>
/// <param name="time">The clock of what is recorded.</param>
public sealed class RetentionPolicies(Database database, EventStore store, IEnumerable<RetentionAdvice> advice, TimeProvider time)
{
    /// <summary>The longest that a policy may say: a hundred years.</summary>
    public const int MostDays = 36_500;

    private const string Columns = "client_id, kind, does, days, set_by, set_at, asked_days, asked_by, asked_at, ran_at";

    private static readonly TimeSpan CountFor = TimeSpan.FromSeconds(3);

    private readonly List<RetentionAdvice> advice = [.. advice];

    private sealed record Count(string Type, long Events, DateTimeOffset Oldest);

    /// <summary>Every kind that has personal fields or ends streams, with what there is of it for a client and how it is kept.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<IReadOnlyList<RetentionLine>>> LinesAsync(Access access, string client, CancellationToken ct)
    {
        if (!access.Sees(client))
            return new NotFound($"There is no client {client}.");
        var policies = await OfAsync(access, client, ct);
        var counts = await CountAsync(access, client, ct);
        return store.Kinds.Where(kind => kind.Personal.Count > 0 || kind.EndsStream).Select(kind =>
        {
            var count = counts?.GetValueOrDefault(kind.Alias);
            return new RetentionLine(
                kind.Alias, kind.Personal.Count, kind.EndsStream, counts is null ? null : count?.Events ?? 0, count?.Oldest, AdviceOn(kind),
                policies.FirstOrDefault(p => p.Kind == kind.Alias && p.Does == RetentionDoes.Fields),
                policies.FirstOrDefault(p => p.Kind == kind.Alias && p.Does == RetentionDoes.Archive));
        }).ToList();
    }

    /// <summary>The policies of a client, in force or asked for.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<RetentionPolicy>> OfAsync(Access access, string client, CancellationToken ct) =>
        database.QueryAsync<RetentionPolicy>(access, $"""
            select {Sql.Raw(Columns)} from platform.retention_policies where client_id = {client} order by kind, does
            """, ct);

    /// <summary>How many people of a client are under a legal hold.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<long> HeldAsync(Access access, string client, CancellationToken ct) => database.SingleOrDefaultAsync<long>(access, $"""
        select count(distinct subject) from platform.legal_holds where client_id = {client} and lifted_at is null
        """, ct);

    /// <summary>Asks for a policy. What keeps longer, and what switches it off, holds at once; anything else waits for a second person.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.SetRetention"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="kind">Alias of the kind.</param>
    /// <param name="does">One of <see cref="RetentionDoes"/>.</param>
    /// <param name="days">For how many days; null switches it off.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>True when it holds now, false when it waits.</returns>
    public async Task<Result<bool>> AskAsync(Access access, string client, string kind, string does, int? days, CancellationToken ct)
    {
        if (Refused(access, client, Act.SetRetention) is { } refusal)
            return refusal;
        if (Unfit(kind, does, days) is { } unfit)
            return unfit;
        var (now, who, holds) = (time.GetUtcNow(), access.Actor.Id, false);
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            var key = new { client, kind, does, days, now, who };
            await connection.ExecuteAsync(
                "insert into platform.retention_policies (client_id, kind, does) values (@client, @kind, @does) on conflict do nothing", key);
            holds = await connection.ExecuteAsync("""
                update platform.retention_policies
                set days = @days::int, set_by = @who, set_at = @now, asked_days = null, asked_by = null, asked_at = null
                where client_id = @client and kind = @kind and does = @does and (@days::int is null or days <= @days::int)
                """, key) == 1;
            if (!holds)
                await connection.ExecuteAsync("""
                    update platform.retention_policies set asked_days = @days, asked_by = @who, asked_at = @now
                    where client_id = @client and kind = @kind and does = @does
                    """, key);
            await NoteAsync(connection, access, client, kind, does, holds ? "retention-set" : "retention-asked", days);
        }, ct);
        return holds;
    }

    /// <summary>The second person says yes to what waits; from the next run on it acts.</summary>
    /// <param name="access">Who confirms; needs <see cref="Act.ConfirmRetention"/>, and must not be who asked.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="kind">Alias of the kind.</param>
    /// <param name="does">One of <see cref="RetentionDoes"/>.</param>
    /// <param name="days">What the person saw: another number that waits by now is not confirmed.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<Done>> ConfirmAsync(Access access, string client, string kind, string does, int days, CancellationToken ct)
    {
        if (Refused(access, client, Act.ConfirmRetention) is { } refusal)
            return refusal;
        if (Unfit(kind, does, days) is { } unfit)
            return unfit;
        var confirmed = false;
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            confirmed = await connection.ExecuteAsync("""
                update platform.retention_policies
                set days = asked_days, set_by = @who, set_at = @now, asked_days = null, asked_by = null, asked_at = null
                where client_id = @client and kind = @kind and does = @does and asked_days = @days and asked_by <> @who
                """, new { client, kind, does, days, who = access.Actor.Id, now = time.GetUtcNow() }) == 1;
            if (confirmed)
                await NoteAsync(connection, access, client, kind, does, "retention-confirmed", days);
        }, ct);
        return confirmed ? Done.Yes : (await OfAsync(access, client, ct)).FirstOrDefault(p => p.Kind == kind && p.Does == does) switch
        {
            { AskedDays: { } waits } when waits != days => new AskedOtherwise($"Now {waits} days wait for a second person, not {days}: look again."),
            { AskedDays: not null } => new NeedsAnotherPerson("You asked for it yourself: somebody else must confirm it."),
            { Days: { } holds } when holds == days => Done.Yes,
            _ => new NotFound("Nothing of the kind waits for a second person."),
        };
    }

    /// <summary>Takes back what waits, or declines it.</summary>
    /// <param name="access">Who; needs <see cref="Act.SetRetention"/> or <see cref="Act.ConfirmRetention"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="kind">Alias of the kind.</param>
    /// <param name="does">One of <see cref="RetentionDoes"/>.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<Done>> DeclineAsync(Access access, string client, string kind, string does, CancellationToken ct)
    {
        if (Refused(access, client, Act.SetRetention, Act.ConfirmRetention) is { } refusal)
            return refusal;
        if (Unfit(kind, does, null) is { } unfit)
            return unfit;
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            if (await connection.ExecuteAsync("""
                update platform.retention_policies set asked_days = null, asked_by = null, asked_at = null
                where client_id = @client and kind = @kind and does = @does and asked_days is not null
                """, new { client, kind, does }) == 1)
                await NoteAsync(connection, access, client, kind, does, "retention-declined", null);
        }, ct);
        return Done.Yes;
    }

    /// <summary>The subject of acts about the retention of a kind.</summary>
    internal static Guid SubjectOf(string client, string kind, string does) => Ids.For(client, "retention", $"{kind}|{does}");

    internal RetentionAdvice? AdviceOn(EventKind kind) => advice.FirstOrDefault(a => a.Events.Contains(kind.Type));

    private Refusal? Unfit(string kind, string does, int? days)
    {
        if (days is < 1 or > MostDays)
            return new Invalid($"Say a number of days from 1 to {MostDays:N0}.");
        var known = store.Kinds.FirstOrDefault(k => k.Alias == kind);
        return does switch
        {
            RetentionDoes.Archive => known is { EndsStream: true } ? null
                : new NotRetained("Streams of this kind may still go on: they are not archived."),
            RetentionDoes.Fields when known is { Personal.Count: > 0 } =>
                days is not null && AdviceOn(known) is { Days: null } refuses ? new NotRetained(refuses.Words) : null,
            _ => new NotFound($"There is no kind of event {kind} with personal fields."),
        };
    }

    private static Refusal? Refused(Access access, string client, params string[] acts) =>
        !acts.Any(access.May) ? new Forbidden("Only a compliance officer sets how long something is kept; a second person confirms it.")
        : !access.Sees(client) ? new NotFound($"There is no client {client}.") : null;

    // Counting reads the client's log: when that takes longer than a page may take, the page goes without.
    private async Task<Dictionary<string, Count>?> CountAsync(Access access, string client, CancellationToken ct)
    {
        try
        {
            List<Count> counts = [];
            await database.InTransactionAsync(access, async (connection, _) =>
            {
                await connection.ExecuteAsync($"set local statement_timeout = {(int)CountFor.TotalMilliseconds}");
                counts = [.. await connection.QueryAsync<Count>("""
                    select type, count(*) as events, min(timestamp) as oldest from events.mt_events where tenant_id = @client group by type
                    """, new { client })];
            }, ct);
            return counts.ToDictionary(c => c.Type);
        }
        catch (PostgresException late) when (late.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return null;
        }
    }

    internal static Task NoteAsync(NpgsqlConnection connection, Access access, string client, string kind, string does, string act, int? days) =>
        RetentionRuns.NoteAsync(connection, access, client, kind, does, act, JsonSerializer.Serialize(new { kind, does, days }));
}
