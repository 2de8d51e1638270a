using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Import.Statements.Swift;

/// <summary>Code words between slashes, as ING, Rabobank and ABN AMRO write them:
/// <c>/EREF/A1//CNTP/NL…/INGBNL2A/J. Smit///REMI/USTD//Invoice 7/</c>.</summary>
internal static partial class SlashCodes
{
    public static MtDetails? Read(string text)
    {
        var joined = text.Replace("\n", "").Trim();
        var codes = Code().Matches(joined);
        if (codes.Count == 0 || codes[0].Index != 0) return null;
        Dictionary<string, string> said = [];
        for (var i = 0; i < codes.Count; i++)
        {
            var (from, to) = (codes[i].Index + codes[i].Length + 1, i + 1 < codes.Count ? codes[i + 1].Index : joined.Length);
            if (to > from) said.TryAdd(codes[i].Groups["code"].Value, joined[from..to].Trim('/', ' '));
        }

        var (remittance, reference) = Remittance(Of("REMI"));
        return new MtDetails(
            BankText.Reference(Of("EREF")), BankText.Squeeze(Of("NAME")) ?? Party(Of("CNTP")), remittance,
            reference ?? BankText.Reference(Of("PREF")) ?? BankText.Reference(Of("KREF")));

        string? Of(string code) => said.GetValueOrDefault(code) is { Length: > 0 } value ? value : null;
    }

    // Account, bank, name, town.
    private static string? Party(string? text) => text?.Split('/') is { Length: > 2 } parts ? BankText.Squeeze(parts[2]) : null;

    // USTD is text; STRD a reference of the payer's, behind the name of its issuer.
    private static (string? Text, string? Reference) Remittance(string? text)
    {
        if (text is null) return (null, null);
        if (text.StartsWith("USTD/", StringComparison.Ordinal)) return (BankText.Squeeze(text[5..].Trim('/')), null);
        if (!text.StartsWith("STRD/", StringComparison.Ordinal)) return (BankText.Squeeze(text), null);
        var reference = BankText.Squeeze(text[(text.LastIndexOf('/') + 1)..]);
        return (reference, reference);
    }

    [GeneratedRegex(
        "/(?<code>EREF|PREF|KREF|MREF|MARF|IREF|RREF|RTRN|CNTP|ORDP|BENM|ULTC|ULTD|ULTB|NAME|ADDR|IBAN|BBAN|BIC|REMI|CSID|ISDT|TRCD|TRTP|PURP|INIT"
        + "|ACCW|OCMT|CHGS|EXCH|SVCL|ID|OAMT|CHG1|SUM)(?=/)")]
    private static partial Regex Code();
}
