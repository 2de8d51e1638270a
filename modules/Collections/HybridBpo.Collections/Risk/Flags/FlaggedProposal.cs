using System.Globalization;
using System.Text.Json;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Risk.Scoring;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Risk.Flags;

/// <summary>What the machine proposes for a flagged account, and why. Withheld until the person has judged.</summary>
/// <param name="Usual">The usual chance in this portfolio today.</param>
internal sealed record ProposalView(double Score, string Band, string Model, double Usual, IReadOnlyList<ScoreReason> Reasons, DateOnly AsOf,
    string Words)
{
    public static ProposalView Read(string json) => JsonSerializer.Deserialize<ProposalView>(json, JsonSerializerOptions.Web)!;
}

internal static class FlaggedProposal
{
    /// <summary>A plan when much is open or lateness is likely, a pause when hardship was told, else the usual reminders. Pure.</summary>
    public static Proposal Of(Score score, string model, double usual, long balanceMinor, long usualBillMinor, bool hardship, string currency,
        DateOnly asOf)
    {
        var choice = hardship ? FlaggedForm.PaymentHold
            : balanceMinor >= 2 * Math.Max(usualBillMinor, PlanLimits.House.LeastMinor) || score.Value >= 0.6 ? FlaggedForm.OfferPlan
            : FlaggedForm.KeepReminding;
        var (fields, words) = Terms(choice, balanceMinor, usualBillMinor, currency, asOf);
        var view = new ProposalView(Math.Round(score.Value, 4), score.Band, model, Math.Round(usual, 4), score.Reasons, asOf, words);
        return new Proposal(choice, fields, new Dictionary<string, string>(), model, JsonSerializer.Serialize(view, JsonSerializerOptions.Web));
    }

    /// <summary>The values and words with which the machine proposes a choice.</summary>
    public static (Dictionary<string, string> Fields, string Words) Terms(
        string choice, long balanceMinor, long usualBillMinor, string currency, DateOnly asOf) => choice switch
        {
            FlaggedForm.PaymentHold => (Fields(("until", asOf.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
                "Pause 30 days: hardship was told."),
            FlaggedForm.OfferPlan => Plan(balanceMinor, usualBillMinor, currency),
            _ => (Fields(), "Keep the usual reminders: little is open."),
        };

    // About a third of the usual bill on top of it, rounded up to whole units, within the limits.
    private static (Dictionary<string, string>, string) Plan(long balance, long usualBill, string currency)
    {
        var affordable = Math.Max(PlanLimits.House.LeastMinor, usualBill / 3);
        var months = (int)Math.Clamp((balance + affordable - 1) / affordable, 1, PlanLimits.House.MostMonths);
        var unit = MoneyText.Unit(currency);
        var amount = Math.Min(balance, Math.Max(PlanLimits.House.LeastMinor, ((balance + months - 1) / months + unit - 1) / unit * unit));
        months = (int)((balance + amount - 1) / amount);
        return (Fields(("amount", amount.ToString(CultureInfo.InvariantCulture)),
            ("months", months.ToString(CultureInfo.InvariantCulture))),
            months == 1 ? "The whole balance at once."
                : $"The whole balance; the last part is {MoneyText.Format(balance - amount * (months - 1), currency)}.");
    }

    private static Dictionary<string, string> Fields(params (string Name, string Value)[] fields) => fields.ToDictionary(f => f.Name, f => f.Value);
}
