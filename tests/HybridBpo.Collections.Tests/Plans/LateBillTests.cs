using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Negotiation;

namespace HybridBpo.Collections.Tests.Plans;

/// <summary>What is known of a plan's account only after the offer is no part of the plan, whatever day it is dated.</summary>
public class LateBillTests(AccountHost host) : IClassFixture<AccountHost>
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bill_dated_before_the_offer_and_an_upward_adjustment_break_no_plan()
    {
        var path = await OfferedAsync("B-1");
        await BookAsync(path, ("PAY", TransactionTypes.Payment, -12_000, -12), ("LATE", TransactionTypes.Charge, 7_500, -60),
            ("UP", TransactionTypes.Adjustment, 4_000, -6));
        Assert.Equal(12_000, await PaidAsync(path));
        var body = (await host.As("maren").GetAsync(path)).Body;
        Assert.Contains("Due until today $100.00, paid $120.00.", body);
        Assert.Contains("Plan accepted, $500.00 in 5 parts", body);
        Assert.DoesNotContain("Plan broken", body);

        // An adjustment that is taken back is no payment; one below what the plan was offered on is.
        await BookAsync(path, ("BACK", TransactionTypes.Adjustment, -4_000, -4));
        Assert.Equal(12_000, await PaidAsync(path));
        await BookAsync(path, ("DOWN", TransactionTypes.Adjustment, -1_000, -4));
        Assert.Equal(13_000, await PaidAsync(path));
    }

    [Fact]
    public async Task What_was_paid_is_what_the_payments_say_whatever_else_comes_and_when_it_is_dated()
    {
        var dice = new Random(11);
        for (var run = 0; run < 25; run++)
        {
            var path = await host.PlaceAsync($"R-{run}");
            var before = Enumerable.Range(0, dice.Next(4)).Select(n => Any(dice, $"B{n}")).ToArray();
            await BookAsync(path, before);
            await OfferAsync(path, $"R-{run}", (await RowAsync(path)).BalanceMinor);
            var after = Enumerable.Range(0, dice.Next(1, 6)).Select(n => Any(dice, $"A{n}")).ToArray();
            await BookAsync(path, after);
            var row = await RowAsync(path);
            var money = -after.Where(t => t.Type is not (TransactionTypes.Charge or TransactionTypes.Fee or TransactionTypes.Adjustment))
                .Sum(t => t.Effect);
            var adjusted = after.Where(t => t.Type == TransactionTypes.Adjustment).Sum(t => t.Effect);
            var paid = row.PlanTotalMinor!.Value + row.BilledSincePlan - row.BalanceMinor;
            Assert.True(money + Math.Max(0, -adjusted) == paid, $"run {run}: {string.Join(", ", after)} says {paid}");
        }
    }

    private static (string Reference, string Type, long Effect, int Day) Any(Random dice, string reference)
    {
        var type = TransactionTypes.FromFiles[dice.Next(TransactionTypes.FromFiles.Length)];
        var sign = type == TransactionTypes.Adjustment ? 1 - 2 * dice.Next(2) : TransactionTypes.Sign(type);
        return (reference, type, sign * dice.Next(1, 3_000), -dice.Next(1, 80));
    }

    private async Task<string> OfferedAsync(string reference)
    {
        var path = await host.PlaceAsync(reference, phones: ["+12125550123"]);
        await OfferAsync(path, reference, 50_000);
        var plan = (await RowAsync(path)).PlanDecision;
        Assert.Equal(303, (await host.As("maren").PostAsync($"{path}/plan-answer", ("command", $"{Guid.NewGuid()}"), ("plan", $"{plan}"),
            ("answer", AnswerPlan.Accepted), ("way", "phone"), ("day", $"{Today:yyyy-MM-dd}"), ("said", "Fits."))).Status);
        return path;
    }

    // Five parts, the first due ten days ago: offered a month ago.
    private Task OfferAsync(string path, string reference, long total) => host.AppendAsync(path, new PlanOffered(
        Person.IdOf(AccountHost.Client, "customer:" + reference), (total + 4) / 5, 5, "USD", Ids.For(AccountHost.Client, "decision", reference),
        "maren", "fits", null, total, Today.AddDays(-10)));

    private Task BookAsync(string path, params (string Reference, string Type, long Effect, int Day)[] all) => all.Length == 0 ? Task.CompletedTask
        : host.BookAsync(path, [.. all.Select(t => new TransactionEntry(Guid.Parse(AccountHost.Id(path)), t.Reference, t.Type, t.Effect,
            new DateTimeOffset(Today.AddDays(t.Day), new TimeOnly(12, 0), TimeSpan.Zero), Today.AddDays(t.Day), null, null, null))]);

    private async Task<AccountRow> RowAsync(string path) => (await host.Get<AccountBook>().FindAsync(
        Access.System("test"), AccountHost.Client, Guid.Parse(AccountHost.Id(path)), Ct))!;

    private async Task<long> PaidAsync(string path) => (await RowAsync(path)).Plan(Today)!.PaidMinor;
}
