using NodaTime;

namespace HybridBpo.Collections.Nudges.ContactRules.Rules;

/// <summary>The validation notice comes with or within five days of the first contact, and nothing overshadows it while its period runs.</summary>
internal static class ValidationRules
{
    public static Finding? NoticeGiven(Question q)
    {
        if (q.Attempt.Purpose == Purposes.ValidationNotice || q.Facts.Validation?.NoticeSentAt <= q.Now.ToDateTimeOffset()) return Finding.Pass;
        var past = q.History.Where(c => c.Debt == q.Attempt.Debt && !c.Inbound && c.Kind is "sent" or "conversation").Select(c => c.At).ToList();
        var first = past.Select(c => c.Noda()).Append(q.Now).Min();
        return q.Facts.Validation?.NoticePlannedFor is { } planned && Zones.Of(q.Facts).All(z => InTime(q, z, first, Dates.Noda(planned)))
            ? Finding.Pass
            : Finding.Missing("validation-notice", "No validation notice is recorded for this debt.")
                .With("firstContact", past.Count == 0 ? "none yet" : past.Min());
    }

    public static Finding? NotOvershadowed(Question q)
    {
        if (q.Facts.Validation is not { NoticeSentAt: { } sent } validation
            || q.Attempt.Purpose is Purposes.ValidationNotice or Purposes.Verification)
            return Finding.Pass;
        var ends = validation.PeriodEndsOn is { } day
            ? Dates.Noda(day)
            : Zones.Of(q.Facts).Max(z => z.Day(sent.Noda())).PlusDays(q.Number("receipt_days") + q.Number("period_days"));
        if (Zones.HasBegun(q.Facts, ends.PlusDays(1), q.Now)) return Finding.Pass;
        return q.Attempt.Message is { } message && q.Words("rights").Any(w => message.Text.Contains(w, StringComparison.OrdinalIgnoreCase))
            ? Finding.Pass
            : new Finding("The validation period is still running and the message does not repeat the right to dispute.",
                Zones.BegunEverywhere(q.Facts, ends.PlusDays(1)))
                .With("noticeSentAt", sent).With("periodEndsOn", ends.ToDateOnly());
    }

    private static bool InTime(Question q, DateTimeZone zone, Instant first, LocalDate planned) =>
        planned >= zone.Day(q.Now) && Period.DaysBetween(zone.Day(first), planned) <= q.Number("days");
}
