using System.Text.RegularExpressions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Applications.Reading;

/// <summary>A stretch of a cell's text that is covered.</summary>
internal readonly record struct Covered(int Start, int Length, string Kind);

/// <summary>Finds in the visible text what the masked text covers, so that both words and boxes can be covered.</summary>
internal static partial class CellMask
{
    /// <summary>
    /// What is covered in each cell of a line. Where masked and visible text do not fit together the whole cell is covered: rather too much than a
    /// name.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<Covered>> OfLine(Line line, string masked)
    {
        var cells = masked.Split("  ");
        return cells.Length == line.Cells.Count
            ? [.. line.Cells.Select((cell, i) => Of(cell.Text, cells[i]))]
            : [.. line.Cells.Select(cell => Whole(cell.Text))];
    }

    public static IReadOnlyList<Covered> Of(string text, string masked)
    {
        var covered = new List<Covered>();
        var (at, kind) = (0, "");
        foreach (var part in Tokens().Split(masked).Where(p => p.Length > 0))
        {
            if (Tokens().IsMatch(part) && part[0] == '[' && part[^1] == ']')
            {
                kind = kind.Length > 0 ? kind : part[1..^1];
                continue;
            }

            var found = text.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0 || (kind.Length == 0 && found != at))
                return Whole(text);
            if (kind.Length > 0)
                covered.Add(new Covered(at, found - at, kind));
            (at, kind) = (found + part.Length, "");
        }

        if (kind.Length > 0)
            covered.Add(new Covered(at, text.Length - at, kind));
        else if (at != text.Length)
            return Whole(text);
        return covered;
    }

    private static IReadOnlyList<Covered> Whole(string text) => [new Covered(0, text.Length, "text")];

    [GeneratedRegex(@"(\[(?:name|email|phone|address|photo|link|birth|gender|family)\])")]
    private static partial Regex Tokens();
}
