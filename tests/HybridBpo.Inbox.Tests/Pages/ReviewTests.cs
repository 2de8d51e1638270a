using System.Net;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Reviewing;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.Extensions.Configuration;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// Decided cases that somebody else judges once more, blind.
public sealed class ReviewTests : IAsyncLifetime
{
    private static readonly Access Test = Access.System("test");
    private TestDatabase database = null!;
    private InboxHouse house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        house = await InboxHouse.StartAsync(database, relay: true, undoSeconds: 1);
        house.Lot.Always = true;
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Another_person_judges_blind_and_nothing_that_was_decided_changes()
    {
        var ask = await house.DecidedAsync("INV-3001", Maren);
        house.Lot.Always = false;
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        Assert.Equal("/inbox/reviews", await NextAsync(maren));
        // Until it is given, nobody who could give it reads the answers anywhere.
        foreach (var path in new[] { House.Person.PathOf(ask), $"/api/inbox/cases/{ask.Client}/{ask.CaseId}" })
        {
            Assert.DoesNotContain("Within the limit", (await tobias.GetAsync(path)).Body);
        }

        var before = await OutcomeAsync(ask);
        var at = await NextAsync(tobias);
        var page = (await tobias.GetAsync(at)).Body;
        Assert.Contains("412.00 USD", page);
        foreach (var withheld in new[] { "Within the limit", "invoice rules", Maren, "Maren K." })
        {
            Assert.DoesNotContain(withheld, page);
        }

        using var ines = house.As(Ines);
        Assert.Equal(HttpStatusCode.NotFound, (await ines.GetAsync(at)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ines.PostAsync(at, Answer("hold"))).Status);
        Assert.Equal("/inbox/reviews", await NextAsync(ines));
        Assert.Contains("Choose one of the answers", (await tobias.PostAsync(at, Answer("burn"))).Body);
        Assert.Equal("/inbox/reviews", (await tobias.PostAsync(at, Answer("hold"))).To);
        Assert.Equal(before, await OutcomeAsync(ask));
        Assert.Equal(Stages.Delivered, (await house.RowAsync(ask)).Stage);
        Assert.Contains("Within the limit", (await tobias.SeeAsync(ask)).Body);

        using var sara = house.As(Sara);
        Assert.Equal(HttpStatusCode.Forbidden, (await tobias.GetAsync("/supervision/reviews")).Status);
        var apart = (await sara.GetAsync("/supervision/reviews")).Body;
        Assert.Contains("Pay invoice INV-3001?", apart);
        var settle = at.Replace("/inbox/reviews", "/supervision/reviews");
        var facts = (await sara.GetAsync(settle)).Body;
        Assert.Contains("Pay it · Hold it back", facts);
        Assert.DoesNotContain("Tobias", facts);
        Assert.Equal("/supervision/reviews", (await sara.PostAsync(settle, Answer("pay"))).To);
        Assert.Equal("pay hold pay pay", await house.Database.SingleOrDefaultAsync<string>(Test,
            $"select decided || ' ' || reviewed || ' ' || settled || ' ' || proposed from inbox.reviews", Ct));
        Assert.Equal(HttpStatusCode.NotFound, (await sara.GetAsync(settle)).Status);
        Assert.Equal(before, await OutcomeAsync(ask));
    }

    [Fact]
    public async Task The_share_is_drawn_as_decisions_leave_and_not_otherwise()
    {
        house.Lot.Always = false;
        await house.DecidedAsync("INV-3002", Maren);
        Assert.Equal(0, await house.Database.SingleOrDefaultAsync<long>(Test, $"select count(*) from inbox.reviews", Ct));
        house.Lot.Always = true;
        await house.DecidedAsync("INV-3003", Maren);
        Assert.Equal(1, await house.Database.SingleOrDefaultAsync<long>(Test, $"select count(*) from inbox.reviews", Ct));
        Assert.Throws<InvalidOperationException>(() => ReviewSettings.From(
            new ConfigurationBuilder().AddInMemoryCollection([new("Inbox:Reviews:Percent", "21")]).Build()));
    }

    [Fact]
    public void Nobody_gives_or_settles_what_they_had_a_part_in()
    {
        var form = Known.Invoice("x").Form;
        var drawn = Review.Create(new ReviewDrawn(default, Guid.Empty, Guid.Empty, "k", Maren, "pay", [Maren, Ines], Guid.Empty));
        Assert.IsType<KnowsTheAnswer>(AnswerReview.Decide(new(Ines, "pay", Sureness.Very, true), drawn, form, default).Refusal);
        Assert.IsType<ReviewGone>(AnswerReview.Decide(new(Tobias, "pay", Sureness.Very, false), drawn, form, default).Refusal);
        Assert.IsType<NothingToSettle>(SettleReview.Decide(new(Sara, "pay"), drawn, form, default).Refusal);
        drawn.Apply(new ReviewAnswered(default, Tobias, "hold", Sureness.Very));
        Assert.IsType<OneOfTheTwo>(SettleReview.Decide(new(Maren, "pay"), drawn, form, default).Refusal);
        Assert.IsType<OneOfTheTwo>(SettleReview.Decide(new(Tobias, "pay"), drawn, form, default).Refusal);
        Assert.IsType<UnknownChoice>(SettleReview.Decide(new(Sara, "burn"), drawn, form, default).Refusal);
        Assert.IsType<ReviewSettled>(Assert.Single(SettleReview.Decide(new(Sara, "pay"), drawn, form, default).Value.Events));
    }

    private static (string, string)[] Answer(string choice) => [("command", $"{Guid.NewGuid()}"), ("choice", choice), ("sure", "fairly")];

    private static async Task<string> NextAsync(Person person) => (await person.PostAsync("/inbox/reviews/next")).To!;

    private async Task<string?> OutcomeAsync(OpenCase ask) => await house.Database.SingleOrDefaultAsync<string>(Test,
        $"select to_jsonb(o)::text from inbox.outcomes o where case_id = {ask.CaseId}", Ct);
}
