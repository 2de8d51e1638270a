using System.Globalization;
using System.Text.RegularExpressions;
using HybridBpo.Hro.Requisitions;

namespace HybridBpo.Hro.Screening;

/// <summary>Experience, degree, certificate, language, place and permit.</summary>
internal static partial class OtherVerdicts
{
    public static CriterionVerdict Experience(Criterion criterion, Evidence evidence)
    {
        var years = criterion.Years ?? 0;
        var jobs = evidence.Jobs.ToList();
        var (least, most) = Career.Years(jobs.Select(j => j.Span));
        var first = jobs.OrderBy(j => j.Span.EarliestStart).Select(j => j.Job.Dates!.Quote).FirstOrDefault();
        if (criterion.Terms.Select(t => TermVerdict.Of(criterion, t, evidence)).FirstOrDefault(v => v.Verdict == CriterionVerdict.Meets) is { } named)
            return named;
        if (first is not null && least >= years - 0.1)
            return OfWhichKind(criterion) is { } kind
                ? Say(criterion, CriterionVerdict.Unclear, first, string.Create(CultureInfo.InvariantCulture, $"Jobs add up to at least "
                    + $"{YearWords.Of(least)}; how much of it is {kind} is for a person to say. The first is quoted."))
                : Say(criterion, CriterionVerdict.Meets, first, string.Create(CultureInfo.InvariantCulture, $"Jobs add up to at least "
                    + $"{YearWords.Of(least)} under every reading; the first is quoted."));
        foreach (var (_, cell) in evidence.Cells)
        {
            if (YearsClaims.Find(cell.Text).FirstOrDefault(c => c.Years >= years
                && cell.Text.Contains("experience", StringComparison.OrdinalIgnoreCase)) is { } claim)
                return Say(criterion, jobs.Count == 0 && OfWhichKind(criterion) is null ? CriterionVerdict.Meets : CriterionVerdict.Unclear,
                    VisibleText.Around(cell, claim.Start, claim.Length),
                    jobs.Count == 0 ? "The file names the years." : string.Create(CultureInfo.InvariantCulture, $"The file names the years; its "
                        + $"jobs show {YearWords.Span(least, most)}."));
        }

        return first is not null && most + 1 < years
            ? Say(criterion, CriterionVerdict.NotMet, first, $"Jobs add up to at most {YearWords.Of(most)} under every reading; the first is quoted.")
            : Say(criterion, CriterionVerdict.Unclear, first, first is null
                ? "The rules can read no job with dates in the file: ask."
                : $"Jobs add up to {YearWords.Span(least, most)}; {YearWords.Asked(years)}.");
    }

    /// <summary>What the years must have been spent on, when the job says so; null when any work counts.</summary>
    private static string? OfWhichKind(Criterion criterion) =>
        criterion.Terms.Count > 0 ? string.Join(", ", criterion.Terms) : Relevant().Match(criterion.Label) is { Success: true } m ? m.Value : null;

    public static CriterionVerdict Degree(Criterion criterion, Evidence evidence)
    {
        var degrees = evidence.Resume.Education.Where(e => e.StudyType is not null)
            .Select(e => (Entry: e, Level: Degrees.LevelOf(e.StudyType!.Value), Done: e.Dates?.Value is not { } d
            || (!d.Ongoing && (d.End is null || d.End.Value.Earliest <= evidence.AsOf))))
            .OrderByDescending(d => d.Level).ToList();
        if (degrees.Count == 0)
            return Say(criterion, CriterionVerdict.Unclear, null, "The file names no degree that the rules can read.");
        var best = degrees.FirstOrDefault(d => d.Done && d.Level >= criterion.DegreeLevel && FieldAgrees(criterion, d.Entry));
        if (best.Entry is not null)
            return Say(criterion, CriterionVerdict.Meets, best.Entry.StudyType!.Quote, "A degree of the level asked for is named.");
        var top = degrees[0];
        if (top.Level >= criterion.DegreeLevel)
            return Say(criterion, CriterionVerdict.Unclear, top.Entry.StudyType!.Quote, top.Done ? "The level fits; whether the field fits is for "
                + "a person to say." : "The degree is not finished yet.");
        return Say(criterion, criterion.OrEquivalent ? CriterionVerdict.Unclear : CriterionVerdict.NotMet, top.Entry.StudyType!.Quote,
            criterion.OrEquivalent ? "The degree named is below the level; equivalent practice counts as well." : "The highest degree named is "
                + "below the level asked for.");
    }

