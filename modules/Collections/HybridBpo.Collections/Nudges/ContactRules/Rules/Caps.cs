using NodaTime;

namespace HybridBpo.Collections.Nudges.ContactRules.Rules;

/// <summary>How many messages within how many days.</summary>
internal static class Caps
{
    /// <summary>Per person and client over all debts: no federal number exists, so the house sets one, and a gap between reminders.</summary>
    public static Finding? House(Question q)
    {
        // One message about five bills is one message.
        var sent = q.History.Where(c => c.Channel is Channels.Email or Channels.Text && !c.Inbound)
            .DistinctBy(c => (c.AttemptId, c.Channel, c.At)).ToList();
        var limit = q.Number(q.Attempt.Channel + "_limit");
        var full = Full(sent.Where(c => c.Channel == q.Attempt.Channel), limit, Duration.FromDays(q.Number("days")));
        var gap = q.Attempt.Purpose == Purposes.Reminder ? Full(sent, 1, Duration.FromHours(q.Number("gap_hours"))) : null;
        if (full > q.Now)
            return new Finding(
                $"{CountText.Of(limit, "message")} of this kind within {q.Number("days")} days {(limit == 1 ? "is" : "are")} enough.",
                gap > full ? gap : full)
                .With("limit", limit);
        return gap > q.Now ? new Finding($"The last message is less than {q.Number("gap_hours")} hours old.", gap).With("last", sent.Max(c => c.At))
            : Finding.Pass;
    }

    /// <summary>New York City: three contacts within seven days over all channels per account, and electronic ones only with consent.</summary>
    public static Finding? ThreeInSeven(Question q)
    {
        if (q.Attempt.Channel is Channels.Email or Channels.Text && q.Facts.Basis?.Kind is not ("used" or "consent"))
            return Finding.Missing("consent", "In New York City, e-mails and texts need the person's own consent or use.");
        var contacts = q.History.Where(c => c.Debt == q.Attempt.Debt && !c.Inbound && c.Excluded is null);
        return Full(contacts, q.Number("contacts"), Duration.FromDays(q.Number("days"))) is { } opens && opens > q.Now
            ? new Finding($"Within {q.Number("days")} days there were {CountText.Of(q.Number("contacts"), "contact")} about this account.", opens)
            : Finding.Pass;
    }

    // The moment at which the limit-th last contact falls out of the span, so that one more fits.
    private static Instant? Full(IEnumerable<PastContact> contacts, int limit, Duration span)
    {
        var at = contacts.Select(c => c.At.Noda()).OrderDescending().Skip(limit - 1).FirstOrDefault(Instant.MinValue);
        return at == Instant.MinValue ? null : at + span;
    }
}
