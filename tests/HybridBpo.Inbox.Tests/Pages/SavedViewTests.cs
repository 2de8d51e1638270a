using System.Net;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// Filters and searches under a name.
public class SavedViewTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_shown_is_saved_under_a_name_and_comes_again_renamed_and_removed_with_undo()
    {
        await house.OpenAsync(Asks.Plan("V-1 east"));
        await house.OpenAsync(Asks.Plan("V-2 west", client: "castlegate"));
        using var maren = house.As(Maren);
        var (status, body, to) = await SaveAsync(maren, "My east", "?client=fernbrook");
        Assert.Equal((HttpStatusCode.OK, "/inbox?client=fernbrook"), (status, to));
        Assert.Contains("Views: My east", body);
        Assert.Contains("V-1 east", body);
        Assert.DoesNotContain("V-2 west", body);
        using var tobias = house.As(Tobias);
        Assert.DoesNotContain("My east", (await tobias.GetAsync("/inbox")).Body);

        var id = await IdAsync(Maren, "My east");
        Assert.Equal(HttpStatusCode.NotFound, (await tobias.PostAsync($"/inbox/views/{id}/rename", ("name", "Stolen"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await tobias.PostAsync($"/inbox/views/{id}/remove")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await tobias.PostAsync($"/inbox/views/{id}/first")).Status);
        Assert.Contains("Eastern work", (await maren.PostAsync($"/inbox/views/{id}/rename", ("name", "Eastern work"))).Body);
        var removed = await maren.PostAsync($"/inbox/views/{id}/remove");
        Assert.Contains("“Eastern work” is removed.", removed.Body);
        Assert.DoesNotContain("Eastern work", (await maren.GetAsync("/inbox")).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await tobias.PostAsync($"/inbox/views/{id}/restore")).Status);
        await maren.PostAsync($"/inbox/views/{id}/restore");
        Assert.Contains("Eastern work", (await maren.GetAsync("/inbox")).Body);
    }

    [Fact]
    public async Task The_inbox_opens_with_the_view_that_one_chose_and_the_plain_queue_is_one_click_away()
    {
        await house.OpenAsync(Asks.Plan("V-3 east"));
        await house.OpenAsync(Asks.Plan("V-4 west", client: "castlegate"));
        using var sara = house.As(Sara);
        await SaveAsync(sara, "West", "?tab=team&client=castlegate", first: "yes");
        var opened = (await sara.GetAsync("/inbox")).Body;
        Assert.Contains("V-4 west", opened);
        Assert.DoesNotContain("V-3 east", opened);
        Assert.Contains("/inbox?tab=mine", opened);
        Assert.Contains("V-3 east", (await sara.GetAsync("/inbox?tab=team")).Body);
        await sara.PostAsync($"/inbox/views/{await IdAsync(Sara, "West")}/plain");
        Assert.Contains("V-3 east", (await sara.GetAsync("/inbox")).Body);
    }

    [Fact]
    public async Task A_supervisor_shares_with_a_team_whose_people_see_it_with_their_own_rights()
    {
        house.People.Add(DemoPeople.Person("nina", "Nina N.", ["castlegate"], HybridBpo.Platform.Roles.Collector));
        using var sara = house.As(Sara);
        foreach (var who in new[] { Ines, "nina" })
        {
            await sara.PostAsync($"/supervision/team/{who}", ("team", "north"));
        }

        using var maren = house.As(Maren);
        Assert.Equal(HttpStatusCode.Forbidden, (await SaveAsync(maren, "Ours", "?due=past", "north")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SaveAsync(sara, "Ours", "?due=past", "nowhere")).Status);
        await SaveAsync(sara, "Late ones", "?due=past", "north");
        await SaveAsync(sara, "Late in the east", "?due=past&client=fernbrook", "north");
        using var ines = house.As(Ines);
        using var nina = house.As("nina");
        Assert.Contains("Late ones", (await ines.GetAsync("/inbox")).Body);
        Assert.Contains("Late in the east", (await ines.GetAsync("/inbox")).Body);
        Assert.Contains("Late ones", (await nina.GetAsync("/inbox")).Body);
        Assert.DoesNotContain("Late in the east", (await nina.GetAsync("/inbox")).Body);
        Assert.DoesNotContain("Late ones", (await maren.GetAsync("/inbox")).Body);
        var id = await IdAsync(Sara, "Late ones");
        Assert.Equal(HttpStatusCode.NotFound, (await ines.PostAsync($"/inbox/views/{id}/remove")).Status);
        Assert.Contains("Views: Late ones", (await ines.PostAsync($"/inbox/views/{id}/first")).To is not null
            ? (await ines.GetAsync("/inbox")).Body : "");
    }

    [Fact]
    public async Task Nobody_has_more_than_fifty_not_even_by_sending_twice_or_at_once()
    {
        using var tobias = house.As(Tobias);
        var command = Guid.NewGuid();
        await SaveAsync(tobias, "Twice", "?due=past", command: command);
        await SaveAsync(tobias, "Twice", "?due=past", command: command);
        Assert.Equal(1, await CountAsync(Tobias));
        Assert.Contains("You have a view of this name.", (await SaveAsync(tobias, "tWICE", "?due=week")).Body);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(n => SaveAsync(tobias, $"View {n}", "?due=past")));
        Assert.Equal(50, await CountAsync(Tobias));
        Assert.Contains("as many as one may have", (await SaveAsync(tobias, "One more", "?due=past")).Body);
        foreach (var name in new[] { "", "  ", new string('x', 61) })
        {
            Assert.Contains("Give the view a name", (await SaveAsync(tobias, name, "")).Body);
        }
    }

    [Fact]
    public async Task What_a_view_says_of_somebody_goes_with_them_and_other_views_stay()
    {
        var ask = Asks.Plan("V-5") with { Title = "Wilhelmina Quist", Evidence = new(1, Asks.Facts, "V-5 Wilhelmina Quist") };
        await house.OpenAsync(ask);
        await house.OpenAsync(Asks.Plan("V-6"));
        using var rita = house.As(Rita);
        using var sara = house.As(Sara);
        await SaveAsync(sara, "Her", "?q=wilhelmina");
        await SaveAsync(sara, "Wilhelmina Quist again", "?tab=team");
        await SaveAsync(sara, "Everybody", "?q=Ellery");
        await SaveAsync(sara, "Past", "?due=past");

        await house.Get<Erasure>().EraseAsync(ask.Client, ask.SubjectId, Ct);

        var left = await house.Database.QueryAsync<string>(Access.System("test"), $"""
            select name from inbox.saved_views where owner = {Sara} and name in ('Her', 'Wilhelmina Quist again', 'Everybody', 'Past') order by 1
            """, Ct);
        Assert.Equal(["Everybody", "Past"], left);
    }

    private Task<Guid> IdAsync(string owner, string name) => house.Database.SingleOrDefaultAsync<Guid>(Access.System("test"),
        $"select id from inbox.saved_views where owner = {owner} and name = {name} and removed_at is null", Ct);

    private Task<long> CountAsync(string owner) => house.Database.SingleOrDefaultAsync<long>(Access.System("test"),
        $"select count(*) from inbox.saved_views where owner = {owner} and removed_at is null", Ct);

    private static Task<(HttpStatusCode Status, string Body, string? To)> SaveAsync(
        Person by, string name, string query, string team = "", string first = "", Guid? command = null) =>
        by.PostAsync("/inbox/views", ("command", $"{command ?? Guid.NewGuid()}"), ("name", name), ("query", query), ("team", team), ("first", first));
}