    private static bool FieldAgrees(Criterion criterion, EducationEntry entry)
    {
        if (criterion.Terms.Count == 0)
            return true;
        var field = Words((entry.Area?.Value ?? "") + ' ' + entry.StudyType!.Value).ToList();
        return criterion.Terms.Select(t => Words(t).Where(w => w.Length > 3
            && w is not ("degree" or "field" or "related" or "technical" or "relevant" or "similar")).ToList())
            .Any(words => words.Count > 0 && words.All(field.Contains));
    }

    private static IEnumerable<string> Words(string field) => WordSequence.Bare(field).SelectMany(w => w switch
    {
        "cse" or "cs" => ["computer", "science"],
        "math" or "maths" or "mathematics" => ["mathematic"],
        _ => new[] { w.Length > 4 ? w.TrimEnd('s') : w },
    });

    public static CriterionVerdict Certificate(Criterion criterion, Evidence evidence)
    {
        CriterionVerdict? other = null;
        foreach (var term in criterion.Terms.Select(Phrases.Core).Where(t => t.Length > 0))
        {
            var mentions = Mentions.Of(term, evidence).Where(m => term.Length > 4 || evidence.SectionOf(m.Line) == SectionKind.Certificates
                || CertificateWord().IsMatch(m.Quote.Text) || m.Cell.Text.Substring(m.Start, m.Length) == term).ToList();
            if (mentions.FirstOrDefault(m => m.Claim is Claim.Made or Claim.Passing) is { } held)
                return Say(criterion, CriterionVerdict.Meets, held.Quote, $"{term} is named.");
            if (mentions.FirstOrDefault() is { } open)
                other ??= Say(criterion, open.Claim == Claim.Denied ? CriterionVerdict.NotMet : CriterionVerdict.Unclear, open.Quote,
                    open.Claim == Claim.Denied ? "The file says so." : $"{term} is named as not finished yet.");
        }

        return other ?? Say(criterion, CriterionVerdict.Unclear, null, "The file does not mention it; that is no proof against it.");
    }

    public static CriterionVerdict Language(Criterion criterion, Evidence evidence)
    {
        var language = criterion.Terms.FirstOrDefault() ?? criterion.Label;
        var pattern = SkillTable.Pattern([language]);
        CriterionVerdict? mention = null;
        foreach (var (line, cell) in evidence.Cells)
        {
            if (pattern.Match(cell.Text) is not { Success: true } m)
                continue;
            var quote = VisibleText.Around(cell, m.Index, m.Length);
            var near = Clause(cell.Text, m, evidence.Text.Lines[line]);
            if (LowLevel().IsMatch(near) && !HighLevel().IsMatch(near))
                return Say(criterion, AsksMuch().IsMatch(criterion.Label) ? CriterionVerdict.NotMet : CriterionVerdict.Unclear, quote,
                    $"{language} is named with a low level.");
            if (HighLevel().IsMatch(near) || (evidence.SectionOf(line) == SectionKind.Languages && !AsksMuch().IsMatch(criterion.Label)))
                return Say(criterion, CriterionVerdict.Meets, quote,
                    $"{language} is named{(HighLevel().IsMatch(near) ? " with a high level" : " among the languages")}.");
            mention ??= Say(criterion, CriterionVerdict.Unclear, quote, $"{language} is named; whether the level is enough is for a person to say.");
        }

        return mention ?? Say(criterion, CriterionVerdict.Unclear, null, $"The file does not say whether {language} is spoken.");
    }

    /// <summary>The words that speak of one language: its item in a list, or the cell beside it in a table of languages.</summary>
    private static string Clause(string text, Match m, Line line)
    {
        var start = text.LastIndexOfAny([',', ';', '|', '•', '.'], Math.Max(0, m.Index - 1), Math.Max(0, m.Index - 1)) + 1;
        var end = text.IndexOfAny([';', '|', '•', '.'], m.Index);
        var comma = text.IndexOf(',', m.Index);
        var open = text.IndexOf('(', m.Index);
        if (comma >= 0 && !(open >= 0 && open < comma && text.IndexOf(')', open) > comma) && (end < 0 || comma < end))
            end = comma;
        else if (comma >= 0 && open >= 0 && text.IndexOf(')', open) is var shut && shut > comma && (end < 0 || shut < end))
            end = shut;
        var own = text[start..(end < 0 ? text.Length : end)];
        if (m.Length == text.Trim().Length)
            return string.Join(' ', line.Cells.Select(c => c.Text));
        var shared = Shared().Match(text[..m.Index]);
        return shared.Success ? shared.Value + ' ' + own : own;
    }

