using System.Globalization;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges.ContactRules;
using NodaTime;

namespace HybridBpo.Collections.Nudges;

/// <summary>One line of the contact budget meter.</summary>
/// <param name="Limit">How many fit; 0 = no cap.</param>
/// <param name="Shut">Left, but closed by another rule.</param>
/// <param name="Next">The next time in a word or two: "now", a clock time, or "closed".</param>
internal sealed record BudgetLine(
    string Channel, string Label, string Icon, int Used, int Limit, bool Shut, string Words, string? Why, string Next = "");

/// <summary>How many contacts are left per channel for one person and debt, and when the next one may be made.</summary>
internal static class ContactBudget
{
    private static readonly RenderedMessage Lawful = new()
    {
        Text = "A message from a debt collector, trying to collect a debt. You may dispute it. Unsubscribe: https://x.example/o",
        OptOutUrl = "https://x.example/o",
    };

    public static (IReadOnlyList<BudgetLine> Lines, string? Note) Of(
        ContactFile file, AccountRow account, DateTimeOffset now, string zone)
    {
        var contacts = file.Person.Contacts;
        int Since(string channel, string? debt) => contacts.Where(c =>
            c.Channel == channel && !c.Inbound && c.Excluded is null && c.At > now.AddDays(-7) && (debt is null || c.Debt == debt))
            .DistinctBy(c => (c.AttemptId, c.At)).Count();
        var rules = RuleBook.Shipped.Rules.ToDictionary(r => r.Id);
        BudgetLine[] lines =
        [
            Line(Channels.Call, "Call", "phone", Since(Channels.Call, account.Reference), rules["CALL-7"].Numbers["calls"], file.Phone),
            Line(Channels.Text, "Text", "message", Since(Channels.Text, null), rules["HOUSE-CAP"].Numbers["text_limit"], file.Phone),
            Line(Channels.Email, "E-mail", "mail", Since(Channels.Email, null), rules["HOUSE-CAP"].Numbers["email_limit"], file.Mail),
        ];
        var zones = file.Zones(account);
        var note = zones.FirstOrDefault(z => z.Zone == PlausibleZone.Unknown) is { } odd
            ? $"{(odd.Source == "phone" ? "A number" : "An address")} of this person could not be placed in a time zone, "
                + "so nothing may be sent or dialled."
            : zones.Count > 1
            ? $"{zones.Count} time zones are plausible ({string.Join(", ", zones.Select(z => $"{LocalDays.City(z.Zone)} by {z.Source}"))}): "
                + "all must be awake."
            : zones.Count == 1 ? $"Times count in {LocalDays.City(zones[0].Zone)}, "
                + (zones[0].Source == "attested" ? "as somebody vouched for." : $"by {zones[0].Source}.")
                : "No time zone is known, so nothing may be sent or dialled.";
        return (lines, note);

        BudgetLine Line(string channel, string label, string icon, int used, int limit, AddressRow? address)
        {
            var attempt = new Attempt
            {
                Channel = channel,
                Debt = account.Reference,
                Address = address?.Value,
                Message = channel == Channels.Call
                ? null : Lawful
            };
            var facts = file.FactsFor(account, address);
            var verdict = ContactCheck.Evaluate(attempt, facts, contacts, now);
            var next = ContactCheck.NextPossible(attempt, facts, contacts, now);
            var left = Math.Max(0, limit - used);
            var first = verdict.Blocks.OrderByDescending(b => b.EarliestAt is null).ThenBy(b => b.RuleId == "SENDING-OFF")
                .ThenByDescending(b => b.EarliestAt).FirstOrDefault();
            var time = first is null ? "now" : next is { } at ? Clock(at, zone) : "closed";
            var call = channel == Channels.Call;
            var words = (call, time) switch
            {
                (true, "now") => $"{left} left, may call now",
                (false, "now") => $"{left} left, may be sent now",
                (true, "closed") => "may not call",
                (false, "closed") => "closed",
                (true, _) => $"not before {time}",
                _ => $"closed until {time}",
            };
            return new BudgetLine(channel, label, icon, Math.Min(used, limit), limit, first is not null, words,
                first is null ? null : $"{first.Reason} {first.RuleId}", time);
        }
    }

    /// <summary>A moment as a clock shows it there: "Fri 16 Oct 09:00 America/New_York".</summary>
    public static string Clock(DateTimeOffset at, string zone) => ClockText.Format(at, zone, at, "full");
}
