using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Import.Statements.Swift;

/// <summary>Fields 90D and 90C: how many debits and credits there are, and their sums.</summary>
internal sealed partial class MtTotals
{
    private readonly List<(MtField Field, int Count, string Currency, string Sum)> said = [];

    [GeneratedRegex(@"^(?<count>\d{1,5})(?<currency>[A-Z]{3})(?<sum>\d[\d,]*)$")]
    public static partial Regex Shape();

    public void Say(MtField field)
    {
        if (Shape().Match(field.Joined.Trim()) is { Success: true } match)
            said.Add((field, int.Parse(match.Groups["count"].Value), match.Groups["currency"].Value, match.Groups["sum"].Value));
    }

    private static string Plain(Int128 minor, string currency) =>
        ((decimal)minor / MoneyText.Unit(currency)).ToString("F" + MoneyText.Digits(currency), CultureInfo.InvariantCulture).Replace('.', ',');

    public void Check(StatementDraft draft)
    {
        foreach (var (field, count, currency, sum) in said)
        {
            var credit = field.Tag == "90C";
            var entries = draft.Entries.Where(e => e.Credit == credit).ToList();
            Int128 total = 0;
            foreach (var entry in entries) total += entry.AmountMinor;
            if (BankAmount.Read(sum, currency, ',').Is(out var minor, out _) && (entries.Count != count || total != minor))
                draft.Problem($"line {field.Line}", $"Field {field.Tag} says {CountText.Of(count, credit ? "credit" : "debit")} of {sum} {currency}, "
                    + $"here {(entries.Count == 1 ? "is" : "are")} {entries.Count:N0} of {Plain(total, currency)}. "
                    + "Ask the bank whether entries are missing.");
        }
    }
}
