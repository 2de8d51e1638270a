using HybridBpo.Collections.Accounts;
using HybridBpo.Events;

namespace HybridBpo.Collections.Erasing;

/// <summary>Takes away what the module's own rows tell of the person. Amounts, days and the files' rows that they came from stay.</summary>
internal sealed class DebtorRows(AccountBook book, SilentReferences references, TimeProvider time)
{
    public async Task QueueAsync(
        EventSession session, Access access, string client, Guid subject, IReadOnlyList<AccountRow> accounts, TraceSearch search,
        CancellationToken ct)
    {
        Guid[] ids = [.. accounts.Select(a => a.Id)];
        // A reference of the client's may spell out who paid: only such a one is replaced, as the others lead back to the client's books. What takes
        // its place is known again when the client's next file brings the same one.
        var silent = await references.FormAsync(client, ct);
        var telling = (await book.TransactionsAsync(access, client, ids, ct)).Where(t => search.IsIn(t.Reference));
        foreach (var t in telling) session.Queue($"""
            update collections.transactions set reference = {silent(t.AccountId, t.Reference)}
            where client_id = {client} and account_id = {t.AccountId} and reference = {t.Reference}
            """);
        // Names of files that were refused; who sent them has the files.
        var named = (await book.RefusedFilesAsync(access, client, ct)).Where(f => search.IsIn($"{f.Name} {f.Words}")).Select(f => f.Id).ToArray();
        session.Queue($"delete from collections.folder_files where client_id = {client} and id = any ({named})");
        // What a list said of their invoices; one that is not placed with us may spell out whose it is.
        var listed = (await book.UnknownInvoicesAsync(access, client, ct)).Where(search.IsIn).Concat(accounts.Select(a => a.Reference)).ToArray();
        session.Queue($"delete from collections.ageing_findings where client_id = {client} and reference = any ({listed})");
        session.Queue($"delete from collections.scores where client_id = {client} and account_id = any ({ids})");
        // What was evaluated stays; what it looked at and said in words does not.
        session.Queue($$"""
            update collections.rule_checks set results = coalesce((
              select jsonb_agg(r || '{"inputs": {}, "reason": ""}'::jsonb) from jsonb_array_elements(results) r), '[]'::jsonb)
            where client_id = {{client}} and nudge_id in (
              select id from collections.nudges where client_id = {{client}} and person_id = {{subject}})
            """);
        session.Queue($$"""
            update collections.contact_checks set results = coalesce((
              select jsonb_agg(r || '{"inputs": {}, "reason": ""}'::jsonb) from jsonb_array_elements(results) r), '[]'::jsonb)
            where client_id = {{client}} and person_id = {{subject}}
            """);
        session.Queue($"""
            update collections.nudges set blocks = null, words = case state when 'cancelled' then words end
            where client_id = {client} and person_id = {subject}
            """);
        session.Queue($"delete from collections.person_places where client_id = {client} and person_id = {subject}");
        session.Queue($"""
            delete from collections.own_page_tries where client_id = {client} and address_id in (
              select id from collections.addresses where client_id = {client} and person_id = {subject})
            """);
        session.Queue($"delete from collections.addresses where client_id = {client} and person_id = {subject}");
        session.Queue($$"""
            update collections.persons set name = '', street = '', person_key = 'erased', protections = '{}',
              erased_at = coalesce(erased_at, {{time.GetUtcNow()}})
            where client_id = {{client}} and id = {{subject}}
            """);
    }
}
