using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Nudges.Strategies;

/// <summary>What a version would have sent.</summary>
/// <param name="Messages">By step, one per person and day.</param>
/// <param name="People">Who would have got one at least.</param>
/// <param name="KeptAside">Who was due and would have got none, for the effect to be told.</param>
internal sealed record Simulated(IReadOnlyDictionary<string, int> Messages, int People, int KeptAside)
{
    public int All => Messages.Values.Sum();
}

/// <summary>Two versions over the same past days of the same people.</summary>
/// <param name="People">Who was looked at.</param>
/// <param name="OfPeople">How many there are: more than were looked at is a sample.</param>
internal sealed record Simulation(DateOnly From, DateOnly To, int People, long OfPeople, Simulated Before, Simulated After);

/// <summary>One account over its past.</summary>
internal sealed record PastAccount(Guid Id, string Product, DateOnly PlacedOn, Ledger Ledger);

/// <summary>Everybody's past, day by day, under a version of the strategies. Pure.</summary>
internal sealed class SimulatedDays(string client, StrategyBook book, DateOnly from, DateOnly to)
{
    private readonly Dictionary<string, int> messages = [];

    private int people, keptAside;

    // The rules that need nothing but the messages themselves.
    private static readonly Rule Cap = RuleBook.Shipped.Rules.Where(r => r.Id == "HOUSE-CAP").MaxBy(r => r.From)!;

    public Simulated Result => new(messages, people, keptAside);

    public void Add(Guid person, IReadOnlyList<PastAccount> accounts)
    {
        var (told, sent, aside) = (new HashSet<(Guid, string, DateOnly)>(), new List<DateOnly>(), false);
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            var due = new List<(Guid Account, NudgeStep Step, DateOnly Bill)>();
            foreach (var account in accounts)
            {
                if (account.PlacedOn > day) continue;
                var at = account.Ledger.At(day);
                if (at.BalanceMinor <= 0 || at.OldestDue is not { } bill) continue;
                var strategy = book.Of(account.Product, at.BalanceMinor);
                if (strategy.On(account.Product, at.BalanceMinor, day.DayNumber - bill.DayNumber) is not { } step) continue;
                if (strategy.KeepsAside(client, person)) aside = true;
                else due.Add((account.Id, step, bill));
            }

            if (due.Count == 0) continue;
            var speaks = due.MaxBy(x => x.Step.From).Step;
            var about = due.Where(x => x.Step.From < 0 == speaks.From < 0 && !told.Contains((x.Account, speaks.Code, x.Bill))).ToList();
            if (about.Count == 0 || !MayGo(sent, day)) continue;
            foreach (var x in about) told.Add((x.Account, speaks.Code, x.Bill));
            messages[speaks.Code] = messages.GetValueOrDefault(speaks.Code) + 1;
            sent.Add(day);
        }

        people += sent.Count > 0 ? 1 : 0;
        keptAside += aside ? 1 : 0;
    }

    private static bool MayGo(List<DateOnly> sent, DateOnly day) =>
        (sent.Count == 0 || (day.DayNumber - sent[^1].DayNumber) * 24 >= Cap.Numbers["gap_hours"])
        && sent.Count(s => s > day.AddDays(-(int)Cap.Numbers["days"])) < Cap.Numbers["email_limit"];
}
