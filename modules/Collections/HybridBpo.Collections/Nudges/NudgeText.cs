using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Nudges.Strategies;

namespace HybridBpo.Collections.Nudges;

/// <summary>One line of a consolidated reminder.</summary>
internal sealed record NudgeLine(string Reference, long AmountMinor, DateOnly DueOn, string Product);

/// <summary>Addresses in a mail: where e-mails are stopped, and the person's own page.</summary>
/// <param name="OwnPage">Null when too little is known of the person to make sure that it is them.</param>
internal sealed record MailLinks(string OptOut, string? OwnPage);

/// <summary>Fills in the texts of reminders. The closing with identity, rights and opt-out is the same for all and cannot be left out.</summary>
internal static partial class NudgeText
{
    private static readonly ConcurrentDictionary<string, string> Texts = [];

    public static Result<RenderedMessage> Render(
        string template, Letterhead letterhead, Client client, string name, IReadOnlyList<NudgeLine> lines, MailLinks links)
    {
        var first = lines.MinBy(l => l.DueOn)!;
        var product = lines.Select(l => l.Product).Distinct().Count() == 1 ? first.Product : "";
        return Render(template, letterhead, client, name, product, lines.Sum(l => l.AmountMinor), links, new()
        {
            ["dueOn"] = Day(first.DueOn),
            ["accounts"] = lines.Select(l => (object?)new Dictionary<string, object?>
            {
                ["reference"] = l.Reference,
                ["amount"] = MoneyText.Format(l.AmountMinor, client.Currency),
                ["dueOn"] = Day(l.DueOn),
            }).ToList(),
        });
    }

    /// <summary>The letter that offers a plan: every part with its amount and day.</summary>
    public static Result<RenderedMessage> RenderPlan(
        Letterhead letterhead, Client client, string name, string reference, string product, PlanTerms terms, MailLinks links) =>
        Render(NudgeStep.PlanLetter.Template, letterhead, client, name, product, terms.TotalMinor, links, new()
        {
            ["reference"] = reference,
            ["payments"] = terms.Months == 1 ? "one payment" : $"{terms.Months} payments",
            ["parts"] = terms.Instalments.Select(i => (object?)new Dictionary<string, object?>
            {
                ["number"] = i.Number,
                ["amount"] = MoneyText.Format(i.AmountMinor, client.Currency),
                ["dueOn"] = Day(i.DueOn),
            }).ToList(),
        });

    private static Result<RenderedMessage> Render(
        string template, Letterhead letterhead, Client client, string name, string product, long amountMinor, MailLinks links,
            Dictionary<string, object?> values)
    {
        values["name"] = name.Length > 0 ? name : "customer";
        values["firm"] = letterhead.Firm;
        values["replyTo"] = letterhead.ReplyTo;
        values["client"] = client.Name;
        values["product"] = product.Length > 0 ? product.ToLowerInvariant() : client.Name;
        values["amount"] = MoneyText.Format(amountMinor, client.Currency);
        (values["optOut"], values["ownPage"]) = (links.OptOut, links.OwnPage);
        if (!Templates.RenderText(Text(template) + Text("closing"), values).Is(out var text, out var refusal)) return refusal;
        var end = text.IndexOf('\n');
        return new RenderedMessage { Subject = text[..end].Trim(), Text = text[(end + 1)..].Trim() + "\n", OptOutUrl = links.OptOut };
    }

    /// <summary>The same words as HTML, addresses as links.</summary>
    public static string Html(RenderedMessage message) => $"<!doctype html><html lang=\"en\"><body>{Paragraphs(message.Text)}</body></html>";

    public static string Paragraphs(string text)
    {
        var paragraphs = text.Trim().Split("\n\n")
            .Select(p => $"<p>{string.Join("<br>", p.Split('\n').Select(l => WebUtility.HtmlEncode(l.Trim())))}</p>");
        return Link().Replace(string.Join("", paragraphs), found => $"<a href=\"{found.Value}\">{found.Value}</a>");
    }

    [GeneratedRegex(@"https?://[A-Za-z0-9._~:/?#@!$&*+,;=%-]*[A-Za-z0-9/_=-]")]
    private static partial Regex Link();

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Text(string name) => Texts.GetOrAdd(name, n =>
    {
        using var stream = typeof(NudgeText).Assembly.GetManifestResourceStream($"HybridBpo.Collections.Nudges.Templates.{n}.hbs")
            ?? throw new InvalidOperationException($"There is no template {n}.");
        return new StreamReader(stream).ReadToEnd();
    });
}
