namespace HybridBpo.Collections.Nudges.ContactRules.Rules;

/// <summary>Whoever does not know what a dialer did yesterday cannot count to seven: what is not known is taken for too many.</summary>
internal static class CallDataRule
{
    public static Finding? Check(Question q)
    {
        if (q.Facts.CallData is not { } data) return Finding.Pass;
        var hours = data.Hours ?? q.Number("hours");
        if (data.KnownUntil is not { } known)
            return Missing("No file of the dialer's calls has come for this client yet, so its calls are not known.");
        if (data.Waiting) return Finding.Missing(
            "call-data", "A row of the dialer's file about this person waits in quarantine, so it is not known how often they were called. "
                + "Repair the row on the page of the file, or leave it out.");
        return q.Now <= data.Fresh(known.Noda(), hours) ? Finding.Pass
            : Missing($"The last file of the dialer's calls is older than {CountText.Of(hours, "hour")}, so calls since then are not known.")
                .With("knownUntil", known).With("hours", hours);
    }

    private static Finding Missing(string why) => Finding.Missing(
        "call-data", $"{why} Load the dialer's newest file; or a supervisor vouches under Facts that every call is known.");
}
