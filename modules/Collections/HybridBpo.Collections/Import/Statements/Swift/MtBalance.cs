using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Import.Statements.Swift;

/// <summary>Fields 60F, 60M, 62F and 62M: <c>C131231EUR4433,52</c>.</summary>
internal static partial class MtBalance
{
    /// <param name="note">What a person should know although it was read.</param>
    public static Result<BankBalance> Read(string text, out string? note)
    {
        note = null;
        var match = Shape().Match(text.Trim());
        if (!match.Success) return new BadAmount($"\"{Short(text)}\" is no balance such as C260131EUR12,50.");
        var currency = match.Groups["currency"].Value;
        if (!BankAmount.Read(match.Groups["amount"].Value, currency, ',').Is(out var minor, out var refusal)) return refusal;
        var day = BankDate.Yymmdd(match.Groups["date"].Value, out note);
        if (day is null) note = $"\"{match.Groups["date"].Value}\" is no day: the date of the balance is left open.";
        return new BankBalance(day, match.Groups["mark"].Value == "D" ? -minor : minor, currency);
    }

    private static string Short(string text) => BankText.Clean(text) is { } clean ? clean.Length > 40 ? clean[..40] + "…" : clean : "";

    [GeneratedRegex(@"^(?<mark>[CD])(?<date>\d{6})(?<currency>[A-Z]{3})(?<amount>[\d.,]+)$")]
    private static partial Regex Shape();
}
