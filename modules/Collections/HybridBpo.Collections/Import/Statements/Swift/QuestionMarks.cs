using System.Text;
using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Import.Statements.Swift;

/// <summary>The structured field 86 of German, Austrian and Polish banks: <c>166?00GUTSCHRIFT?20SVWZ+Invoice 7?32KARL KAUFMANN</c>.</summary>
internal static partial class QuestionMarks
{
    public static MtDetails? Read(string text)
    {
        // Lines break anywhere here, also within a code.
        var joined = text.Replace("\n", "");
        var start = Start().Match(joined);
        if (!start.Success) return null;
        var mark = start.Groups["mark"].Value[0];
        List<string> remittance = [];
        StringBuilder name = new();
        var (posting, last) = ("", 0);
        foreach (var (code, value) in SubFields(joined, start.Length - 1, mark))
            switch (code)
            {
                case 0:
                    posting = value;
                    break;
                case (>= 20 and <= 29) or (>= 60 and <= 63):
                    // Where a number is missing, nothing goes on from the one before.
                    if (remittance.Count > 0 && code != (last == 29 ? 60 : last + 1)) remittance.Add("");
                    remittance.Add(value);
                    last = code;
                    break;
                case 32 or 33:
                    Join(name, value);
                    break;
            }

        var words = SepaWords.Read(remittance);
        return new MtDetails(
            words.EndToEndId, BankText.Squeeze(name.ToString()), words.Remittance ?? BankText.Squeeze(posting), words.Reference);
    }

    private static IEnumerable<(int Code, string Value)> SubFields(string text, int at, char mark)
    {
        while (at < text.Length)
        {
            var next = at + 3;
            while (next < text.Length && !IsMark(next)) next++;
            if (IsMark(at)) yield return (int.Parse(text.AsSpan(at + 1, 2)), text[Math.Min(at + 3, text.Length)..next]);
            at = next;
        }

        bool IsMark(int i) => text[i] == mark && i + 2 < text.Length && char.IsAsciiDigit(text[i + 1]) && char.IsAsciiDigit(text[i + 2]);
    }

    private static void Join(StringBuilder name, string more)
    {
        if (name.Length is > 0 and < SepaWords.Width) name.Append(' ');
        name.Append(more);
    }

    [GeneratedRegex(@"^\s*(\d{3})?(?<mark>[?<>~^|])(?=\d\d)")]
    private static partial Regex Start();
}
