using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Risk.Features;

/// <summary>One feature: its column, its name in words, and the sentences that explain a score.</summary>
/// <param name="Code">Column name.</param>
/// <param name="Label">In words.</param>
/// <param name="Reason">The value as a plain sentence; <c>{0}</c> is the value, rounded, and <c>#day#</c> becomes "day" or "days".</param>
/// <param name="Zero">The sentence for what rounds to zero, where it reads better.</param>
/// <param name="Missing">The sentence when there is no value.</param>
/// <param name="Less">The sentence for a value below zero, said as the value above zero.</param>
internal sealed partial record FeatureName(string Code, string Label, string Reason, string Zero, string Missing, string Less = "")
{
    public string Say(float value)
    {
        if (float.IsNaN(value)) return Missing;
        var digits = Reason.Contains('%') ? 2 : Reason.Contains("0.0", StringComparison.Ordinal) ? 1 : 0;
        var shown = Math.Round((double)value, digits) + 0d; // a zero has no sign
        if (shown == 0 && Zero.Length > 0) return Zero;
        var (words, said) = shown < 0 && Less.Length > 0 ? (Less, -shown) : (Reason, shown);
        return string.Format(CultureInfo.InvariantCulture, Noun().Replace(words, m => m.Groups[1].Value + (said == 1 ? "" : "s")), said);
    }

    [GeneratedRegex("#([a-z]+)#")]
    private static partial Regex Noun();
}

/// <summary>The features of the portfolio model, in column order.</summary>
internal static class FeatureNames
{
    /// <summary>The column that holds what came true.</summary>
    public const string Outcome = "late30_within90";

    public static readonly IReadOnlyList<FeatureName> All =
    [
        new("days_past_due", "Days late today", "{0:0} #day# late today", "Nothing is late today", ""),
        new("max_days_late_6m", "Most days late in six months", "Up to {0:0} #day# late in the last 6 months", "Never late in the last 6 months", ""),
        new("months_late30_6m", "Month ends 30 days late, six months", "30 days late at {0:0} of the last 6 month ends",
            "Not once 30 days late in the last 6 months", ""),
        new("months_late30_12m", "Month ends 30 days late, twelve months", "30 days late at {0:0} of the last 12 month ends",
            "Not once 30 days late in the last 12 months", ""),
        new("bills_late_3m", "Bills paid late, three months", "{0:0} #bill# paid over 5 days late in the last 3 months",
            "No bill paid late in the last 3 months", ""),
        new("bills_late_6m", "Bills paid late, six months", "{0:0} #bill# paid over 5 days late in the last 6 months",
            "No bill paid late in the last 6 months", ""),
        new("bills_late_12m", "Bills paid late, twelve months", "{0:0} #bill# paid over 5 days late in the last 12 months",
            "No bill paid late in the last 12 months", ""),
        new("paid_to_billed_3m", "Paid to billed, three months", "Paid {0:0 %} of what fell due in the last 3 months",
            "Paid nothing of what fell due in the last 3 months", "Nothing fell due in the last 3 months",
            "More was returned than paid in the last 3 months"),
        new("paid_to_billed_6m", "Paid to billed, six months", "Paid {0:0 %} of what fell due in the last 6 months",
            "Paid nothing of what fell due in the last 6 months", "Nothing fell due in the last 6 months",
            "More was returned than paid in the last 6 months"),
        new("returned_6m", "Returned payments", "{0:0} #payment# returned in the last 6 months", "No payment was returned in the last 6 months", ""),
        new("partial_6m", "Partial payments", "{0:0} #payment# in the last 6 months covered only part of a bill",
            "No partial payment in the last 6 months", ""),
        new("balance_to_bill", "Balance to the usual bill", "The balance is {0:0.0} × the usual bill", "Nothing is owed", "No usual bill is known",
            "The balance is a credit of {0:0.0} × the usual bill"),
        new("overdue_to_bill", "Overdue to the usual bill", "What is overdue is {0:0.0} × the usual bill", "Nothing is overdue",
            "No usual bill is known"),
        new("balance_change_3m", "Change of the balance in three months", "The balance grew by {0:0.0} × the usual bill in 3 months",
            "The balance is as it was 3 months ago", "No usual bill is known", "The balance fell by {0:0.0} × the usual bill in 3 months"),
        new("days_since_payment", "Days since the last payment", "{0:0} #day# since the last payment", "Paid today", "Has not paid yet"),
        new("delay_3m", "Usual delay, three months", "Bills are paid {0:0} #day# after their day, on average of 3 months",
            "Bills are paid on their day", "No bill was paid in the last 3 months", "Bills are paid {0:0} #day# before their day"),
        new("delay_change", "Change of the usual delay", "Pays {0:0} #day# later than half a year before", "Pays as late as half a year before",
            "Too little history to compare delays", "Pays {0:0} #day# earlier than half a year before"),
        new("bill_change", "Last bill to the usual bill", "The last bill is {0:0.0} × the usual one", "", "No usual bill is known"),
        new("promises_6m", "Promises to pay", "{0:0} #promise# to pay in the last 6 months", "No promise to pay in the last 6 months", ""),
        new("promises_broken_6m", "Broken promises", "{0:0} #promise# not kept in the last 6 months",
            "No promise was broken in the last 6 months", ""),
        new("months_known", "Months known", "Known for {0:0} #month#", "New this month", ""),
    ];

    /// <summary>Columns that the portfolio can build.</summary>
    public static readonly IReadOnlySet<string> Known = All.Select(f => f.Code).ToHashSet();

    private static readonly string[] ProhibitedWords =
        ["age", "dob", "birth", "sex", "gender", "race", "ethnic", "religion", "nationality", "nationalorigin", "marital", "color", "disability",
            "publicassistance"];

    /// <summary>Is this a basis on which no credit decision may stand (15 USC 1691, Regulation B)? Judged by the words of the column's
    /// name.</summary>
    public static bool IsProhibited(string column)
    {
        var words = Regex.Split(column, "(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+").Select(w => w.ToLowerInvariant())
            .ToList();
        var joined = string.Concat(words);
        return words.Any(w => ProhibitedWords.Any(p => w == p || p.Length > 4 && w.StartsWith(p, StringComparison.Ordinal)))
            || joined is "nationalorigin" or "publicassistance" or "dateofbirth" || joined.StartsWith("maritalstatus", StringComparison.Ordinal);
    }
}
