using System.Text;
using System.Text.RegularExpressions;
using HybridBpo.Hro.Decisions;

namespace HybridBpo.Hro.Samples;

/// <summary>Finds words in a masked resume as people see it. Pure.</summary>
internal static partial class VisibleWords
{
    public const int Least = 2, Most = 300;

    // Stands for what is masked; no quote can hold it.
    private const char Masked = '\uFFFC';

    /// <summary>Where the words stand in one line, verbatim but for the width of spaces; null when they do not.</summary>
    public static Proof? Find(IReadOnlyList<Sheet> sheets, string words)
    {
        var wanted = Spaces().Replace(words, " ").Trim();
        if (wanted.Length is < Least or > Most || wanted.Contains(Masked))
            return null;
        return sheets.SelectMany(sheet => sheet.Lines.Select(line => In(line, sheet.Page, wanted))).FirstOrDefault(proof => proof is not null);
    }

    private static Proof? In(SheetLine line, int page, string wanted)
    {
        var text = new StringBuilder();
        var places = new List<(int From, string Text, Spot? Spot)>();
        foreach (var piece in line.Pieces)
        {
            var shown = piece.Mask.Length > 0 ? Masked.ToString() : Spaces().Replace(piece.Text, " ").Trim();
            if (text.Length > 0)
                text.Append(' ');
            places.Add((text.Length, shown, piece.Mask.Length > 0 ? null : piece.Spot));
            text.Append(shown);
        }

        var at = text.ToString().IndexOf(wanted, StringComparison.Ordinal);
        return at < 0 ? null : new Proof(wanted, page, line.Number, Around(places, at, at + wanted.Length));
    }

    private static Spot? Around(List<(int From, string Text, Spot? Spot)> places, int from, int to)
    {
        var parts = places.Where(p => p.Spot is not null && p.From < to && p.From + p.Text.Length > from)
            .Select(p => Part(p.Spot!, p.Text.Length, Math.Max(0, from - p.From), Math.Min(p.Text.Length, to - p.From))).ToList();
        return parts.Count == 0 ? null : new Spot(parts.Min(s => s.X0), parts.Min(s => s.Y0), parts.Max(s => s.X1), parts.Max(s => s.Y1));
    }

    private static Spot Part(Spot whole, int length, int from, int to)
    {
        var letter = (whole.X1 - whole.X0) / length;
        return whole with { X0 = Math.Round(whole.X0 + (letter * from), 2), X1 = Math.Round(whole.X0 + (letter * to), 2) };
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
