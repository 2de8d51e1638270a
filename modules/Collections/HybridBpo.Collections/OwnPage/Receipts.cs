using HybridBpo.Collections.Accounts;
using HybridBpo.Events;

namespace HybridBpo.Collections.OwnPage;

/// <summary>What somebody did on their own page, numbered for each client without a gap. It says what, never the words.</summary>
internal sealed record Receipt(long Number, string Act, string Reference, DateTimeOffset At)
{
    public string Text => $"R-{Number:000000}";
}

/// <summary>Receipts are written with what they are for, in one transaction.</summary>
internal static class Receipts
{
    private const int Shown = 20;

    public static void QueueReceipt(this EventSession session, AccountRow account, string act, Guid command, DateTimeOffset now) => session.Queue($"""
        insert into collections.own_page_receipts (client_id, number, command, person_id, account_id, act, at)
        select {account.ClientId}, collections.next_receipt({account.ClientId}), {command}, {account.PersonId}, {account.Id}, {act}, {now}
        """);

    public static Task<long?> NumberAsync(Database database, Access access, string client, Guid command, CancellationToken ct) =>
        database.SingleOrDefaultAsync<long?>(access, $"""
            select number from collections.own_page_receipts where client_id = {client} and command = {command}
            """, ct);

    public static Task<IReadOnlyList<Receipt>> OfAsync(Database database, Access access, string client, Guid person, CancellationToken ct) =>
        database.QueryAsync<Receipt>(access, $"""
            select r.number, r.act, a.reference, r.at from collections.own_page_receipts r
            join collections.accounts a on a.client_id = r.client_id and a.id = r.account_id
            where r.client_id = {client} and r.person_id = {person} order by r.number desc limit {Shown}
            """, ct);
}