    public static CriterionVerdict Location(Criterion criterion, Evidence evidence)
    {
        if (evidence.First(NotWillingPlace()) is var (no, _, _))
            return Say(criterion, CriterionVerdict.NotMet, no, "The file says so.");
        if (criterion.Terms.FirstOrDefault() is { } town && evidence.Resume.Basics.Location is { } lives
            && WordSequence.Bare(town).Take(1).SequenceEqual(WordSequence.Bare(lives.Value).Take(1)))
            return Say(criterion, CriterionVerdict.Meets, lives.Quote, "The file names the same town.");
        return evidence.First(WillingPlace()) is var (yes, _, _)
            ? Say(criterion, CriterionVerdict.Meets, yes, "The file says so.")
            : Say(criterion, CriterionVerdict.Unclear, null, "The file does not say: ask.");
    }

    public static CriterionVerdict Permit(Criterion criterion, Evidence evidence) =>
        evidence.First(NoPermit()) is var (no, _, _) ? Say(criterion, CriterionVerdict.Unclear, no, "The file speaks against it: ask "
            + "what is needed.")
        : evidence.First(NeedsPermit()) is var (needs, _, _) ? Say(criterion, CriterionVerdict.Unclear, needs, "The file mentions sponsorship: ask "
            + "what is needed.")
        : evidence.First(HasPermit()) is var (has, _, _) ? Say(criterion, CriterionVerdict.Meets, has, "The file says so.")
        : Say(criterion, CriterionVerdict.Unclear, null, "The file does not say: ask.");

    private static CriterionVerdict Say(Criterion criterion, string verdict, Quote? quote, string why) => new(criterion.Id, verdict, quote, why);

    /// <summary>"Fluent in English, French" and "bilingual in English and Spanish" speak of all that follow.</summary>
    [GeneratedRegex(@"\b(?:fluent in|bilingual in|bilingual|proficient in|native speaker of|speaks?|written in|communication in)\b[^.;()|]*$",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Shared();

    [GeneratedRegex(@"\b(?:relevant|related|similar|comparable)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Relevant();

    [GeneratedRegex(@"certif|licen[sc]e", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex CertificateWord();

    [GeneratedRegex(@"\b(?:fluen\w+|native|bilingual|trilingual|proficien\w+|mother tongue|business level|professional (?:working )?proficiency"
        + @"|advanced|c1|c2|excellent|full professional)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex HighLevel();

    /// <summary>The job asks for more than some of the language.</summary>
    [GeneratedRegex(@"\b(?:fluen\w+|native|bilingual|trilingual|proficien\w+|mother tongue|business|professional|advanced|c1|c2|b2|excellent|full"
        + @"|strong|very good|confident|solid|written)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex AsksMuch();

    [GeneratedRegex(@"\b(?:basic|beginner|elementary|a1|a2|limited|some knowledge|learning|school level)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex LowLevel();

    [GeneratedRegex(@"\b(?:not|un)\s?(?:willing|able|available) to (?:relocate|travel|commute)|\bremote (?:work )?only\b", RegexOptions.IgnoreCase,
        1_000)]
    private static partial Regex NotWillingPlace();

    [GeneratedRegex(@"\b(?:willing|able|open|available|happy) to (?:relocate|travel|commute)|\bwilling to relocate\b|\bopen to relocation\b",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex WillingPlace();

    [GeneratedRegex(@"\b(?:need|require)s? (?:visa )?sponsorship|\bvisa sponsorship (?:required|needed)", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex NeedsPermit();

    [GeneratedRegex(@"\b(?:authori[sz]ed to work|work permit|right to work|eligible to work|no sponsorship|work authori[sz]ation|green card"
        + @"|permanent resident)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex HasPermit();

    [GeneratedRegex(@"\b(?:not|no|without|lacks?)\b[^.;]{0,20}\b(?:authori[sz]ed to work|work permit|right to work|eligible to work"
        + @"|work authori[sz]ation)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex NoPermit();
}
