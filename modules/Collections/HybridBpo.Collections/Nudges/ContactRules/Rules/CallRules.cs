using NodaTime;

namespace HybridBpo.Collections.Nudges.ContactRules.Rules;

/// <summary>How often, and how soon after a conversation, a person may be called about one debt. Days are calendar days; the first one
/// counts.</summary>
internal static class CallRules
{
    public static Finding? SevenInSeven(Question q)
    {
        if (HasConsent(q)) return Finding.Pass;
        var calls = q.History.Where(c => c.Channel == Channels.Call && !c.Inbound && c.Debt == q.Attempt.Debt && !IsExcluded(q, c)).ToList();
        var (most, days) = (q.Number("calls"), q.Number("days"));
        if (calls.Count < most) return Finding.Pass;
        var opens = Zones.Of(q.Facts).Max(z => z.AtStartOfDay(DayOfNth(z, calls, most).PlusDays(days)).ToInstant());
        return q.Now >= opens
            ? Finding.Pass
            : new Finding(
                $"This would be call {most + 1}: {(most == 1 ? "1 was" : $"{most} were")} placed within {days} days about this debt.", opens)
                .With("placed", calls.Count(c => c.At.Noda() > q.Now - Duration.FromDays(days))).With("limit", most);
    }

    public static Finding? AfterConversation(Question q)
    {
        if (HasConsent(q)) return Finding.Pass;
        var talks = q.History.Where(c => c.Channel == Channels.Call && c.Kind == "conversation" && c.Debt == q.Attempt.Debt).ToList();
        if (talks.Count == 0) return Finding.Pass;
        var last = talks.Max(c => c.At);
        var opens = Zones.Of(q.Facts).Max(z => z.AtStartOfDay(z.Day(last.Noda()).PlusDays(q.Number("days"))).ToInstant());
        return q.Now >= opens
            ? Finding.Pass
            : new Finding($"We talked about this debt, so no calls for {q.Number("days")} days.", opens).With("talkedAt", last);
    }

    private static bool HasConsent(Question q) => q.Attempt.ConsentAt is { } at && IsFresh(q, at.Noda(), q.Now);

    private static bool IsExcluded(Question q, PastContact call) => call.Excluded switch
    {
        "not-connected" or "to-attorney" or "to-creditor" => true,
        "prior-consent" => call.ConsentAt is { } at && IsFresh(q, at.Noda(), call.At.Noda()),
        _ => false,
    };

    // Consent counts on its own day and the following six, in every plausible zone.
    private static bool IsFresh(Question q, Instant consent, Instant use) => consent <= use
        && Zones.Of(q.Facts).All(z => Period.DaysBetween(z.Day(consent), z.Day(use)) < 7);

    private static LocalDate DayOfNth(DateTimeZone zone, IEnumerable<PastContact> calls, int n) =>
        calls.Select(c => zone.Day(c.At.Noda())).OrderDescending().ElementAt(n - 1);
}
