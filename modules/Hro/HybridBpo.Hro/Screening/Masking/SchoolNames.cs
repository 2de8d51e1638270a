using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Covers schools and the years at them: those of the education part wherever they are named, and others outside the work told.</summary>
internal sealed partial class SchoolNames
{
    private readonly IReadOnlyList<Regex> known;
    private readonly IReadOnlyList<Regex> likely;
    private readonly HashSet<string> employers;

    public SchoolNames(Resume resume)
    {
        var named = resume.Education.Select(e => e.Institution?.Value).OfType<string>().Where(t => t.Length > 2)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToLookup(Titles.LooksLikeInstitution);
        // "State University, Springfield" is named without its town elsewhere.
        var parts = named[true].SelectMany(n => Pieces().Matches(n).Select(m => m.Value.Trim()))
            .Where(p => p.Contains(' ') && Titles.LooksLikeInstitution(p));
        (known, likely) = ([.. named[true].Union(parts).OrderByDescending(n => n.Length).Select(Whole)], [.. named[false].Select(Whole)]);
        employers = resume.Work.Select(w => w.Name?.Value).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Known schools, and what says of itself that it is one's school.</summary>
    public void Paint(string text, Coverage coverage)
    {
        foreach (Match m in known.Append(Alumni()).SelectMany(k => k.Matches(text)))
            coverage.Add(m.Index, m.Value.TrimEnd('.', ',', ' ').Length, "school");
        foreach (Match m in Finished().Matches(text))
            coverage.Add(m.Groups["year"].Index, m.Groups["year"].Length, "school year");
    }

    /// <summary>Any school by its form, where no job is told.</summary>
    public void PaintAny(string text, Coverage coverage)
    {
        foreach (Match m in Form().Matches(text).Where(m => !employers.Contains(m.Value)))
            coverage.Add(m.Index, m.Length, "school");
    }

    /// <summary>A line of the education part: schools by their words, and dates.</summary>
    public void PaintEducation(string text, bool nearDegree, Coverage coverage)
    {
        foreach (Match m in likely.SelectMany(k => k.Matches(text)))
            coverage.Add(m.Index, m.Length, "school");
        foreach (Match piece in Pieces().Matches(text))
        {
            if (piece.Value.Trim() is { Length: > 2 and < 80 } words && Titles.LooksLikeInstitution(words) && Degrees.Find(words) is null)
                coverage.Add(piece.Index, piece.Length, "school");
        }

        foreach (Match m in Form().Matches(text))
            coverage.Add(m.Index, m.Length, "school");
        // "Princeton, NJ" beside a covered school would name it.
        if (nearDegree && Places.Inside(text) is var (start, length))
            coverage.Add(start, length, "school");
        foreach (var date in nearDegree ? Dates.Find(text) : [])
            coverage.Add(date.Start, date.Length, "school year");
    }

    private static Regex Whole(string text)
    {
        var words = string.Join(@"\s+", text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Regex.Escape));
        return new Regex($@"(?<![\p{{L}}\d]){words}(?![\p{{L}}\d])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(2));
    }

    [GeneratedRegex(@"[^,|;·•()–—]+", RegexOptions.None, 2_000)]
    private static partial Regex Pieces();

    private const string Proper = @"\p{Lu}[\p{L}.'’&-]*";

    [GeneratedRegex(@"(?!Alum|Graduate|Student|Studied|The |From |At )(?:" + Proper + @" (?:of |and |& |the |de |del )?){1,5}(?:University"
        + @"|College|Polytechnic|Institute of \p{Lu}\p{L}+|(?:Business|Law|Medical|High|Grammar) School|School of \p{Lu}\p{L}+"
        + @"|Universität|Hochschule|Üniversitesi)\b(?: (?:of|at|in) (?:the )?" + Proper + @"(?:,? (?:at )?" + Proper + @"){0,2})?"
        + @"|\b(?:University|College|Universit[yéà]|Universidad|Universidade|Universität|Institute of Technology|Indian Institute of \p{Lu}\p{L}+"
        + @"|École|Escuela|Politecnico|IIT|IIM|NIT) "
        + @"(?:of |at |de |di |do |für |della |degli Studi di )?(?:the |la )?" + Proper + @"(?:[ -](?:at |of "
        + @"|- )?" + Proper + @"){0,4}", RegexOptions.None, 2_000)]
    private static partial Regex Form();

    [GeneratedRegex(@"(?<![\p{L}\d])(?:" + Proper + @" ){1,3}(?=(?:graduate|grad|alum(?:na|nus|ni|nae)?|educated|dropout)\b)"
        + @"|(?<=\b(?:[Aa]lum(?:na|nus|ni|nae|) of|[Gg]raduate of|[Gg]raduated from|[Ss]tudied at|[Dd]egree from|educated at|student at) (?:the )?)"
        + Proper + @"(?: (?:of |at |and )?" + Proper + @"){0,4}", RegexOptions.None, 2_000)]
    private static partial Regex Alumni();

    [GeneratedRegex(@"\b(?:class of|graduated(?: in| from [^.\d]{3,60}? in)?|graduation:?|batch of)\s+(?:\p{L}{3,9}\.? )?(?<year>(?:19"
        + @"|20)\d\d)", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Finished();
}
