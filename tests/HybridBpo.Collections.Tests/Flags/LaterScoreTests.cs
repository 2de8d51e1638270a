using HybridBpo.Collections.Accounts;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Flags;

/// <summary>Scores of the nights after a case was opened stay away from whoever could judge the next one.</summary>
public class LaterScoreTests(DemoHouse demo) : IClassFixture<DemoHouse>
{
    private static readonly Access Auditor = DemoHouse.Reader with { Roles = [Roles.Auditor], Actor = new Actor(Actor.Person, "aud-1", "Otto V.") };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private House House => demo.House;

    [Fact]
    public async Task Who_judged_sees_the_score_of_that_case_and_no_later_one_and_after_delivery_nobody_who_could_judge_the_next_does()
    {
        var (c, account) = await CaseAsync();
        await JudgedAsync(c, "col-2");
        var (judge, other) = (Collector("col-2"), Collector("col-3"));
        var first = (await Gate.ScoreAsync(judge, account, Ct))!;
        var bandThen = (await BandsAsync(judge, account)).Single().Value;

        await ScoreLaterAsync(c, account, "later-model", "later-band");

        Assert.Equal(first, await Gate.ScoreAsync(judge, account, Ct));
        Assert.Equal(bandThen, (await BandsAsync(judge, account)).Single().Value);
        Assert.Null(await Gate.ScoreAsync(other, account, Ct));
        Assert.Equal("later-model", (await Gate.ScoreAsync(Auditor, account, Ct))!.Model);

        await StageAsync(c, "delivered");
        foreach (var who in new[] { judge, other })
        {
            Assert.Equal(first, await Gate.ScoreAsync(who, account, Ct));
            Assert.Equal(bandThen, (await BandsAsync(who, account)).Single().Value);
            var (export, _) = await House.Get<AccountList>().ExportAsync(who, ListQuery.From(account.Reference, "open", 1), House.Clock, Ct);
            Assert.DoesNotContain("later-band", export);
        }

        Assert.Equal("later-band", (await BandsAsync(Auditor, account)).Single().Value);
    }

    private ScoreGate Gate => House.Get<ScoreGate>();

    private async Task<(OpenCase Case, AccountRow Account)> CaseAsync()
    {
        await House.RelayAsync(async () =>
            await House.Database.SingleOrDefaultAsync<long>(Access.System("test"), $"select count(*) from inbox.cases", Ct) >= demo.Cases.Count);
        var c = demo.Cases.First(x => x.Proposal is not null && x.Client == "castlegate");
        return (c, (await House.Get<AccountBook>().FindAsync(DemoHouse.Reader, c.Client, Account.IdOf(c.Client, c.Reference), Ct))!);
    }

    private async Task<IReadOnlyDictionary<(string, Guid), string>> BandsAsync(Access who, AccountRow account)
    {
        var row = (await House.Get<AccountBook>().FindAsync(DemoHouse.Reader, account.ClientId, account.Id, Ct))!;
        return await Gate.BandsAsync(who, [(row.ClientId, row.Id, row.CaseId)], Ct);
    }

    private Task<int> JudgedAsync(OpenCase c, string who) => House.Database.ExecuteAsync(Access.System("test"), $"""
        insert into inbox.judgements (client_id, case_id, user_id, judged_at) values ({c.Client}, {c.CaseId}, {who}, {House.Clock.Now})
        on conflict do nothing
        """, Ct);

    private Task<int> StageAsync(OpenCase c, string stage) => House.Database.ExecuteAsync(
        Access.System("test"), $"update inbox.cases set stage = {stage} where client_id = {c.Client} and case_id = {c.CaseId}", Ct);

    private Task<int> ScoreLaterAsync(OpenCase c, AccountRow account, string model, string band) =>
        House.Database.ExecuteAsync(Access.System("test"), $"""
            insert into collections.scores (client_id, account_id, as_of, model, score, band, reasons, values_sha256, scored_at)
            select client_id, account_id, as_of + 3, {model}, 0.99, {band}, reasons, values_sha256, scored_at + interval '3 days'
            from collections.scores where client_id = {c.Client} and account_id = {account.Id} order by as_of desc limit 1
            """, Ct);

    private static Access Collector(string id) => DemoHouse.Reader with { Roles = [Roles.Collector], Actor = new Actor(Actor.Person, id, id) };
}
