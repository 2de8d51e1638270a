using System.Net;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Tests.House;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// What could not be carried out is refused at the form, beside the field, and not after it was decided.
public class ImpossibleAnswerTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private readonly InboxHouse house = fixture.House;

    [Fact]
    public async Task A_judgement_that_the_module_could_not_carry_out_is_refused_beside_its_field()
    {
        var ask = await OpenAsync("I-1");
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);

        var (status, body) = await WithLimitAsync(12, () => maren.TryJudgeAsync(house, ask, "offer-plan"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Matches("name=\"f.offer-plan.months\"[^>]*aria-invalid=\"true\" aria-describedby=\"judge-f.offer-plan.months-why\"", body);
        Assert.Matches("id=\"judge-f.offer-plan.months-why\"[^<]*(<[^/][^>]*>[^<]*</[^>]*>)*[^<]*12 months pay it all.", body);
        Assert.DoesNotContain("12 months pay it all.", Steps.Said(body));
        Assert.Matches("name=\"f.offer-plan.amount\"[^>]*value=\"62\"|value=\"62\"[^>]*name=\"f.offer-plan.amount\"", body);
        await maren.JudgeAsync(house, ask, "offer-plan");
    }

    [Fact]
    public async Task A_decision_that_became_impossible_does_not_wait_to_leave()
    {
        var ask = await OpenAsync("I-2");
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(house, ask, "offer-plan");

        var (status, body) = await WithLimitAsync(12, () => maren.TryDecideAsync(house, ask));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("12 months pay it all.", Steps.Said(body));
        Assert.Equal(Stages.Open, (await house.RowAsync(ask)).Stage);

        (status, body) = await WithLimitAsync(12, () => maren.ActAsync(ask, "decide", ("command", $"{Guid.NewGuid()}"), ("token", "1"),
            ("take", "other"), ("choice", "offer-plan"), ("f.offer-plan.amount", "80"), ("f.offer-plan.months", "13"), ("reason", "agree")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("id=\"decide-f.offer-plan.months-why\"", body);
        await maren.DecideAsync(house, ask);
    }

    [Fact]
    public async Task What_the_case_itself_refuses_is_said_first()
    {
        var ask = await OpenAsync("I-3");
        using var tobias = house.As(Tobias);
        var (status, body) = await WithLimitAsync(12, () => tobias.TryJudgeAsync(house, ask, "offer-plan", token: 1));
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.DoesNotContain("pay it all", body);
    }

    [Fact]
    public async Task A_field_out_of_its_own_bounds_is_told_in_its_place()
    {
        var ask = await OpenAsync("I-4");
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        var (status, body, _) = await maren.ActAsync(ask, "judge", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("choice", "offer-plan"),
            ("f.offer-plan.amount", "abc"), ("f.offer-plan.months", "24"), ("weight", "income"), ("sure", "fairly"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("id=\"judge-f.offer-plan.amount-why\"", body);
    }

    private async Task<OpenCase> OpenAsync(string reference)
    {
        var ask = Asks.Plan(reference);
        await house.OpenAsync(ask);
        return ask;
    }

    private async Task<(HttpStatusCode Status, string Body)> WithLimitAsync(
        int months, Func<Task<(HttpStatusCode Status, string Body, string? To)>> act)
    {
        house.Outcomes.MostMonths = months;
        try
        {
            var (status, body, _) = await act();
            return (status, body);
        }
        finally
        {
            house.Outcomes.MostMonths = 60;
        }
    }
}
