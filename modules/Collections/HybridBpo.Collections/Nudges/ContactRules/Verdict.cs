namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>What one rule says.</summary>
/// <param name="RuleId">Its id.</param>
/// <param name="Citation">Where it stands.</param>
/// <param name="Result"><c>allowed</c>, <c>blocked</c> or <c>not-applicable</c>.</param>
/// <param name="Reason">In words that a collector reads; empty when allowed.</param>
/// <param name="Inputs">The facts it looked at.</param>
/// <param name="EarliestAt">The first moment at which this rule allows, if time alone can mend it.</param>
/// <param name="MissingFact">Code of the fact that a person has to supply, or null.</param>
internal sealed record RuleResult(
    string RuleId,
    string Citation,
    string Result,
    string Reason,
    IReadOnlyDictionary<string, string> Inputs,
    DateTimeOffset? EarliestAt,
    string? MissingFact)
{
    public bool IsBlocked => Result == "blocked";
}

internal static class RuleResults
{
    /// <summary>Of several answers of one rule the one that counts: what people must answer before what time mends, later before sooner.</summary>
    public static RuleResult Strictest(this IEnumerable<RuleResult> answers) => answers.OrderByDescending(r => r.IsBlocked)
        .ThenByDescending(r => r.MissingFact is not null).ThenByDescending(r => r.EarliestAt is null).ThenByDescending(r => r.EarliestAt).First();
}

/// <summary>What all rules say; none is left out because another one blocked first.</summary>
/// <param name="At">The moment asked about.</param>
/// <param name="RulesVersion">Hash of the rule book.</param>
/// <param name="Rules">Every rule of the book in force that day.</param>
internal sealed record Verdict(DateTimeOffset At, string RulesVersion, IReadOnlyList<RuleResult> Rules)
{
    public bool Allowed => !Rules.Any(r => r.IsBlocked);

    public IEnumerable<RuleResult> Blocks => Rules.Where(r => r.IsBlocked);

    /// <summary>The same without the answer of one rule that is somebody else's question at this moment.</summary>
    public Verdict NotAsked(string ruleId) => this with
    {
        Rules = [.. Rules.Select(r => r.RuleId != ruleId ? r : r with
            { Result = "not-applicable", Reason = "", Inputs = new Dictionary<string, string>(), EarliestAt = null, MissingFact = null })],
    };

    /// <summary>Must a person supply a fact before any time can be right?</summary>
    public bool NeedsPerson => Rules.Any(r => r.MissingFact is not null);
}
