using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Collections.Risk.Scoring;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Flags;

/// <summary>Words of those who knew the verdict stay away from whoever must judge the next case.</summary>
public class LaterWordsTests(DemoHouse demo) : IClassFixture<DemoHouse>
{
    private const string Canary = "kanarienvogel";

    private static readonly Access Auditor = DemoHouse.Reader with { Roles = [Roles.Auditor], Actor = new Actor(Actor.Person, "aud-1", "Otto V.") };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private House House => demo.House;

    [Fact]
    public async Task Why_somebody_decided_reaches_neither_who_must_judge_the_next_case_nor_its_evidence()
    {
        var (c, account) = await CaseAsync();
        var outcome = new Outcome(
            c.CaseId, Ids.For(c.Client, "decision", c.CaseId.ToString()), 5, c.Client, c.Kind, c.SubjectId, FlaggedForm.KeepReminding,
            new Dictionary<string, string>(), "cannot-afford", $"{Canary} score 83 band high", "col-2", null, House.Clock.Now);
        Assert.Null((await House.Get<FlaggedOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        Assert.DoesNotContain(Canary, await ToldAsync(Collector("col-3"), account));
        await StageAsync(c, "delivered");
        Assert.Contains($"cannot afford: {Canary}", await ToldAsync(Collector("col-3"), account));

        House.Clock.Advance(TimeSpan.FromDays(50));
        var client = (await House.Get<Clients>().GetAsync(DemoHouse.Reader, c.Client, Ct))!;
        var again = default(OpenCase);
        for (var day = 0; day < 20 && again is null; day++)
        {
            await House.Get<ScorePortfolio>().RunAsync(client, Ct);
            again = (await House.SentAsync<OpenCase>(CaseMessages.Open))
                .FirstOrDefault(x => x.Reference == c.Reference && x.CaseId != c.CaseId && x.Kind == c.Kind);
            House.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.NotNull(again);
        Assert.Contains("Decided to keep the usual reminders", again.Evidence.Json);
        Assert.DoesNotContain(Canary, again.Evidence.Json);
        Assert.DoesNotContain("cannot afford", again.Evidence.Json);
        Assert.DoesNotContain(Canary, await ToldAsync(Collector("col-3"), account));
        Assert.DoesNotContain(Canary, await ToldAsync(Collector("col-2"), account));
        Assert.Contains(Canary, await ToldAsync(Auditor, account, c, again));
    }

    private async Task<(OpenCase Case, AccountRow Account)> CaseAsync()
    {
        await House.RelayAsync(async () =>
            await House.Database.SingleOrDefaultAsync<long>(Access.System("test"), $"select count(*) from inbox.cases", Ct) >= demo.Cases.Count);
        var c = demo.Cases.First(x => x.Proposal is not null && x.Client == "castlegate");
        return (c, (await House.Get<AccountBook>().FindAsync(DemoHouse.Reader, c.Client, Account.IdOf(c.Client, c.Reference), Ct))!);
    }

    private async Task<string> ToldAsync(Access who, AccountRow account, params OpenCase[] known)
    {
        if (known.Length > 0) await House.RelayAsync(async () => await House.Database.SingleOrDefaultAsync<long>(
            Access.System("test"), $"select count(*) from inbox.cases where case_id = any ({known.Select(k => k.CaseId).ToArray()})", Ct)
            == known.Length);
        var desk = (await House.Get<AccountDesk>().LoadAsync(who, account.ClientId, account.Id, Ct))!;
        return string.Join('\n', desk.Timeline.Select(e => $"{e.Words} {e.Detail}"));
    }

    private Task<int> StageAsync(OpenCase c, string stage) => House.Database.ExecuteAsync(
        Access.System("test"), $"update inbox.cases set stage = {stage} where client_id = {c.Client} and case_id = {c.CaseId}", Ct);

    private static Access Collector(string id) => DemoHouse.Reader with { Roles = [Roles.Collector], Actor = new Actor(Actor.Person, id, id) };
}
