using System.Net;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Persistence;

/// Open cases about one person stay in one hand, whatever way a case changes hands, and no lease outlives what it was for.
public class OneHandTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handing_over_one_of_two_cases_about_a_person_is_refused()
    {
        var (one, two) = await TwoAsync("H-1");
        using var maren = house.As(Maren);
        await maren.TakeAsync(one);
        await maren.TakeAsync(two);
        using var sara = house.As(Sara);

        var (status, body, _) = await sara.ActAsync(one, "hand-over", ("command", $"{Guid.NewGuid()}"), ("to", Tobias));

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("another case of the same person", body);
        Assert.Equal(Maren, (await house.RowAsync(one)).Holder);
    }

    [Fact]
    public async Task Whose_lease_ran_out_does_not_judge_while_somebody_else_works_on_the_person()
    {
        var (one, two) = await TwoAsync("H-2");
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        await maren.TakeAsync(one);
        await ExpireAsync(one);
        await tobias.TakeAsync(two);

        var (status, body, _) = await maren.TryJudgeAsync(house, one);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("another case of the same person", body);
        var renewed = await maren.ActAsync(one, "renew", ("token", "1"));
        Assert.Equal(HttpStatusCode.Conflict, renewed.Status);
        Assert.Contains("another case of the same person", renewed.Body);

        await tobias.ActAsync(two, "release", ("command", $"{Guid.NewGuid()}"), ("token", "1"));
        await maren.JudgeAsync(house, one);
    }

    [Fact]
    public async Task Undo_waits_its_turn_when_somebody_else_took_up_the_person()
    {
        var (one, two) = await TwoAsync("H-3");
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        await maren.TakeAsync(one);
        await maren.JudgeAsync(house, one);
        await maren.DecideAsync(house, one);
        await tobias.TakeAsync(two);
        await maren.UndoAsync(house, one);

        Assert.Equal(HttpStatusCode.Conflict, (await maren.TryDecideAsync(house, one)).Status);
        await tobias.JudgeAsync(house, two);
        await tobias.DecideAsync(house, two);
        await maren.DecideAsync(house, one);
    }

    [Fact]
    public async Task A_supervisor_hands_a_case_back_to_the_person_whose_lease_ran_out()
    {
        var ask = Asks.Plan("H-4");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        using var sara = house.As(Sara);
        await maren.TakeAsync(ask);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await HandAsync(sara, ask, Maren)).Status);
        await ExpireAsync(ask);

        Assert.Contains($"<option value=\"{Maren}\">", (await sara.GetAsync($"{Tests.House.Person.PathOf(ask)}?open=hand-over")).Body);
        Assert.Equal(HttpStatusCode.OK, (await HandAsync(sara, ask, Maren)).Status);
        await maren.JudgeAsync(house, ask);
    }

    [Fact]
    public async Task A_hand_over_reaches_the_other_also_after_reservations_that_died()
    {
        var ask = Asks.Plan("H-5");
        await house.OpenAsync(ask);
        for (var died = 0; died < 3; died++)
        {
            await house.Get<CaseLeases>().ReserveAsync(house.People.Of(died % 2 == 0 ? Maren : Tobias), ask.Client, ask.CaseId, Ct);
            await ExpireAsync(ask);
        }

        using var sara = house.As(Sara);
        Assert.Equal(HttpStatusCode.OK, (await HandAsync(sara, ask, Tobias)).Status);

        Assert.Equal((Tobias, 4L, true), (await house.RowAsync(ask)) is var row ? (row.Holder, row.Token, row.Held) : default);
        using var tobias = house.As(Tobias);
        await tobias.JudgeAsync(house, ask);
    }

    [Fact]
    public async Task A_lease_is_not_renewed_for_what_is_decided_nor_by_who_may_judge_it_no_longer()
    {
        var (decided, held) = (Asks.Plan("H-6"), Asks.Plan("H-7"));
        await house.OpenAsync(decided);
        await house.OpenAsync(held);
        house.People.Add(Person("vera", "Vera S.", ["fernbrook"], Roles.Collector));
        using var vera = house.As("vera");
        await vera.TakeAsync(decided);
        await vera.TakeAsync(held);
        await vera.JudgeAsync(house, decided);
        await house.Database.ExecuteAsync(Access.System("test"),
            $"update inbox.cases set stage = 'decided' where case_id = {decided.CaseId}", Ct);
        Assert.Equal(HttpStatusCode.Conflict, (await vera.ActAsync(decided, "renew", ("token", "1"))).Status);

        house.People.Add(Person("vera", "Vera S.", ["fernbrook"], Roles.Analyst));
        using var analyst = house.As("vera");
        var (status, body, _) = await analyst.ActAsync(held, "renew", ("token", "1"));
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("Your roles judge cases of this kind no longer.", body);
    }

    private async Task<(OpenCase One, OpenCase Two)> TwoAsync(string reference)
    {
        var (one, two) = (Asks.Plan($"{reference}a", subject: reference), Asks.Plan($"{reference}b", subject: reference));
        await house.OpenAsync(one);
        await house.OpenAsync(two);
        return (one, two);
    }

    private static Task<(HttpStatusCode Status, string Body, string? To)> HandAsync(Person by, OpenCase on, string to) =>
        by.ActAsync(on, "hand-over", ("command", $"{Guid.NewGuid()}"), ("to", to));

    private Task<int> ExpireAsync(OpenCase on) => house.Database.ExecuteAsync(Access.System("test"), $"""
        with gone as (update inbox.subjects set until = now() - interval '1 second' where subject_id = {on.SubjectId})
        update inbox.cases set lease_until = now() - interval '1 second' where case_id = {on.CaseId}
        """, Ct);
}
