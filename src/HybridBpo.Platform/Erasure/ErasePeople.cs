using System.Text.Json;
using Dapper;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// Erases people for those who may, refuses while a legal hold stands, and keeps a proof. Only people whom a module can erase completely are found.
/// </summary>
/// <param name="database">Where holds and proofs are.</param>
/// <param name="erasure">Carries it out.</param>
/// <param name="erasers">The modules: they know whom they can erase.</param>
/// <param name="time">The clock of what is recorded.</param>
public sealed class ErasePeople(Database database, Erasure erasure, IEnumerable<ISubjectEraser> erasers, TimeProvider time)
{
    /// <summary>Why somebody may be erased: codes with their words.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["request"] = "the person asked for it",
        ["retention"] = "the time for which it is kept is over",
        ["unlawful"] = "it should not have been kept",
    };

    /// <summary>People of a client by code, reference or id.</summary>
    public async Task<Result<IReadOnlyList<SubjectFound>>> FindAsync(Access access, string client, string text, CancellationToken ct)
    {
        if (Refused(access, client) is { } refusal)
            return refusal;
        var found = new List<SubjectFound>();
        foreach (var eraser in erasers)
            found.AddRange(await eraser.FindAsync(client, text.Trim(), ct));
        return found;
    }

    /// <summary>Erases somebody. Not to be undone.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.ErasePeople"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject, as <see cref="FindAsync"/> gives it.</param>
    /// <param name="reason">One of <see cref="Reasons"/>.</param>
    /// <param name="ct">Cancellation; what was begun is ended all the same.</param>
    /// <returns>The proof, or why not.</returns>
    public async Task<Result<ErasureProof>> EraseAsync(Access access, string client, Guid subject, string reason, CancellationToken ct)
    {
        if (!Reasons.ContainsKey(reason))
            return new Invalid($"Say why: {string.Join(", ", Reasons.Keys)}.");
        if (!(await FindAsync(access, client, subject.ToString("D"), ct)).Is(out var known, out var refusal))
            return refusal;
        if (known is not [var who, ..])
            return new NotFound("There is nobody of that id whose data can be erased.");
        Result<ErasureProof> result = new NotFound("");
        // Whoever asked may go away: what was begun is ended, and its proof is kept.
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            await LockAsync(connection, client, subject);
            if (await StandingAsync(connection, client, subject) is { } matter)
                result = new HeldByLaw(matter);
            else if (await connection.QuerySingleOrDefaultAsync<DateTime?>(
                "select max(at) from platform.acts where client_id = @client and subject = @subject and act = 'person-erased'",
                new { client, subject }) is { } before)
                result = new ErasedAlready(before);
            else
                result = await CarryOutAsync(connection, access, client, who, reason);
        }, CancellationToken.None);
        return result;
    }

    /// <summary>Places a legal hold; one that stands already stays as it is.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.ErasePeople"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="matter">What it is for, 1 to 200 characters without names.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<Done>> PlaceHoldAsync(Access access, string client, Guid subject, string matter, CancellationToken ct)
    {
        if (matter.Trim().Length is 0 or > 200)
            return new Invalid("Say in 1 to 200 characters what the hold is for, such as a docket number.");
        if (!(await FindAsync(access, client, subject.ToString("D"), ct)).Is(out var known, out var refusal))
            return refusal;
        if (known.Count == 0)
            return new NotFound("There is nobody of that id.");
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            await LockAsync(connection, client, subject);
            await connection.ExecuteAsync("""
                insert into platform.legal_holds (client_id, subject, matter, placed_by, placed_at) values (@client, @subject, @matter, @by, @now)
                on conflict do nothing
                """, new { client, subject, matter = matter.Trim(), by = access.Actor.Id, now = time.GetUtcNow() });
            await NoteAsync(connection, access, client, subject, "legal-hold-placed", new { matter = matter.Trim() });
        }, ct);
        return Done.Yes;
    }

    /// <summary>Lifts the legal hold.</summary>
    public async Task<Result<Done>> LiftHoldAsync(Access access, string client, Guid subject, CancellationToken ct)
    {
        if (Refused(access, client) is { } refusal)
            return refusal;
        var lifted = 0;
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            lifted = await connection.ExecuteAsync("""
                update platform.legal_holds set lifted_by = @by, lifted_at = @now
                where client_id = @client and subject = @subject and lifted_at is null
                """, new { client, subject, by = access.Actor.Id, now = time.GetUtcNow() });
            if (lifted > 0)
                await NoteAsync(connection, access, client, subject, "legal-hold-lifted", new { });
        }, ct);
        return lifted > 0 ? Done.Yes : new NotFound("No legal hold stands there.");
    }

    /// <summary>Legal holds that stand, the latest first.</summary>
    public Task<IReadOnlyList<LegalHold>> HoldsAsync(Access access, CancellationToken ct) => database.QueryAsync<LegalHold>(access, $"""
        select client_id, subject, matter, placed_by, placed_at from platform.legal_holds where lifted_at is null order by placed_at desc limit 200
        """, ct);

    /// <summary>Proofs of what was erased, the latest first.</summary>
    public async Task<IReadOnlyList<ErasureProof>> ProofsAsync(Access access, CancellationToken ct)
    {
        var kept = await database.QueryAsync<string>(
            access, $"select detail::text from platform.acts where act = 'person-erased' order by at desc, id desc limit 200", ct);
        return [.. kept.Select(json => JsonSerializer.Deserialize<ErasureProof>(json)!)];
    }

    private async Task<ErasureProof> CarryOutAsync(NpgsqlConnection connection, Access access, string client, SubjectFound who, string reason)
    {
        var key = new { client, subject = who.Id };
        async Task<long> CountAsync(string sql) => await connection.ExecuteScalarAsync<long>(sql, key);
        var files = await CountAsync("select count(*) from platform.files where client_id = @client and subject_id = @subject");
        var mails = await CountAsync("select count(*) from platform.captured_mails where client_id = @client and subject_id = @subject");
        await erasure.EraseAsync(client, who.Id, CancellationToken.None);
        var left = await CountAsync("select count(*) from events.es_subject_keys where client_id = @client and subject_id = @subject");
        if (left > 0)
            throw new InvalidOperationException("A key of the person is still there: the erasure is not complete. Carry it out again.");
        var proof = new ErasureProof(
            client, who.Id, who.What, reason, access.Actor.Id, time.GetUtcNow(),
            await CountAsync("select count(*) from events.es_erasures where client_id = @client and subject_id = @subject"),
            await CountAsync("select count(*) from events.mt_events where tenant_id = @client and stream_id = @subject"), files, mails);
        await NoteAsync(connection, access, client, who.Id, "person-erased", proof);
        return proof;
    }

    private static Refusal? Refused(Access access, string client) =>
        !access.May(Act.ErasePeople) ? new Forbidden("Only a compliance officer erases people and places legal holds.")
        : !access.Sees(client) ? new NotFound($"There is no client {client}.") : null;

    // An erasure and a hold that is placed at the same moment take turns.
    private static Task LockAsync(NpgsqlConnection connection, string client, Guid subject) => connection.ExecuteAsync(
        "select pg_advisory_xact_lock(hashtextextended(@of, 0))", new { of = $"erasure|{client}|{subject:D}" });

    private static Task<string?> StandingAsync(NpgsqlConnection connection, string client, Guid subject) =>
        connection.QuerySingleOrDefaultAsync<string?>(
            "select matter from platform.legal_holds where client_id = @client and subject = @subject and lifted_at is null",
            new { client, subject });

    private static Task NoteAsync(NpgsqlConnection connection, Access access, string client, Guid subject, string act, object detail) =>
        connection.ExecuteAsync("""
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject, detail)
            values (@client, @Kind, @Id, @act, @subject, @detail::jsonb)
            """, new { client, access.Actor.Kind, access.Actor.Id, act, subject, detail = JsonSerializer.Serialize(detail) });
}
