using NodaTime;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>May this contact be made now? Pure: the same question gets the same answer, at planning and again at the moment of sending.</summary>
internal static class ContactCheck
{
    /// <summary>Asks every rule in force; none is skipped because another one blocks.</summary>
    public static Verdict Evaluate(Attempt attempt, ContactFacts facts, IReadOnlyList<PastContact> history, DateTimeOffset nowUtc,
        RuleBook? book = null)
    {
        book ??= RuleBook.Shipped;
        var now = Instant.FromDateTimeOffset(nowUtc);
        var days = Zones.Of(facts).Select(z => z.Day(now)).ToList();
        var results = book.InForce(days.Min(), days.Max()).GroupBy(r => r.Id)
            .Select(rows => rows.Select(rule => Ask(rule, attempt, facts, history, now)).Strictest()).ToList();
        return new Verdict(nowUtc, book.Version, results);
    }

    /// <summary>
    /// The next moment at which every rule allows it, if nothing else changes: <paramref name="nowUtc"/> itself when it is allowed now, null when
    /// only a person or a new fact can open the way (or nothing does within 90 days).
    /// </summary>
    public static DateTimeOffset? NextPossible(
        Attempt attempt, ContactFacts facts, IReadOnlyList<PastContact> history, DateTimeOffset nowUtc, RuleBook? book = null)
    {
        var at = nowUtc;
        // Whether the calls of then will be known nobody can say now. What is known today is taken for it, and asked anew then.
        if (!Evaluate(attempt, facts, history, at, book).Blocks.Any(b => b.RuleId == "CALL-DATA")) facts = facts with { CallData = null };
        for (var step = 0; step < 64 && at - nowUtc <= TimeSpan.FromDays(90); step++)
        {
            var blocks = Evaluate(attempt, facts, history, at, book).Blocks.ToList();
            if (blocks.Count == 0) return at;
            if (blocks.Any(b => b.EarliestAt is null)) return null;
            at = blocks.Max(b => b.EarliestAt!.Value);
        }

        return null;
    }

    private static RuleResult Ask(Rule rule, Attempt attempt, ContactFacts facts, IReadOnlyList<PastContact> history, Instant now)
    {
        if (!rule.Binds(attempt, facts)) return Answer("not-applicable", null);
        var finding = RuleChecks.ById[rule.Id](new Question(rule, attempt, facts, history, now));
        return Answer(finding is null ? "allowed" : "blocked", finding);

        RuleResult Answer(string result, Finding? f) => new(
            rule.Id, rule.Citation, result, f?.Reason ?? "", f?.Inputs ?? new Dictionary<string, string>(), f?.EarliestAt?.ToDateTimeOffset(),
                f?.MissingFact);
    }
}
