using System.Text;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Tests.Given;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// Whoever saw the proposal, or judged, may tell it on: what they write stays kept from those who have not judged, also when they may look no longer.
public sealed class WordsOfThoseWhoKnowTests : IAsyncLifetime
{
    private const string Told = "nachtigall", File = "nachtigall.pdf";

    private TestDatabase database = null!;
    private InboxHouse machine = null!, first = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        (machine, first) = (await HouseAsync(Modes.MachineFirst), await HouseAsync(Modes.JudgementFirst));
    }

    public async ValueTask DisposeAsync()
    {
        await machine.DisposeAsync();
        await first.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData("released")]
    [InlineData("the lease is over")]
    [InlineData("put aside")]
    public async Task Who_saw_it_and_holds_it_no_longer(string how)
    {
        var ask = Asks.Plan($"W-{how}") with { Proposal = Sample.Proposal };
        await machine.OpenAsync(ask);
        using var maren = machine.As(Maren);
        await maren.TakeAsync(ask);
        await maren.ActAsync(ask, "reveal", ("command", $"{Guid.NewGuid()}"), ("token", "1"));
        await maren.SeeAsync(ask);
        Assert.NotEmpty((await EventsAsync(ask)).OfType<RecommendationRevealed>());
        if (how == "released")
        {
            await maren.ActAsync(ask, "release", ("command", $"{Guid.NewGuid()}"), ("token", "1"));
        }
        else if (how == "put aside")
        {
            await maren.ActAsync(ask, "snooze", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("until",
                DateTimeOffset.UtcNow.AddHours(3).ToString("O")));
        }
        else
        {
            await machine.Database.ExecuteAsync(
                Access.System("test"), $"update inbox.cases set lease_until = now() - interval '1 second' where case_id = {ask.CaseId}", Ct);
        }

        await maren.ActAsync(ask, "note", ("command", $"{Guid.NewGuid()}"), ("text", $"the machine says {Told}"));
        await maren.UploadAsync(ask, File, Encoding.ASCII.GetBytes("%PDF-1.7 x"));
        await AssertKeptFromAsync(Tobias, ask, at: 2);
        if (how == "released")
        {
            await AssertOpensAsync(Tobias, ask);
        }
    }

    [Fact]
    public async Task Who_judged_before_the_model_was_stopped()
    {
        var ask = Asks.Plan("W-stopped") with { Proposal = Sample.Proposal with { Model = "song 1" } };
        await first.OpenAsync(ask);
        using var maren = first.As(Maren);
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(first, ask, "hold");
        using var sara = first.As(Sara);
        await sara.PostAsync("/supervision/models/stop", ("command", $"{Guid.NewGuid()}"), ("model", "song 1"), ("client", ""), ("reason", "unfair"));
        await maren.UploadAsync(ask, File, Encoding.ASCII.GetBytes("%PDF-1.7 x"));
        var file = Assert.Single((await first.Get<CaseDesk>().LoadAsync(maren.Access, ask.Client, ask.CaseId, Ct))!.Attachments).FileId;
        using (var saved = await maren.FetchAsync($"{Tests.House.Person.PathOf(ask)}/files/{file}"))
        {
            Assert.Equal(System.Net.HttpStatusCode.OK, saved.StatusCode);
        }

        Assert.Contains("You asked", (await maren.ActAsync(ask, "delegate", ("command", $"{Guid.NewGuid()}"),
            ("token", $"{(await first.RowAsync(ask)).Token}"), ("to", Tobias), ("note", $"I judged {Told}"))).Body);
        using var tobias = first.As(Tobias);
        Assert.DoesNotContain(Told, (await tobias.SeeAsync(ask)).Body);
        await tobias.ActAsync(ask, "return", ("command", $"{Guid.NewGuid()}"), ("note", "no time"));
        await maren.ActAsync(ask, "delegate", ("command", $"{Guid.NewGuid()}"), ("token", $"{(await first.RowAsync(ask)).Token}"), ("to", Ines),
            ("note", $"I judged {Told}"));
        await maren.ActAsync(ask, "return", ("command", $"{Guid.NewGuid()}"), ("note", $"as I judged {Told}"));
        await maren.ActAsync(ask, "release", ("command", $"{Guid.NewGuid()}"), ("token", $"{(await first.RowAsync(ask)).Token}"));
        await AssertKeptFromAsync(Ines, ask, at: 4);
        await AssertOpensAsync(Ines, ask);
    }

    /// At: in how many places at least it is said that something is kept.
    private async Task AssertKeptFromAsync(string who, OpenCase ask, int at)
    {
        using var other = first.As(who);
        var page = (await other.SeeAsync(ask)).Body;
        Assert.DoesNotContain(Told, page);
        Assert.True(page.Split("Opens once you have judged").Length > at);
    }

    private async Task AssertOpensAsync(string who, OpenCase ask)
    {
        using var other = first.As(who);
        await other.TakeAsync(ask);
        await other.JudgeAsync(first, ask);
        Assert.Contains(Told, (await other.SeeAsync(ask)).Body);
    }

    private async Task<InboxHouse> HouseAsync(string mode) => await InboxHouse.StartAsync(database, settings: new Dictionary<string, string?>
    {
        ["Inbox:Modes:Low"] = mode,
        ["Inbox:Modes:Adverse"] = mode == Modes.MachineFirst ? Modes.OnRequest : Modes.JudgementFirst,
    });

    private async Task<List<object>> EventsAsync(OpenCase ask) =>
        [.. (await first.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct)).Select(e => e.Data)];
}
