using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Sorts the pieces above or beside a job's dates into title and employer.</summary>
internal static partial class JobHead
{
    public static (Piece? Title, Piece? Employer) Read(IEnumerable<LineShape> heads, bool titleFirst)
    {
        var pieces = heads.SelectMany(Piece.Of).SelectMany(AtEmployer).Select(Bare).ToList();
        if (pieces.Count == 1)
            pieces = Divided(pieces[0]);
        if (pieces.Count == 0)
            return (null, null);
        if (pieces.Count == 1)
            return Titles.Lean(pieces[0].Text) > 0 ? (pieces[0], null) : (null, pieces[0]);

        var lean = pieces.Select(p => Titles.Lean(p.Text)).ToList();
        var title = lean.Max() > 0 ? lean.IndexOf(lean.Max()) : titleFirst ? 0 : 1;
        var others = Enumerable.Range(0, pieces.Count).Where(i => i != title).ToList();
        var employer = others.OrderBy(i => lean[i]).ThenBy(i => Math.Abs(i - title)).ThenBy(i => i).First();
        return (pieces[title], pieces[employer]);
    }

    /// <summary>"Worked as Engineer", "Job profile in Firm": without the words before.</summary>
    private static Piece Bare(Piece piece) =>
        Telling().Match(piece.Text) is { Success: true } m ? piece.Sub(m.Length, piece.Length - m.Length).Trimmed() : piece;

    /// <summary>"Engineer at Firm" is two pieces.</summary>
    private static IEnumerable<Piece> AtEmployer(Piece piece)
    {
        var at = At().Match(piece.Text);
        return at.Success && Titles.Lean(piece.Text[..at.Index]) > 0
            ? [piece.Sub(0, at.Index).Trimmed(), piece.Sub(at.Index + at.Length, piece.Length - at.Index - at.Length).Trimmed()]
            : [piece];
    }

    /// <summary>One piece that names both: cut where a role meets an employer ("Analyst, Example Company"; "Nexus AI – Engineer").</summary>
    private static List<Piece> Divided(Piece piece)
    {
        Piece[]? best = null;
        var most = 1;
        foreach (Match cut in Cut().Matches(piece.Text))
        {
            var left = piece.Sub(0, cut.Index).Trimmed();
            var right = piece.Sub(cut.Index + cut.Length, piece.Length - cut.Index - cut.Length).Trimmed();
            if (left.Length == 0 || right.Length == 0 || Suffix().IsMatch(right.Text))
                continue;
            int a = Titles.Lean(left.Text), b = Titles.Lean(right.Text);
            if ((a > 0) == (b > 0) || Math.Abs(a - b) <= most)
                continue;
            most = Math.Abs(a - b);
            best = [left, right];
        }

        return best is null ? [piece] : [.. best];
    }

    [GeneratedRegex(@"^(?:job profile (?:in|with|at)|(?:currently )?(?:worked|working|interned) (?:as(?: an?)?|with|at|for|in))\s+(?=\S)",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Telling();

    [GeneratedRegex(@"\s+at\s+(?=\p{Lu})|\s+@\s*", RegexOptions.None, 1_000)]
    private static partial Regex At();

    [GeneratedRegex(@",\s+|\s+[-–—\u00AD]\s+|:\s+", RegexOptions.None, 1_000)]
    private static partial Regex Cut();

    [GeneratedRegex(@"^(?:Inc|LLC|Ltd|Limited|Corp|Co|GmbH|LP|LLP|PLC|S\.A)\b\.?(?![-\w])", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Suffix();
}
