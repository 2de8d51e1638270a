using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Nudges;
using HybridBpo.Events;

namespace HybridBpo.Collections.Erasing;

/// <summary>
/// Erases somebody who owes at a client, with all their accounts there. What was billed and paid stays to the cent and the day, without a person: the
/// law on books wants it. Whoever opted out stays on the firm-wide list, which knows nobody's address.
/// </summary>
internal sealed class EraseDebtor(
    EventStore store, Database database, AccountBook book, NudgeBook nudges, DebtorFiles files, DebtorRows rows, TimeProvider time) : ISubjectEraser
{
    private const int Tries = 5, MostFound = 50;

    public IReadOnlyDictionary<string, string> Owners { get; } = new Dictionary<string, string>
    {
        ["collections.persons"] = "t.id::text",
        ["collections.transactions"] = OfAccount,
        ["collections.scores"] = OfAccount,
        ["collections.statement_entries"] = OfAccount,
        ["collections.not_undone"] = OfAccount,
        ["collections.told_twice"] = OfAccount,
        ["collections.contact_checks"] = "t.person_id::text",
        ["collections.call_rows"] = "t.person_id::text",
        ["collections.rule_checks"] =
            "(select n.person_id::text from collections.nudges n where n.client_id = t.client_id and n.id = t.nudge_id)",
        // Whose row it is says its reference, or the client's number for the person; else it is nobody's.
        ["collections.quarantine"] = """
            coalesce(
              (select a.person_id::text from collections.accounts a where a.client_id = t.client_id and a.reference = t.account_ref),
              (select p.id::text from collections.imports i, jsonb_each_text(i.mapping -> 'columns') m
                 join collections.persons p on p.client_id = t.client_id and p.person_key = 'customer:' || (t.cells ->> m.key)
               where i.client_id = t.client_id and i.id = t.import_id and m.value = 'customer_ref' limit 1))
            """,
    };

    private const string OfAccount =
        "(select a.person_id::text from collections.accounts a where a.client_id = t.client_id and a.id = t.account_id)";

    private sealed record Hit(Guid Id, string Reference, long Count, bool Erased);

    public async Task<IReadOnlyList<SubjectFound>> FindAsync(string client, string text, CancellationToken ct)
    {
        if (text.Length == 0) return [];
        return Named(await database.QueryAsync<Hit>(Reader(client), $"""
            select p.id, coalesce(min(a.reference), '') as reference, count(a.id) as count, p.erased_at is not null as erased
            from collections.persons p left join collections.accounts a on a.client_id = p.client_id and a.person_id = p.id
            where p.client_id = {client} and (p.id::text = lower({text}) or p.id = {Person.IdOf(client, "customer:" + text)}
              or p.id in (select o.person_id from collections.accounts o where o.client_id = {client} and upper(o.reference) = upper({text})))
            group by p.id, p.erased_at order by 2 limit {MostFound}
            """, ct));
    }

    public async Task<IReadOnlyList<SubjectFound>> FindByContactAsync(Access access, string client, string text, CancellationToken ct)
    {
        if (!access.May(Act.ReadAccounts)) return [];
        string[] exact = [text.ToLowerInvariant(), Import.Contacts.Phone(text) ?? ""];
        return Named(await database.QueryAsync<Hit>(access, $"""
            select p.id, coalesce(min(a.reference), '') as reference, count(a.id) as count, p.erased_at is not null as erased
            from collections.persons p left join collections.accounts a on a.client_id = p.client_id and a.person_id = p.id
            where p.client_id = {client} and (p.name ilike {Sql.Containing(text)} or p.id in (
              select d.person_id from collections.addresses d where d.client_id = {client} and d.value = any ({exact})))
            group by p.id, p.erased_at order by 2 limit {MostFound}
            """, ct));
    }

    public Task<IReadOnlyDictionary<Guid, SubjectLook>> DescribeAsync(Access access, string client, Guid[] subjects, CancellationToken ct) =>
        DebtorLooks.FindAsync(database, access, client, subjects, ct);

    public async Task<SubjectTraces> TracesAsync(string client, Guid subject, CancellationToken ct)
    {
        var access = Reader(client);
        if (await database.SingleOrDefaultAsync<Known>(
            access, $"select name, person_key from collections.persons where client_id = {client} and id = {subject}", ct) is not { } known)
            return SubjectTraces.None;
        var addresses = await book.AddressesAsync(access, client, subject, ct);
        var accounts = await book.OfPersonAsync(access, client, subject, ct);
        var told = (await store.FetchReadableAsync(client, subject, ct)).Events.Select(e => (e.Data as PersonRegistered)?.Name).OfType<string>();
        return new SubjectTraces(
            [.. addresses.Where(a => a.Kind == "email").Select(a => a.Value)], [.. addresses.Where(a => a.Kind == "phone").Select(a => a.Value)],
            [.. told.Append(known.Name).Where(n => n.Length > 0).Distinct()],
            [.. accounts.Select(a => a.Reference), .. Customer(known.PersonKey)], [.. accounts.Select(a => a.Id)]);
    }

    public Task<IReadOnlyList<Obstacle>> ObstaclesAsync(string client, Guid subject, CancellationToken ct) =>
        DebtorObstacles.FindAsync(database, book, client, subject, ct);

    public Task<IReadOnlyList<Obstacle>> ObstaclesInFilesAsync(string client, Guid subject, SubjectTraces traces, CancellationToken ct) =>
        files.ObstaclesAsync(client, subject, traces, ct);

    public Task<IReadOnlyDictionary<string, Guid>> LineOwnersAsync(
        string client, Guid file, IReadOnlyList<string> lines, CancellationToken ct) => files.LineOwnersAsync(client, file, lines, ct);

    public Task<SharedFiles> SharedFilesAsync(string client, Guid subject, CancellationToken ct) => files.CountAsync(client, subject, ct);

    public async Task CloseAsync(string client, Guid subject, CancellationToken ct)
    {
        var access = Reader(client);
        if (await book.PersonAsync(access, client, subject, ct) is null) return;
        for (var attempt = 1; !await TryCloseAsync(access, client, subject, ct); attempt++)
            if (attempt == Tries) throw new InvalidOperationException("Others write about the person at this moment. Carry the erasure out again.");
    }

    public async Task EraseAsync(string client, Guid subject, CancellationToken ct)
    {
        var access = Reader(client);
        if (await book.PersonAsync(access, client, subject, ct) is null) return;
        // A mail that was leaving while the streams ended may have been planned anew.
        await CloseAsync(client, subject, ct);
        // Files and rows of many people first: what the person is recognised by goes last, so that a host that dies in between begins anew.
        var (traces, accounts) = (await TracesAsync(client, subject, ct), await book.OfPersonAsync(access, client, subject, ct));
        await files.EraseAsync(access, client, subject, accounts, traces, ct);
        var session = store.OpenSession(client, access);
        await rows.QueueAsync(session, access, client, subject, accounts, new TraceSearch(traces), ct);
        await session.SaveChangesAsync(ct);
    }

    // The streams end and everything planned is taken back, in one transaction. From here on nobody writes about the person, and no file brings them
    // back.
    private async Task<bool> TryCloseAsync(Access access, string client, Guid subject, CancellationToken ct)
    {
        await using var alone = await PeopleLock.AloneAsync(database, client, ct);
        var (session, now) = (store.OpenSession(client, access), time.GetUtcNow());
        var accounts = await book.OfPersonAsync(access, client, subject, ct);
        var open = await nudges.OpenAsync(access, client, subject, ct);
        session.QueueCancel(open, Account.Erased, now);
        List<object> last = [.. open.Select(n => new NudgeCancelled(n.Id, Account.Erased, n.Accounts))];
        if (!await IsErasedAsync(access, client, subject, ct)) last.Add(new DebtorErased([.. accounts.Select(a => a.Id)]));
        await AppendAsync<Person>(session, subject, last, ct);
        foreach (var account in accounts.Where(a => !a.IsErased))
            await AppendAsync<Account>(session, account.Id, [new HolderErased(subject, [.. Ended(account)])], ct);
        session.Queue($"""
            update collections.persons set erased_at = coalesce(erased_at, {now}) where client_id = {client} and id = {subject}
            """);
        return await session.SaveChangesAsync(ct) is SaveOutcome.Saved;
    }

    private Task<bool> IsErasedAsync(Access access, string client, Guid subject, CancellationToken ct) => database.SingleOrDefaultAsync<bool>(
        access, $"select erased_at is not null from collections.persons where client_id = {client} and id = {subject}", ct);

    // A stream that cannot be read ends all the same, at whatever version it is.
    private static async Task AppendAsync<T>(EventSession session, Guid stream, IReadOnlyList<object> events, CancellationToken ct)
        where T : class
    {
        if (events.Count == 0) return;
        try
        {
            (await session.FetchForWriting<T>(stream, ct)).AppendMany(events);
        }
        catch (UnreadableEvent)
        {
            session.Append(stream, events);
        }
    }

    private static IEnumerable<string> Ended(AccountRow account)
    {
        if (account.PlanDecision is not null) yield return "plan";
        if (account.Disputed) yield return "dispute";
        if (account.OnHold) yield return "hold";
        if (account.PromiseUntil is not null) yield return "promise";
    }

    // A key may hold name and address itself; only the client's own number for the person is a reference.
    private static IEnumerable<string> Customer(string key) =>
        key.StartsWith("customer:", StringComparison.Ordinal) ? [key["customer:".Length..]] : [];

    private static IReadOnlyList<SubjectFound> Named(IEnumerable<Hit> hits) => [.. hits.Select(h => new SubjectFound(
        h.Id, h.Reference, $"Debtor {h.Reference}".Trim(), $"{CountText.Of(h.Count, "account")}{(h.Erased ? ", erased" : "")}"))];

    private static Access Reader(string client) => Access.System("erasure", client);

    private sealed record Known(string Name, string PersonKey);
}
