namespace HybridBpo.Collections.Demo;

/// <summary>Makes the demo's portfolios: the same for the same seed and day.</summary>
internal static class PortfolioGenerator
{
    public const int Months = 18;

    /// <summary>The client that is made first.</summary>
    public const string First = "fernbrook";

    /// <summary>Fernbrook Energy with 1,200 accounts and Castlegate Mobile with 800.</summary>
    public static IReadOnlyList<DemoPortfolio> Make(int seed, DateOnly today) =>
    [
        Make(First, "Fernbrook Energy", "FB-2", 1200, seed, today, EnergyBill, ["Electricity", "Electricity and gas"]),
        Make("castlegate", "Castlegate Mobile", "CM-7", 800, seed + 7919, today, MobileBill, ["Mobile plan", "Family plan"]),
    ];

    private static DemoPortfolio Make(
        string client, string name, string prefix, int count, int seed, DateOnly today, Func<Dice, Func<DateOnly, double>> bills, string[] products)
    {
        var from = today.AddMonths(-Months);
        var accounts = new List<DemoAccount>(count);
        DemoPerson? previous = null;
        for (var n = 0; n < count; n++)
        {
            var dice = new Dice(HashCodeOf(seed, n));
            // One in twenty-five people has two accounts: their reminders must become one message.
            var person = previous is not null && dice.Happens(0.04) ? previous : DemoPeople.Make(dice, $"{prefix[..2]}C-{10000 + n}", n);
            previous = person;
            var since = from.AddDays(dice.Between(0, 27)).AddMonths(dice.Happens(0.8) ? 0 : dice.Between(1, 9));
            var (entries, promises) = PaymentBehaviour.Live(
                dice, since, today, bills(dice), day => Math.Clamp((day.DayNumber - from.DayNumber) / 540.0, 0, 1));
            var reference = $"{prefix}{n:00000}";
            var transactions = entries.Select((e, i) => new DemoTransaction($"{reference}-{i + 1:000}", e)).ToList();
            accounts.Add(new DemoAccount(reference, dice.Of(products), since, person, transactions, promises, Protections(dice, from, today)));
        }

        return new DemoPortfolio(client, name, from, today, accounts);
    }

    private static List<DemoProtection> Protections(Dice dice, DateOnly from, DateOnly today)
    {
        (string Kind, double Chance)[] kinds =
            [("opted-out", 0.03), ("dispute", 0.015), ("attorney", 0.008), ("cease", 0.006), ("bankrupt", 0.004), ("deceased", 0.002),
                ("hardship", 0.02)];
        return [.. kinds.Where(k => dice.Happens(k.Chance))
            .Select(k => new DemoProtection(k.Kind, today.AddDays(-dice.Between(3, (today.DayNumber - from.DayNumber) / 3))))];
    }

    // Heating: high in winter, higher from year to year.
    private static Func<DateOnly, double> EnergyBill(Dice dice)
    {
        var size = Math.Exp(dice.Normal(Math.Log(118), 0.42));
        var heating = dice.Uniform(0.15, 0.75);
        return day => Math.Max(18, size * (1 + heating * Math.Cos(2 * Math.PI * (day.DayOfYear - 20) / 365.0)) * (
            1 + 0.0004 * (day.DayNumber % 730)) * dice.Normal(1, 0.06));
    }

    private static Func<DateOnly, double> MobileBill(Dice dice)
    {
        var plan = dice.Of(new[] { 24.99, 34.99, 49.99, 79.99, 119.99 });
        return day => plan + (dice.Happens(0.12) ? dice.Uniform(3, 60) : 0) + (day.Month == 12 ? dice.Uniform(0, 15) : 0);
    }

    // Well mixed and the same everywhere, unlike System.HashCode.
    private static int HashCodeOf(int seed, int n)
    {
        var x = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL + (ulong)n * 0xBF58476D1CE4E5B9UL);
        x ^= x >> 31;
        x = unchecked(x * 0x94D049BB133111EBUL);
        return (int)((x ^ (x >> 29)) & 0x7fffffff);
    }
}
