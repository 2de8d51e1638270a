using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Opening;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// A queue that is longer than a page, opened in bulk.
public sealed class LongQueueTests(LongQueueTests.Fixture fixture) : IClassFixture<LongQueueTests.Fixture>
{
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ISearchSource Search => house.Services.GetServicesOf<ISearchSource>().Single();

    [Fact]
    public async Task A_page_shows_the_first_fifty_and_more_when_asked_and_says_how_many_there_are()
    {
        using var sara = house.As(Sara);
        var page = (await sara.GetAsync("/inbox?tab=team")).Body;
        Assert.Equal(50, RowsIn(page).Count);
        Assert.Contains("50 of 1,000+", page);
        // The page groups by day, so where they stand depends on the hour; the urgent ones are all among the first.
        Assert.All(Enumerable.Range(0, 11), i => Assert.Contains($"L-{(i * 100) + 7:0000}", RowsIn(page)));
        var more = (await sara.GetAsync("/inbox?tab=team&rows=100")).Body;
        Assert.Contains("/inbox?tab=team&rows=100", page);
        Assert.Equal(100, RowsIn(more).Count);
        Assert.Empty(RowsIn(page).Except(RowsIn(more)));
        Assert.Equal(200, RowsIn((await sara.GetAsync("/inbox?tab=team&rows=99999")).Body).Count);

        using var maren = house.As(Maren);
        Assert.Contains("50 of 100+", (await maren.GetAsync("/inbox")).Body);
    }

    [Theory]
    [InlineData("L-0042", 1)]
    [InlineData("l0042", 1)]
    [InlineData("0042 rowan", 1)]
    [InlineData("ROW ell", 200)]
    [InlineData("Rowän", 200)]
    [InlineData("owan", 0)]
    [InlineData("0042 nobody", 0)]
    [InlineData("' or 1=1 --", 0)]
    [InlineData("%", 0)]
    public async Task Words_are_found_by_how_they_begin_whatever_their_accents(string text, int shown)
    {
        using var maren = house.As(Maren);
        var found = (await maren.GetAsync($"/inbox?q={Uri.EscapeDataString(text)}")).Body;
        Assert.Equal(shown, RowsIn(found).Count);
        Assert.Contains(shown switch { 0 => "No case fits", 200 => "200 of 1,000+", _ => "1 of 1" }, found);
    }

    [Fact]
    public async Task A_search_finds_only_what_one_may_see_and_the_box_leads_to_all_of_it()
    {
        using var otto = house.As(Otto);
        Assert.Empty(RowsIn((await otto.GetAsync("/inbox?q=rowan")).Body));
        var hits = await Search.SearchAsync(house.People.Of(Maren), "rowan", Ct);
        Assert.Equal(("All 1,000+ cases that fit", "/inbox?q=rowan"), (hits[^1].Title, hits[^1].Href));
        Assert.Equal(20, hits.Count);
        var one = await Search.SearchAsync(house.People.Of(Maren), "L-0042", Ct);
        Assert.Equal("What should we offer L-0042?", Assert.Single(one).Title);
    }

    [Fact]
    public async Task Words_go_with_what_is_known_of_an_erased_person()
    {
        var ask = Asks.Plan("L-0043");
        Assert.Equal(1, await WordsAsync("l0043"));
        await house.Services.GetServicesOf<ISubjectEraser>().OfType<Erasing.CaseEraser>().Single().SweepAsync(ask.Client, ask.SubjectId, Ct);
        Assert.Equal(0, await WordsAsync("l0043"));
        Assert.Equal(1, await WordsAsync("l0044"));
    }

    [Fact]
    public async Task Opening_many_answers_case_by_case_and_opens_none_twice()
    {
        var (known, fresh, wrong) = (Asks.Plan("L-0001"), Asks.Plan("L-9001"), Asks.Plan("L-9002") with { Urgency = 7 });
        var erased = Asks.Plan("L-9003");
        await house.Store.CloseSubjectAsync(erased.Client, erased.SubjectId, Ct);
        var answers = await OpenAsync("fernbrook", [known, fresh, wrong, fresh, erased]);
        Assert.Equal([false, true, null, false, false], answers.Select(answer => answer.Refusal is null ? answer.Value : (bool?)null));
        Assert.IsType<Malformed>(answers[2].Refusal);
        Assert.Equal("open", (await house.RowAsync(fresh)).Stage);
        using var maren = house.As(Maren);
        await maren.TakeAsync(fresh);
        await maren.JudgeAsync(house, fresh);
        Assert.Contains("Paid three times", (await maren.SeeAsync(fresh)).Body);
        await Assert.ThrowsAsync<ArgumentException>(() => OpenAsync("castlegate", [fresh]));
    }

    [Fact]
    public async Task Two_who_open_the_same_cases_at_once_open_each_once()
    {
        var asks = Enumerable.Range(0, 200).Select(i => Asks.Plan($"L-8{i:000}")).ToList();
        var both = await Task.WhenAll(OpenAsync("fernbrook", asks), OpenAsync("fernbrook", asks));
        Assert.All(asks.Index(), ask => Assert.Single(both, answers => answers[ask.Index].Value));
    }

    private Task<IReadOnlyList<Result<bool>>> OpenAsync(string client, IReadOnlyList<OpenCase> asks) => OpenAsync(house, client, asks);

    private static Task<IReadOnlyList<Result<bool>>> OpenAsync(InboxHouse house, string client, IReadOnlyList<OpenCase> asks) =>
        house.Get<OpenManyCases>().OpenAsync(Access.System("test", client), client, asks, Ct);

    private Task<long> WordsAsync(string word) =>
        house.Database.SingleOrDefaultAsync<long>(Access.System("test"), $"select count(*) from inbox.words where word = {word}", Ct);

    private static List<string> RowsIn(string page) => [.. System.Text.RegularExpressions.Regex
        .Matches(page, "class=\"hb-row\".*?<b>What should we offer ([^<?]+)\\?</b>", System.Text.RegularExpressions.RegexOptions.Singleline)
        .Select(row => row.Groups[1].Value)];

    public sealed class Fixture : HouseFixture
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            var asks = Enumerable.Range(0, 1_100).Select(i => Asks.Plan($"L-{i:0000}", urgency: i % 100 == 7 ? 2 : 0, dueInHours: 2 + i)).ToList();
            Assert.All(await OpenAsync(House, "fernbrook", asks), answer => Assert.True(answer.Value));
        }
    }
}
