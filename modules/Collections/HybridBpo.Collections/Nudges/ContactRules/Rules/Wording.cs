namespace HybridBpo.Collections.Nudges.ContactRules.Rules;

/// <summary>What must stand in the message that the person will read.</summary>
internal static class Wording
{
    public static Finding? OptOutText(Question q)
    {
        if (q.Attempt.Message is not { } message) return Finding.Missing(
            "message", "The message is not known yet, so its wording cannot be checked.");
        if (!HasAny(message.Text, q.Words("says"))) return new Finding("The wording has no clear way to opt out.");
        return q.Attempt.Channel == Channels.Email && (string.IsNullOrEmpty(message.OptOutUrl)
            || !message.Text.Contains(message.OptOutUrl, StringComparison.Ordinal))
            ? new Finding("The message does not carry its opt-out link.")
            : Finding.Pass;
    }

    /// <summary>The first message says that we try to collect a debt and use what we learn for that; later ones say who we are.</summary>
    public static Finding? MiniMiranda(Question q)
    {
        if (q.Attempt.Message is not { } message) return Finding.Missing(
            "message", "The message is not known yet, so its wording cannot be checked.");
        var first = !q.History.Any(c => c.Debt == q.Attempt.Debt && !c.Inbound && c.Kind is "sent" or "conversation");
        if (!HasAny(message.Text, q.Words("identity"))) return new Finding("The message does not say that it is from a debt collector.");
        return first && !HasAny(message.Text, q.Words("purpose"))
            ? new Finding("The first message must say that we try to collect a debt and will use what we learn for that.")
            : Finding.Pass;
    }

    private static bool HasAny(string text, IEnumerable<string> words) => words.Any(w => Flat(text).Contains(w, StringComparison.OrdinalIgnoreCase));

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
