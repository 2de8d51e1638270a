using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Tests.Models;

namespace HybridBpo.Collections.Tests.Plans;

/// <summary>What the person says to a plan is recorded, and what became of it follows from the money.</summary>
public class PlanAnswerTests(AccountHost host) : IClassFixture<AccountHost>
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1);

    /// <summary>Five parts of $100 on a balance of $500, the first due so many days ago.</summary>
    private async Task<(string Path, Guid Plan)> OfferedAsync(string reference, int firstDueDaysAgo)
    {
        var path = await host.PlaceAsync(reference, phones: ["+12125550123"], emails: [$"{reference}@example.com"]);
        await host.AttestAsync();
        var plan = Ids.For(AccountHost.Client, "decision", reference);
        await host.AppendAsync(path, new PlanOffered(Person.IdOf(AccountHost.Client, "customer:" + reference), 10_000, 5, "USD", plan, "maren",
            "fits", null, 50_000, Today.AddDays(-firstDueDaysAgo)));
        return (path, plan);
    }

    private Task<Answer> AnswerAsync(string path, Guid plan, string answer, DateOnly? day = null, string user = "maren", Guid? command = null) =>
        host.As(user).PostAsync($"{path}/plan-answer", ("command", $"{command ?? Guid.NewGuid()}"), ("plan", $"{plan}"), ("answer", answer),
            ("way", "phone"), ("day", $"{day ?? Today:yyyy-MM-dd}"), ("said", "Fits after payday."));

    private static TransactionEntry Money(string path, string reference, string type, long effect, DateOnly on) =>
        new(Guid.Parse(AccountHost.Id(path)), reference, type, effect, new DateTimeOffset(on, new TimeOnly(12, 0), TimeSpan.Zero), on, null, null,
            null);

    [Fact]
    public async Task An_accepted_plan_shows_what_is_due_and_what_was_paid_and_which_part_is_late()
    {
        var (path, plan) = await OfferedAsync("A-1", 10);
        Assert.Contains("offered, not answered yet", (await host.As("maren").GetAsync(path)).Body);
        var command = Guid.NewGuid();
        for (var again = 0; again < 2; again++) Assert.Equal(303, (await AnswerAsync(path, plan, AnswerPlan.Accepted, command: command)).Status);
        var body = (await host.As("maren").GetAsync(path)).Body;
        Assert.Contains("Plan accepted, Maren K.", body);
        Assert.Contains("by phone: Fits after payday.", body);
        Assert.Contains("Due until today $100.00, paid $0.00.", body);
        Assert.Contains("Plan broken, $500.00 in 5 parts", body);
        Assert.Contains("Part 1 of 5 was due: $0.00 of $100.00 is paid", body);

        // A new bill is no part of the plan, and money goes to the oldest part.
        await host.BookAsync(path, Money(path, "PAY", TransactionTypes.Payment, -12_000, Today.AddDays(-12)),
            Money(path, "BILL", TransactionTypes.Charge, 3_000, Today.AddDays(-5)));
        body = (await host.As("maren").GetAsync(path)).Body;
        Assert.Contains("Due until today $100.00, paid $120.00.", body);
        Assert.Contains("Plan accepted, $500.00 in 5 parts", body);
        Assert.DoesNotContain("Part 1 of 5 was due", body);
        Assert.Contains("PROMISE", body);

        // A payment that comes back opens its part again.
        await host.BookAsync(path, Money(path, "BACK", TransactionTypes.Returned, 12_000, Today.AddDays(-1)));
        Assert.Contains("Part 1 of 5 was due: $0.00 of $100.00 is paid", (await host.As("maren").GetAsync(path)).Body);
    }

    [Fact]
    public async Task A_refused_plan_stops_nothing_any_longer_and_is_not_accepted_afterwards()
    {
        var (path, plan) = await OfferedAsync("A-2", -15);
        Assert.Contains("PROMISE", (await host.As("maren").GetAsync(path)).Body);
        Assert.Equal(303, (await AnswerAsync(path, plan, AnswerPlan.Refused)).Status);
        var body = (await host.As("maren").GetAsync(path)).Body;
        Assert.Contains("Plan refused, Maren K.", body);
        Assert.DoesNotContain("PROMISE", body);
        Assert.DoesNotContain("not answered yet", body);
        var late = await AnswerAsync(path, plan, AnswerPlan.Accepted);
        Assert.Equal(409, late.Status);
        Assert.Contains("This plan was refused.", late.Body);
    }

    [Fact]
    public async Task An_answer_names_the_plan_that_was_seen_and_a_day_that_can_be()
    {
        var (path, plan) = await OfferedAsync("A-3", 10);
        Assert.Contains("Another plan was offered meanwhile", (await AnswerAsync(path, Guid.NewGuid(), AnswerPlan.Accepted)).Body);
        Assert.Contains("when the plan was offered, and today", (await AnswerAsync(path, plan, AnswerPlan.Accepted, Today.AddDays(9))).Body);
        Assert.Contains("when the plan was offered, and today", (await AnswerAsync(path, plan, AnswerPlan.Accepted, Today.AddDays(-60))).Body);
        Assert.Contains("accepted or refused", (await AnswerAsync(path, plan, "perhaps")).Body);
        Assert.Equal(403, (await AnswerAsync(path, plan, AnswerPlan.Accepted, user: "priya")).Status);
        var none = await host.PlaceAsync("A-4");
        Assert.Equal(404, (await AnswerAsync(none, plan, AnswerPlan.Accepted)).Status);
    }

    [Fact]
    public async Task A_promise_is_kept_or_not_by_the_money_alone()
    {
        var path = await host.PlaceAsync("A-5");
        var person = Person.IdOf(AccountHost.Client, "customer:A-5");
        await host.AppendAsync(path, new PromiseMade(person, Guid.NewGuid(), 4_000, "USD", Today.AddDays(-5), "maren"));
        Assert.Contains("Promise of $40.00 not kept", (await host.As("maren").GetAsync(path)).Body);
    }
}
