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
    /// <summary>How many holds and proofs are listed; of somebody who was looked for all are known.</summary>
    public const int ShownMost = 200;

    private static readonly NotFound NoHold = new("No legal hold stands there for this matter.");

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
        // Nobody's code has a control character, and the database cannot be asked for every one of them.
        foreach (var eraser in text.Any(char.IsControl) ? [] : erasers)
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
            if (await StandingAsync(connection, client, subject) is { } matters)
                result = new HeldByLaw(matters);
            else if (await connection.QuerySingleOrDefaultAsync<DateTime?>(
                "select max(at) from platform.acts where client_id = @client and subject = @subject and act = 'person-erased'",
                new { client, subject }) is { } before)
                result = new ErasedAlready(before);
            else
                result = await CarryOutAsync(connection, access, client, who, reason);
        }, CancellationToken.None);
        return result;
    }

    /// <summary>
    /// Places a legal hold. Several matters may hold the same person; one that stands for the same matter answers <see cref="HeldAlready"/>.
    /// </summary>
    /// <param name="access">Who asks; needs <see cref="Act.ErasePeople"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="matter">What it is for, 1 to 200 characters without names.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<Done>> PlaceHoldAsync(Access access, string client, Guid subject, string matter, CancellationToken ct)
    {
        matter = matter.Trim();
        if (matter.Length is 0 or > 200 || matter.Any(char.IsControl))
            return new Invalid("Say in 1 to 200 characters what the hold is for, such as a docket number.");
        if (!(await FindAsync(access, client, subject.ToString("D"), ct)).Is(out var known, out var refusal))
            return refusal;
        if (known.Count == 0)
            return new NotFound("There is nobody of that id.");
        var placed = 0;
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            await LockAsync(connection, client, subject);
            placed = await connection.ExecuteAsync("""
                insert into platform.legal_holds (client_id, subject, matter, placed_by, placed_at) values (@client, @subject, @matter, @by, @now)
                on conflict (client_id, subject, matter) where lifted_at is null do nothing
                """, new { client, subject, matter, by = access.Actor.Id, now = time.GetUtcNow() });
            if (placed > 0)
                await NoteAsync(connection, access, client, subject, "legal-hold-placed", new { matter });
        }, ct);
        return placed > 0 ? Done.Yes : new HeldAlready(matter);
    }

    /// <summary>Lifts the legal hold of one matter; those of others stand on.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.ErasePeople"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="matter">The matter, as the hold names it.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<Done>> LiftHoldAsync(Access access, string client, Guid subject, string matter, CancellationToken ct)
    {
        if (Refused(access, client) is { } refusal)
            return refusal;
        if (matter.Any(char.IsControl))
            return NoHold;
        var lifted = 0;
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            lifted = await connection.ExecuteAsync("""
                update platform.legal_holds set lifted_by = @by, lifted_at = @now
                where client_id = @client and subject = @subject and matter = @matter and lifted_at is null
                """, new { client, subject, matter, by = access.Actor.Id, now = time.GetUtcNow() });
            if (lifted > 0)
                await NoteAsync(connection, access, client, subject, "legal-hold-lifted", new { matter });
        }, ct);
        return lifted > 0 ? Done.Yes : NoHold;
    }

    /// <summary>Legal holds that stand, the latest first; at most <see cref="ShownMost"/>.</summary>
    public Task<IReadOnlyList<LegalHold>> HoldsAsync(Access access, CancellationToken ct) => database.QueryAsync<LegalHold>(access, $"""
        select client_id, subject, matter, placed_by, placed_at from platform.legal_holds where lifted_at is null
        order by placed_at desc limit {ShownMost}
        """, ct);

    /// <summary>All legal holds that stand on some people, the earliest first.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subjects">The people.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<LegalHold>> HoldsOnAsync(Access access, string client, Guid[] subjects, CancellationToken ct) =>
        database.QueryAsync<LegalHold>(access, $"""
            select client_id, subject, matter, placed_by, placed_at from platform.legal_holds
            where client_id = {client} and subject = any ({subjects}) and lifted_at is null order by placed_at
            """, ct);

    /// <summary>Which of some people were erased.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subjects">The people.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<Guid>> ErasedAsync(Access access, string client, Guid[] subjects, CancellationToken ct) =>
        database.QueryAsync<Guid>(access, $"""
            select distinct subject from platform.acts where client_id = {client} and subject = any ({subjects}) and act = 'person-erased'
            """, ct);

    /// <summary>Proofs of what was erased, the latest first; at most <see cref="ShownMost"/>.</summary>
    public async Task<IReadOnlyList<ErasureProof>> ProofsAsync(Access access, CancellationToken ct)
    {
        var kept = await database.QueryAsync<string>(
            access, $"select detail::text from platform.acts where act = 'person-erased' order by at desc, id desc limit {ShownMost}", ct);
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
            """
            select string_agg(matter, '; ' order by placed_at) from platform.legal_holds
            where client_id = @client and subject = @subject and lifted_at is null
            """, new { client, subject });

    private static Task NoteAsync(NpgsqlConnection connection, Access access, string client, Guid subject, string act, object detail) =>
        connection.ExecuteAsync("""
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject, detail)
            values (@client, @Kind, @Id, @act, @subject, @detail::jsonb)
            """, new { client, access.Actor.Kind, access.Actor.Id, act, subject, detail = JsonSerializer.Serialize(detail) });
}
