using NodaTime;

namespace HybridBpo.Collections.Nudges.ContactRules.Rules;

/// <summary>What protects a person: each of these can only ever close the way.</summary>
internal static class Protections
{
    public static Finding? OptedOut(Question q)
    {
        var said = q.Facts.OptOuts.Where(o => Covers(o, q.Attempt)).ToList();
        if (said.Count == 0) return Finding.Pass;
        var first = said.Min(o => o.At);
        var confirmed = q.History.Any(c => c.Purpose == Purposes.OptOutConfirmation && c.Channel == q.Attempt.Channel && c.At >= first);
        return q.Attempt.Purpose == Purposes.OptOutConfirmation && !confirmed
            ? Finding.Pass
            : new Finding("The person asked us not to use this way.").With("scope", said[0].Scope).With("since", first);
    }

    public static Finding? Cease(Question q) =>
        q.Facts.CeasedAt is not { } at || q.Attempt.Purpose is Purposes.Termination or Purposes.Remedy
            ? Finding.Pass
            : new Finding("The person asked us in writing to stop, or refused to pay.").With("receivedAt", at);

    public static Finding? Represented(Question q) =>
        q.Facts.Attorneys.FirstOrDefault(a => (a.Debt is null || a.Debt == q.Attempt.Debt) && !a.Unresponsive && !a.Consents) is { } attorney
            ? new Finding("An attorney represents this person for this debt.").With("since", attorney.Since)
            : Finding.Pass;

    public static Finding? Disputed(Question q) =>
        q.Attempt.Purpose is not (Purposes.Verification or Purposes.ValidationNotice)
        && q.Facts.Disputes.FirstOrDefault(d => d.Debt == q.Attempt.Debt && !(d.VerificationSentAt <= q.Now.ToDateTimeOffset())) is { } open
            ? new Finding(open.Kind == "original-creditor"
                ? "The person asked for the original creditor; we answer first." : "This debt is disputed; we send the proof first.")
                    .With("openedAt", open.OpenedAt)
            : Finding.Pass;

    public static Finding? Deceased(Question q) => q.Facts.DeceasedAt is { } at
        ? new Finding("The person has died; a specialist looks at who may be written to.").With("knownSince", at) : Finding.Pass;

    public static Finding? Bankrupt(Question q) => q.Facts.BankruptAt is { } at
        ? new Finding("A bankruptcy petition is filed: the automatic stay forbids collection.").With("filedAt", at) : Finding.Pass;

    public static Finding? Breathing(Question q)
    {
        var now = q.Now.ToDateTimeOffset();
        var running = q.Facts.BreathingSpaces.Where(b => b.Until is not { } until || until > now).ToList();
        if (running.Count == 0) return Finding.Pass;
        var until = running.All(b => b.Until is not null) ? running.Max(b => b.Until) : null;
        return new Finding("A breathing-space moratorium is running.", until is { } end ? Instant.FromDateTimeOffset(end) : null)
            .With("from", running.Min(b => b.From)).With("until", until);
    }

    private static bool Covers(OptOut said, Attempt attempt) => said.Scope switch
    {
        "all" => true,
        "address" => said.Address is null || string.Equals(said.Address.Trim(), attempt.Address?.Trim(), StringComparison.OrdinalIgnoreCase),
        var channel => channel == attempt.Channel || !Channels.All.Contains(channel),
    };
}
