using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Nudges.HouseRules;

/// <summary>Switches a rule of the house off or on for one client. What protects less waits for a second person; law has no switch.</summary>
internal sealed record SwitchRule(Guid Id, string RuleId, bool On, DateOnly From, string Why, string AskedBy)
{
    private const int MostDays = 365;

    public static IReadOnlyList<Rule> Rules { get; } =
        [.. RuleBook.Shipped.Rules.Where(r => r.House).GroupBy(r => r.Id).Select(g => g.MaxBy(r => r.From)!)];

    public static Result<Decision<Done>> Decide(SwitchRule ask, ClientFacts? facts, DateOnly today)
    {
        if (Rules.All(r => r.Id != ask.RuleId)) return new NoSuchSwitch("Only rules of the house have a switch: law is not switched off.");
        if (ask.Why.Length == 0) return new ReasonMissing("Say why: whoever confirms it, and whoever looks later, reads it.");
        if (ask.From < today || ask.From > today.AddDays(MostDays))
            return new SwitchDayUnusable($"It takes effect today or on a day within the next {MostDays} days.");
        if (facts?.Asked.ContainsKey(ask.RuleId) == true)
            return new SwitchWaits("Somebody has asked to switch this rule off already: confirm or decline that first.");
        if (IsSo(ask, facts?.Switched.GetValueOrDefault(ask.RuleId)))
            return new SwitchedAlready($"The rule is {(ask.On ? "on" : "off")} already, or will be from a day that is set.");
        return new Decision<Done>(Done.Yes, ask.On
            ? new RuleSwitched(ask.Id, ask.RuleId, true, ask.From, ask.AskedBy, ask.Why)
            : new RuleSwitchAsked(ask.Id, ask.RuleId, ask.From, ask.AskedBy, ask.Why));
    }

    // What protects more may come sooner than a day that is set.
    private static bool IsSo(SwitchRule ask, RuleSwitched? last) =>
        ask.On ? last is null || (last.IsOn && last.From <= ask.From) : last is { IsOn: false };
}

/// <summary>The second person confirms that a rule is switched off; or somebody declines, whoever asked included.</summary>
internal sealed record AnswerSwitch(Guid Id, bool Confirmed, string By)
{
    public static Result<Decision<Done>> Decide(AnswerSwitch answer, ClientFacts? facts, DateOnly today)
    {
        if (facts?.Asked.Values.FirstOrDefault(a => a.SwitchId == answer.Id) is not { } asked)
            return new NotFound("Nothing of the kind waits for a second person.");
        if (answer.Confirmed && asked.AskedBy == answer.By) return new Forbidden("Somebody else than the one who asked confirms it.");
        return new Decision<Done>(Done.Yes, answer.Confirmed
            ? new RuleSwitched(asked.SwitchId, asked.RuleId, false, asked.From < today ? today : asked.From, answer.By, asked.Why)
            : new RuleSwitchDeclined(asked.SwitchId, asked.RuleId, answer.By));
    }
}

internal sealed record NoSuchSwitch(string Message) : Invalid(Message);

internal sealed record SwitchDayUnusable(string Message) : Invalid(Message);

internal sealed record SwitchWaits(string Message) : Conflict(Message);

internal sealed record SwitchedAlready(string Message) : Conflict(Message);
