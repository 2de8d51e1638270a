using System.Text;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Accounts;

internal sealed record ListRow(
    string ClientId, Guid Id, string Reference, string Name, string Currency, string State, long BalanceMinor, DateOnly? OldestDue,
        DateOnly? LastPaidOn, bool OnHold,
    DateTimeOffset? HoldUntil, bool Disputed, DateOnly? PromiseUntil, Guid? CaseId, Guid PersonId, long Total);

/// <param name="Filter"><c>open</c> (default), <c>late</c>, <c>held</c>, <c>disputed</c>, <c>case</c>, <c>paid</c>.</param>
/// <param name="TooLong">More was typed than a reference or name can be: nothing is looked for.</param>
internal sealed record ListQuery(string Text, string Filter, int Page, bool TooLong = false)
{
    public const int MostText = 100;

    public static readonly IReadOnlyList<(string Code, string Label)> Filters =
        [("open", "Open"), ("late", "Late"), ("held", "On hold"), ("disputed", "Disputed"), ("case", "With a case"), ("paid", "Nothing owed")];

    public static ListQuery From(string? text, string? filter, int? page) =>
        new((text ?? "").Trim() is { Length: <= MostText } t ? t : (text ?? "").Trim()[..MostText],
            Filters.Any(f => f.Code == filter) ? filter! : "open", Math.Clamp(page ?? 1, 1, 100_000), (text ?? "").Trim().Length > MostText);
}

/// <summary>The portfolio as a list: by age of debt, never by a score.</summary>
internal sealed class AccountList(Database database, Clients clients, ScoreGate gate)
{
    public const int PageSize = 50, MostExported = 100_000;

    /// <summary>The day that it is at each client: what is late is late by the client's calendar.</summary>
    public async Task<IReadOnlyDictionary<string, DateOnly>> TodayAsync(Access access, TimeProvider time, CancellationToken ct) =>
        (await clients.ListAsync(access, ct)).ToDictionary(c => c.ClientId, c => c.Today(time.GetUtcNow()));

    /// <param name="today">As <see cref="TodayAsync"/> gives it: whoever shows the rows counts days by the same.</param>
    public Task<IReadOnlyList<ListRow>> PageAsync(
        Access access, ListQuery query, int size, IReadOnlyDictionary<string, DateOnly> today, DateTimeOffset now, CancellationToken ct)
    {
        var like = Sql.Containing(query.Text);
        return database.QueryAsync<ListRow>(access, $"""
            select a.client_id, a.id, a.reference, p.name, a.currency, a.state, a.balance_minor, a.oldest_due, a.last_paid_on, a.on_hold,
              a.hold_until, a.disputed, a.promise_until,
                   a.case_id, a.person_id, count(*) over () as total
            from collections.accounts a join collections.persons p on p.client_id = a.client_id and p.id = a.person_id
              join unnest({today.Keys.ToArray()}, {today.Values.ToArray()}) as day (of, today) on day.of = a.client_id
            where (a.reference ilike {like} or p.name ilike {like})
              and case {query.Filter}
                    when 'late' then a.state = 'open' and a.balance_minor > 0 and a.oldest_due < day.today
                    when 'held' then a.on_hold and (a.hold_until is null or a.hold_until > {now})
                    when 'disputed' then a.disputed
                    when 'case' then exists (
                      select from collections.flagged_cases f where f.client_id = a.client_id and f.account_id = a.id)
                    when 'paid' then a.balance_minor <= 0 and a.undone_at is null
                    else a.state = 'open' and a.balance_minor > 0 end
            order by case when a.balance_minor > 0 then a.oldest_due end nulls last, a.balance_minor desc, a.reference
            limit {size} offset {(query.Page - 1) * size}
            """, ct);
    }

