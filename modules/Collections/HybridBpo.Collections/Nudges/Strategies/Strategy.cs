using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Nudges.Strategies;

/// <param name="From">First day, counted from the due day; negative is before.</param>
/// <param name="Until">Last day.</param>
/// <param name="Purpose">What the contact rules are asked about.</param>
internal sealed record NudgeStep(string Code, int From, int Until, string Template, string Purpose = Purposes.Reminder)
{
    /// <summary>Not a reminder and no day begins it: the letter with a plan that a person decided to offer.</summary>
    public static readonly NudgeStep PlanLetter = new("plan-letter", 0, 0, "plan-offer", Purposes.Offer);

    private static readonly Dictionary<string, string> Usual = new()
    {
        ["pre-due"] = "Heads-up",
        ["kind"] = "Kind reminder",
        ["offer"] = "Offer to talk",
        ["second"] = "Second reminder",
    };

    /// <summary>To which of the strategy's accounts it goes.</summary>
    public Segment When { get; init; } = Segment.All;

    public string Name => NameOf(Code);

    /// <summary>Of any step that there is or was: a message keeps only the code.</summary>
    public static string NameOf(string code) => Usual.GetValueOrDefault(code) ?? char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ');
}

/// <summary>What reminders go to a part of a client's accounts.</summary>
/// <param name="HoldoutPercent">Of its people, so many get no reminder, so that the effect can be told.</param>
internal sealed record Strategy(string Code, string Name, Segment For, double HoldoutPercent, IReadOnlyList<NudgeStep> Steps)
{
    /// <summary>The step of a bill that is due this many days ago (negative: ahead), or null.</summary>
    public NudgeStep? On(string product, long balanceMinor, int days) =>
        Steps.FirstOrDefault(s => s.From <= days && days <= s.Until && s.When.Holds(product, balanceMinor));

    /// <summary>By chance, but for good: the same person is kept aside by every version with this share or a larger one.</summary>
    public bool KeepsAside(string client, Guid person) =>
        HoldoutPercent > 0
        && BitConverter.ToUInt32(Ids.For(client, "holdout", $"{Code}|{person:N}").ToByteArray()) < HoldoutPercent / 100 * 4294967296.0;
}

/// <summary>The strategies of a client at one version. The first that fits an account is its one; the last fits all.</summary>
internal sealed record StrategyBook(int Version, IReadOnlyList<Strategy> Strategies)
{
    public int FirstDay => Steps.Select(s => s.From).DefaultIfEmpty(0).Min();

    public int LastDay => Steps.Select(s => s.Until).DefaultIfEmpty(0).Max();

    private IEnumerable<NudgeStep> Steps => Strategies.SelectMany(s => s.Steps);

    public Strategy Of(string product, long balanceMinor) => Strategies.First(s => s.For.Holds(product, balanceMinor));

    public Strategy Of(AccountRow account) => Of(account.Product, account.BalanceMinor);

    public NudgeStep? On(AccountRow account, DateOnly today) =>
        Of(account).On(account.Product, account.BalanceMinor, today.DayNumber - account.OldestDue!.Value.DayNumber);
}
