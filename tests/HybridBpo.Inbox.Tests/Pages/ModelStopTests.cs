using System.Net;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Opening;
using HybridBpo.Inbox.Stopping;
using HybridBpo.Inbox.Tests.Given;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// A model is stopped on one host: from then on neither that host nor another one shows what it proposed, until two people let it go on.
public sealed class ModelStopTests : IAsyncLifetime
{
    private const string Song = "kanarienvogel";

    private TestDatabase database = null!;
    private InboxHouse here = null!, there = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        (here, there) = (await InboxHouse.StartAsync(database), await InboxHouse.StartAsync(database));
        here.People.Add(DemoPeople.Person("clara", "Clara B.", ["fernbrook", "castlegate"], Roles.Compliance));
        there.People.Add(here.People.Of("clara"));
    }

    public async ValueTask DisposeAsync()
    {
        await here.DisposeAsync();
        await there.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task From_the_stop_on_no_host_shows_the_proposal_of_a_case_that_nobody_had_judged_and_the_queue_goes_on()
    {
        var (open, judged, other) = (Sings("S-1", "risk 4.2"), Sings("S-2", "risk 4.2"), Sings("S-3", "riskier 1"));
        foreach (var ask in new[] { open, judged, other })
        {
            await here.OpenAsync(ask);
        }

        using var maren = there.As(Maren);
        await TakeAndJudgeAsync(maren, judged);
        Assert.Contains(Song, (await maren.SeeAsync(judged)).Body);
        using var clara = here.As("clara");
        var (status, body, _) = await StopAsync(clara, "Risk", "fernbrook");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("It may be unfair to some people", body);

        await TakeAndJudgeAsync(maren, open);
        var page = (await maren.SeeAsync(open)).Body;
        Assert.DoesNotContain(Song, page);
        Assert.Contains("Stopped: It may be unfair to some people", page);
        Assert.DoesNotContain(Song, (await maren.GetAsync($"/api{Tests.House.Person.PathOf(open)}")).Body);
        Assert.DoesNotContain(open.CaseId, await there.Get<IVerdictGate>().MaySeeAsync(maren.Access, open.Client, [open.CaseId], Ct));
        Assert.Contains(Song, (await maren.SeeAsync(judged)).Body);
        await TakeAndJudgeAsync(maren, other);
        Assert.Contains(Song, (await maren.SeeAsync(other)).Body);
        Assert.NotEqual(HttpStatusCode.OK, (await maren.TryDecideAsync(there, open, "machine")).Status);
        await maren.DecideAsync(there, open);
    }

    [Fact]
    public async Task New_cases_come_without_the_proposal_and_say_so()
    {
        using var sara = here.As(Sara);
        await StopAsync(sara, "  Fresh   1.0 ", "");
        var (one, many, version) = (Sings("S-4", "fresh 1.0"), Sings("S-5", "fresh 1.0"), Sings("S-6", "fresh 1.1"));
        await there.OpenAsync(one);
        Assert.True((await there.Get<OpenManyCases>().OpenAsync(Access.System("test"), "fernbrook", [many, version], Ct)).All(made => made.Value));

        using var maren = there.As(Maren);
        foreach (var (ask, sings) in new[] { (one, false), (many, false), (version, true) })
        {
            await TakeAndJudgeAsync(maren, ask);
            var page = (await maren.SeeAsync(ask)).Body;
            Assert.Equal(sings, page.Contains(Song, StringComparison.Ordinal));
            Assert.Equal(!sings, page.Contains("was stopped, so there is no proposal", StringComparison.Ordinal));
            Assert.Equal(sings ? null : ask.Proposal!.Model, (await OpenedAsync(ask)).StoppedModel);
            Assert.Equal(sings ? 1 : 0, await here.Database.SingleOrDefaultAsync<long>(Access.System("test"),
                $"select count(*) from inbox.proposals where case_id = {ask.CaseId}", Ct));
        }
    }

    [Fact]
    public async Task Two_different_people_let_it_go_on()
    {
        var ask = Sings("S-7", "again 1");
        await here.OpenAsync(ask);
        using var sara = here.As(Sara);
        using var clara = there.As("clara");
        using var maren = there.As(Maren);
        await StopAsync(sara, "again 1", "fernbrook");
        await TakeAndJudgeAsync(maren, ask);

        await RestartAsync(sara, "again 1");
        Assert.DoesNotContain(Song, (await maren.SeeAsync(ask)).Body);
        var (status, body, _) = await RestartAsync(sara, "again 1");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("somebody else must confirm it", body);
        Assert.DoesNotContain(Song, (await maren.SeeAsync(ask)).Body);

        await RestartAsync(clara, "again 1");
        Assert.Contains(Song, (await maren.SeeAsync(ask)).Body);
        await StopAsync(clara, "again 1", "fernbrook");
        Assert.Contains(Song, (await maren.SeeAsync(ask)).Body);
        Assert.Contains("again 1", (await sara.GetAsync("/supervision")).Body);
    }

    [Fact]
    public async Task Only_supervisors_and_compliance_stop_and_only_for_their_clients()
    {
        using var maren = here.As(Maren);
        using var audra = here.As(Audra);
        using var sara = here.As(Sara);
        Assert.Equal(HttpStatusCode.Forbidden, (await StopAsync(maren, "mine 1", "")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await StopAsync(audra, "mine 1", "")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await StopAsync(sara, "mine 1", "elsewhere")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await StopAsync(sara, " ", "")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await StopAsync(sara, "mine 1", "", "because")).Status);
        await StopAsync(sara, "mine 1", "castlegate");
        var inForce = await here.Get<ModelStops>().InForceAsync(Access.System("test"), null, Ct);
        Assert.Equal(["castlegate"], inForce.Where(stop => stop.Model == "mine 1").Select(stop => stop.ClientId));
    }

    [Theory]
    [InlineData("late-payment", "late-payment 4.2", true)]
    [InlineData("late-payment 4.2", "Late-Payment  4.2", true)]
    [InlineData("late-payment 4", "late-payment 4.2", false)]
    [InlineData("late", "late-payment 4.2", false)]
    [InlineData("late-payment 4.2", "late-payment", false)]
    public async Task A_stop_covers_a_version_or_all_of_a_name_in_code_as_in_the_database(string stopped, string model, bool covers)
    {
        Assert.Equal(covers, new ModelStop("fernbrook", StopModel.Read(stopped), "data", Sara, Sample.Noon, null, null).Covers(model));
        var ask = Sings($"S-{stopped}-{model}", model);
        await here.OpenAsync(ask);
        Assert.Equal(covers, await here.Database.SingleOrDefaultAsync<bool>(Access.System("test"),
            $"select inbox.is_model(model, {StopModel.Read(stopped)}) from inbox.proposals where case_id = {ask.CaseId}", Ct));
    }

    private static OpenCase Sings(string reference, string model) => Asks.Plan(reference, why: Song) with
    {
        Proposal = Sample.Proposal with { Model = model, Json = $$"""{"why":"{{Song}}"}""" },
    };

    private async Task TakeAndJudgeAsync(Person person, OpenCase ask)
    {
        await person.TakeAsync(ask);
        await person.JudgeAsync(there, ask);
    }

    private static Task<(HttpStatusCode Status, string Body, string? To)> StopAsync(
        Person person, string model, string client, string reason = "unfair") => person.PostAsync("/supervision/models/stop",
            ("command", $"{Guid.NewGuid()}"), ("model", model), ("client", client), ("reason", reason));

    private static Task<(HttpStatusCode Status, string Body, string? To)> RestartAsync(Person person, string model) =>
        person.PostAsync("/supervision/models/restart", ("command", $"{Guid.NewGuid()}"), ("model", model), ("client", "fernbrook"));

    private async Task<CaseOpened> OpenedAsync(OpenCase ask) =>
        (CaseOpened)(await here.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct))[0].Data;
}
