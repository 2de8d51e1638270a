using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Opening;
using HybridBpo.Inbox.Tests.Given;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// <summary>What people of hiring decide is hiring, whoever opens it: they judge first, and the machine does not choose.</summary>
public sealed class HiringByApiTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private InboxHouse house = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        house = await InboxHouse.StartAsync(database, settings: new Dictionary<string, string?>
        {
            ["Inbox:ApiKinds:screen:Label"] = "Screen",
            ["Inbox:ApiKinds:screen:Desk"] = "hiring",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_takes_it_judges_first_in_every_week()
    {
        var modes = house.Get<ModePolicy>();
        var who = Enumerable.Range(0, 200).Select(n => $"rec{n}")
            .First(id => modes.Draw(id, "api.screen", Modes.All, DateTimeOffset.UtcNow) == Modes.MachineFirst);
        house.People.Add(Person(who, "Rec R.", ["fernbrook"], Platform.Roles.Recruiter));
        var ask = Screen(choice: null);
        await house.OpenAsync(ask);
        using var recruiter = house.As(who);
        await recruiter.TakeAsync(ask);
        var page = (await recruiter.SeeAsync(ask)).Body;
        Assert.Contains("in hiring it is always so", page);
        Assert.DoesNotContain("canary-verdict", page);
    }

    [Fact]
    public void A_machine_that_chooses_is_refused() => Assert.Contains("in hiring the machine may not choose",
        OpenTheCase.Decide(Screen("reject"), null, Sample.Rules with { Modes = house.Get<ModePolicy>() }, DateTimeOffset.UtcNow).Refusal!.Message);

    private static OpenCase Screen(string? choice) => Asks.Screening("R-3") with
    {
        Kind = "api.screen",
        Evidence = new Evidence(1, """[{"label":"a","value":"b"}]""", "x"),
        Form = new CaseForm([], [Choice("interview", "Invite"), Choice("reject", "Turn down")], [new("criteria", "The criteria")]),
        Proposal = new Proposal(choice, new Dictionary<string, string>(), new Dictionary<string, string>(), "cv-rank 1",
            """[{"label":"Why","value":"canary-verdict"}]"""),
    };

    // Not adverse, says the program.
    private static CaseChoice Choice(string code, string label) => new(code, label, label, false, false, "", []);
}
