using HybridBpo.Collections.Accounts;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Platform;

namespace HybridBpo.Collections.Tests.Flags;

/// <summary>A score shows to nobody who could judge a case about the account and has not: not in the list, not in its order, not in the
/// export.</summary>
public class WithheldScoreTests(DemoHouse demo) : IClassFixture<DemoHouse>
{
    private static readonly Access Collector = DemoHouse.Reader with
    { Roles = [Roles.Collector], Actor = new Actor(Actor.Person, "col-1", "Maren K.") };

    private static readonly Access Auditor = DemoHouse.Reader with { Roles = [Roles.Auditor], Actor = new Actor(Actor.Person, "aud-1", "Otto V.") };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private House House => demo.House;

    [Fact]
    public async Task A_collector_sees_no_band_before_the_own_judgement_and_an_auditor_does()
    {
        await OpenedAsync();
        Assert.Empty(await BandsAsync(Collector));
        Assert.True((await BandsAsync(Auditor)).Count > 100);
    }

    [Fact]
    public async Task The_export_leaves_withheld_verdicts_out()
    {
        await OpenedAsync();
        var query = ListQuery.From("", "open", 1);
        var lines = (await House.Get<AccountList>().ExportAsync(Collector, query, House.Clock, Ct)).Csv
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length > 500);
        Assert.All(lines.Skip(1), l => Assert.EndsWith(",", l));
        var seen = (await House.Get<AccountList>().ExportAsync(Auditor, query, House.Clock, Ct)).Csv
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(seen, l => l.EndsWith(",high", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_order_of_the_list_is_the_age_of_the_debt()
    {
        var rows = await RowsAsync(Collector, "late", 500);
        Assert.Equal(rows.Select(r => r.OldestDue), rows.Select(r => r.OldestDue).Order());
    }

    [Fact]
    public async Task The_own_judgement_opens_this_accounts_score_and_no_other()
    {
        await OpenedAsync();
        var c = demo.Cases.First(x => x.Proposal is not null);
        var account = (await House.Get<AccountBook>().FindAsync(Collector, c.Client, Account.IdOf(c.Client, c.Reference), Ct))!;
        Assert.Null(await House.Get<ScoreGate>().ScoreAsync(Collector, account, Ct));
        await House.Database.ExecuteAsync(Access.System("test"), $"""
            insert into inbox.judgements (client_id, case_id, user_id, judged_at) values ({c.Client}, {c.CaseId}, 'col-2',
              {House.Clock.Now}) on conflict do nothing
            """, Ct);
        var judged = Collector with { Actor = new Actor(Actor.Person, "col-2", "Tobias R.") };
        Assert.NotNull(await House.Get<ScoreGate>().ScoreAsync(judged, account, Ct));
        Assert.Single(await BandsAsync(judged));
    }

    [Fact]
    public async Task Nothing_withheld_stands_on_the_timeline()
    {
        var c = demo.Cases.First(x => x.Proposal is not null);
        var desk = (await House.Get<AccountDesk>().LoadAsync(Collector, c.Client, Account.IdOf(c.Client, c.Reference), Ct))!;
        Assert.DoesNotContain(desk.Timeline, e => $"{e.Words} {e.Detail}".Contains("score", StringComparison.OrdinalIgnoreCase)
            || $"{e.Words} {e.Detail}".Contains("band", StringComparison.OrdinalIgnoreCase)
                || $"{e.Words} {e.Detail}".Contains("late-payment", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<ListRow>> RowsAsync(Access access, string filter, int size)
    {
        var list = House.Get<AccountList>();
        var today = await list.TodayAsync(access, House.Clock, Ct);
        return await list.PageAsync(access, ListQuery.From("", filter, 1), size, today, House.Clock.GetUtcNow(), Ct);
    }

    private async Task<IReadOnlyDictionary<(string, Guid), string>> BandsAsync(Access access)
    {
        var rows = await RowsAsync(access, "open", 5000);
        return await House.Get<ScoreGate>().BandsAsync(access, [.. rows.Select(r => (r.ClientId, r.Id, r.CaseId))], Ct);
    }

    // The inbox learns of the cases through the outbox.
    private Task OpenedAsync() => House.RelayAsync(async () =>
        await House.Database.SingleOrDefaultAsync<long>(Access.System("test"), $"select count(*) from inbox.cases", Ct) >= demo.Cases.Count);
}