    /// <summary>As CSV. A verdict that the asker may not see yet is left out: the cell is empty.</summary>
    public async Task<(string Csv, IReadOnlyList<(string Client, Guid Person)> People)> ExportAsync(
        Access access, ListQuery query, TimeProvider time, CancellationToken ct)
    {
        var today = await TodayAsync(access, time, ct);
        var rows = await PageAsync(access, query with { Page = 1 }, MostExported, today, time.GetUtcNow(), ct);
        var bands = await gate.BandsAsync(access, rows.Select(r => (r.ClientId, r.Id, r.CaseId)).ToList(), ct);
        var text = new StringBuilder(
            "client,reference,name,currency,balance_minor,oldest_due,days_late,last_paid_on,on_hold,disputed,promise_until,band\n");
        foreach (var r in rows)
        {
            var late = r.BalanceMinor > 0 && r.OldestDue < today[r.ClientId] ? today[r.ClientId].DayNumber - r.OldestDue.Value.DayNumber : 0;
            text.AppendJoin(',', new[]
            {
                r.ClientId, r.Reference, r.Name, r.Currency, $"{r.BalanceMinor}", $"{r.OldestDue:yyyy-MM-dd}", $"{late}",
                    $"{r.LastPaidOn:yyyy-MM-dd}", r.OnHold ? "yes" : "",
                r.Disputed ? "yes" : "", $"{r.PromiseUntil:yyyy-MM-dd}", bands.GetValueOrDefault((r.ClientId, r.Id), ""),
            }.Select(CsvCell.Of)).Append('\n');
        }

        return (text.ToString(), [.. rows.Select(r => (r.ClientId, r.PersonId))]);
    }
}

internal sealed record SeenScore(Guid AccountId, DateOnly AsOf, string Model, double Score, string Band, string Reasons);

/// <summary>
/// The only way to a score. Who could judge a case about the account sees none before the own judgement, not even while there is no case yet; and
/// then only what that case was opened on: a later score is what the next case will ask about.
/// </summary>
internal sealed class ScoreGate(Database database, IVerdictGate verdicts)
{
    public async Task<SeenScore?> ScoreAsync(Access access, AccountRow account, CancellationToken ct) =>
        (await AllowedAsync(access, [(account.ClientId, account.Id, account.CaseId)], ct)).Count == 0 ? null
        : await database.SingleOrDefaultAsync<SeenScore>(access, $"""
            select account_id, as_of, model, score, band, reasons::text as reasons from collections.scores
            where client_id = {account.ClientId} and account_id = {account.Id} and ({!CouldJudge(access)} or scored_at <= {account.CaseOpenedAt})
            order by as_of desc limit 1
            """, ct);

    public async Task<IReadOnlyDictionary<(string, Guid),
        string>> BandsAsync(Access access, IReadOnlyList<(string Client, Guid Account, Guid? Case)> asked, CancellationToken ct)
    {
        var allowed = await AllowedAsync(access, asked, ct);
        var ids = allowed.Select(a => a.Account).ToArray();
        if (ids.Length == 0) return new Dictionary<(string, Guid), string>();
        var rows = await database.QueryAsync<BandRow>(access, $"""
            select distinct on (s.client_id, s.account_id) s.client_id, s.account_id, s.band
            from collections.scores s join collections.accounts a on a.client_id = s.client_id and a.id = s.account_id
            where s.account_id = any ({ids}) and ({!CouldJudge(access)} or s.scored_at <= a.case_opened_at)
            order by s.client_id, s.account_id, s.as_of desc
            """, ct);
        var set = allowed.ToHashSet();
        return rows.Where(r => set.Contains((r.ClientId, r.AccountId))).ToDictionary(r => (r.ClientId, r.AccountId), r => r.Band);
    }

    private async Task<List<(string Client, Guid Account)>> AllowedAsync(
        Access access, IReadOnlyList<(string Client, Guid Account, Guid? Case)> asked, CancellationToken ct)
    {
        var allowed = asked.Where(a => a.Case is null && !CouldJudge(access)).Select(a => (a.Client, a.Account)).ToList();
        foreach (var group in asked.Where(a => a.Case is not null).GroupBy(a => a.Client))
        {
            var seen = await verdicts.MaySeeAsync(access, group.Key, [.. group.Select(a => a.Case!.Value).Distinct()], ct);
            allowed.AddRange(group.Where(a => seen.Contains(a.Case!.Value)).Select(a => (a.Client, a.Account)));
        }

        return allowed;
    }

    private static bool CouldJudge(Access access) => access.May(Act.DecideCollections);

    private sealed record BandRow(string ClientId, Guid AccountId, string Band);
}
