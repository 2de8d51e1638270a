using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import.Payments;

namespace HybridBpo.Collections.Erasing;

/// <summary>Takes the person out of bank entries that wait for somebody: day and amount stay, so that the money is not lost.</summary>
internal sealed class DebtorEntries(Database database)
{
    private const int Portion = 500;

    private const string Nothing = """{"counterparty": null, "remittance": null, "structured": null, "endToEndId": null, "candidates": []}""";

    public async Task EraseAsync(Access access, string client, IReadOnlyList<AccountRow> accounts, DebtorSearch search, CancellationToken ct)
    {
        Guid[] ids = [.. accounts.Select(a => a.Id)];
        await database.ExecuteAsync(access, $"""
            update collections.statement_entries set traces = array[]::uuid[] where client_id = {client} and account_id = any ({ids})
            """, ct);
        await database.ExecuteAsync(access, $"""
            update collections.told_twice set traces = array[]::uuid[] where client_id = {client} and account_id = any ({ids})
            """, ct);
        for (var (import, number) = (Guid.Empty, 0); ;)
        {
            var rows = await database.QueryAsync<Waiting>(access, $"""
                select import_id, number, words::text as words from collections.statement_entries
                where client_id = {client} and state = 'open' and words is not null and (import_id, number) > ({import}, {number})
                order by import_id, number limit {Portion}
                """, ct);
            foreach (var row in rows)
            {
                var facts = UnmatchedEvidence.Read(row.Words);
                var said = string.Join(' ', new[] { facts.Counterparty, facts.Remittance, facts.Structured, facts.EndToEndId }.OfType<string>());
                var own = facts.Candidates.Count(c => ids.Contains(c.Id));
                // The name alone is theirs where it led to nobody else.
                if (search.Known.IsTheirs(said) || (own > 0 && own == facts.Candidates.Count && search.Known.IsIn(said)))
                    await EmptyAsync(row, Nothing);
                else if (own > 0) await EmptyAsync(row, """{"candidates": []}""");
            }

            if (rows.Count < Portion) return;
            (import, number) = (rows[^1].ImportId, rows[^1].Number);
        }

        Task EmptyAsync(Waiting row, string with) => database.ExecuteAsync(access, $"""
            update collections.statement_entries set words = words || {with}::jsonb
            where client_id = {client} and import_id = {row.ImportId} and number = {row.Number} and words is not null
            """, ct);
    }

    private sealed record Waiting(Guid ImportId, int Number, string Words);
}
