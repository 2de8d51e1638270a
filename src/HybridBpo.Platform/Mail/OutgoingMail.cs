using System.Net.Mail;

namespace HybridBpo.Platform;

/// <summary>One mail to one person.</summary>
/// <param name="To">One address without a name.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The plain text.</param>
/// <param name="Html">The same as HTML; empty for none.</param>
/// <param name="UnsubscribeUrl">Becomes List-Unsubscribe with one click; null when the mail is no mailing (an offer letter).</param>
/// <param name="ReplyTo">Where answers go; null for the sender.</param>
public sealed record OutgoingMail(string To, string Subject, string Text, string Html, string? UnsubscribeUrl, string? ReplyTo)
{
    /// <summary>What is wrong with it, in words; null when it may go. Nothing with a line break gets into a header.</summary>
    public string? Problem()
    {
        if (!IsAddress(To))
            return "The address is not one e-mail address.";
        if (ReplyTo is not null && !IsAddress(ReplyTo))
            return "The address for answers is not one e-mail address.";
        if (Subject.Length is 0 or > 500 || Subject.Any(char.IsControl))
            return "The subject is not one line of 1 to 500 characters.";
        if (UnsubscribeUrl is not null && !IsLink(UnsubscribeUrl))
            return "The opt-out link is not an http or https address.";
        return Text.Length is 0 or > 1_000_000 || Html.Length > 1_000_000 ? "The text is empty or longer than a million characters." : null;
    }

    internal static bool IsAddress(string text) =>
        text.Length <= 254 && text.All(c => c is > ' ' and < (char)127 and not ('<' or '>' or ',' or ';' or '"' or '(' or ')'))
        && MailAddress.TryCreate(text, out var address) && address.Address == text;

    private static bool IsLink(string text) =>
        text.Length <= 2000 && text.All(c => c is > ' ' and < (char)127 and not ('<' or '>' or ','))
        && Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https");
}
