using System.Text.Json;
using Dapper;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>Legal holds: while one stands, nobody erases the person. Several matters may hold the same person.</summary>
/// <param name="database">Where they are.</param>
/// <param name="time">The clock of what is recorded.</param>
public sealed class LegalHolds(Database database, TimeProvider time)
{
    /// <summary>How many are listed; of somebody who was looked for all are known.</summary>
    public const int ShownMost = 200;

    private static readonly NotFound NoHold = new("No legal hold stands there for this matter.");

    /// <summary>Legal holds that stand, the latest first; at most <see cref="ShownMost"/>.</summary>
    public Task<IReadOnlyList<LegalHold>> ListAsync(Access access, CancellationToken ct) => database.QueryAsync<LegalHold>(access, $"""
        select client_id, subject, matter, placed_by, placed_at from platform.legal_holds where lifted_at is null
        order by placed_at desc limit {ShownMost}
        """, ct);

    /// <summary>All legal holds that stand on some people, the earliest first.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subjects">The people.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<LegalHold>> OnAsync(Access access, string client, Guid[] subjects, CancellationToken ct) =>
        database.QueryAsync<LegalHold>(access, $"""
            select client_id, subject, matter, placed_by, placed_at from platform.legal_holds
            where client_id = {client} and subject = any ({subjects}) and lifted_at is null order by placed_at
            """, ct);

    /// <summary>All legal holds that stand at a client, the earliest first.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<LegalHold>> AtAsync(Access access, string client, CancellationToken ct) =>
        database.QueryAsync<LegalHold>(access, $"""
            select client_id, subject, matter, placed_by, placed_at from platform.legal_holds
            where client_id = {client} and lifted_at is null order by placed_at
            """, ct);

    // Whether the asker may, and whether there is such a person, was looked at before.
    internal Task<Result<Done>> PlaceAsync(Access access, string client, Guid subject, string matter, CancellationToken ct) =>
        database.InTransactionAsync<Result<Done>>(access, async (connection, _) =>
        {
            await LockAsync(connection, client, subject);
            if (await ErasureRuns.UnfinishedAsync(connection, client, subject) is { } begun)
                return begun.Alive ? begun.Busy : new ErasureNotEnded(begun.BeganAt);
            if (await connection.ExecuteAsync("""
                insert into platform.legal_holds (client_id, subject, matter, placed_by, placed_at) values (@client, @subject, @matter, @by, @now)
                on conflict (client_id, subject, matter) where lifted_at is null do nothing
                """, new { client, subject, matter, by = access.Actor.Id, now = time.GetUtcNow() }) == 0) return new HeldAlready(matter);
            await NoteAsync(connection, access, client, subject, "legal-hold-placed", new { matter });
            return Done.Yes;
        }, ct);

    internal async Task<Result<Done>> LiftAsync(Access access, string client, Guid subject, string matter, CancellationToken ct)
    {
        if (matter.Any(char.IsControl))
            return NoHold;
        return await database.InTransactionAsync<Result<Done>>(access, async (connection, _) =>
        {
            var lifted = await connection.ExecuteAsync("""
                update platform.legal_holds set lifted_by = @by, lifted_at = @now
                where client_id = @client and subject = @subject and matter = @matter and lifted_at is null
                """, new { client, subject, matter, by = access.Actor.Id, now = time.GetUtcNow() });
            if (lifted == 0)
                return NoHold;
            await NoteAsync(connection, access, client, subject, "legal-hold-lifted", new { matter });
            return Done.Yes;
        }, ct);
    }

    // An erasure and a hold that is placed at the same moment take turns.
    internal static Task LockAsync(NpgsqlConnection connection, string client, Guid subject) => connection.ExecuteAsync(
        "select pg_advisory_xact_lock(hashtextextended(@of, 0))", new { of = $"erasure|{client}|{subject:D}" });

    internal static Task<string?> StandingAsync(NpgsqlConnection connection, string client, Guid subject) =>
        connection.QuerySingleOrDefaultAsync<string?>(
            """
            select string_agg(matter, '; ' order by placed_at) from platform.legal_holds
            where client_id = @client and subject = @subject and lifted_at is null
            """, new { client, subject });

    internal static Task NoteAsync(NpgsqlConnection connection, Access access, string client, Guid subject, string act, object detail) =>
        connection.ExecuteAsync("""
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject, detail)
            values (@client, @Kind, @Id, @act, @subject, @detail::jsonb)
            """, new { client, access.Actor.Kind, access.Actor.Id, act, subject, detail = JsonSerializer.Serialize(detail) });
}
