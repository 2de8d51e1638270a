using System.Globalization;

namespace HybridBpo.Hro.Screening;

/// <summary>Years claimed that are more than a technology is old, or more than the file's own jobs add up to. One year is tolerated.</summary>
internal static class YearsFlags
{
    private const double Tolerance = 1;

    public static IEnumerable<Flag> Technology(FlagContext context)
    {
        foreach (var cell in context.Text.Lines.SelectMany(l => l.Cells))
        {
            foreach (var claim in YearsClaims.Find(cell.Text))
            {
                if (Beside(cell.Text, claim) is not { Skill: { Since: { } since, Source: not null } skill }
                    || claim.Years <= context.AsOf.Year - since + Tolerance)
                    continue;
                yield return new Flag(FlagRules.YearsOfTechnology.Id, FlagRules.YearsOfTechnology.Version, FlagRules.YearsOfTechnology.Class,
                    $"More years of {skill.Name} than it has existed",
                    string.Create(CultureInfo.InvariantCulture, $"The file gives {claim.Years:0.#} years; {skill.Name} could be used from {since} "
                        + $"onwards (source: {skill.Source}). One year is tolerated."),
                    VisibleText.Around(cell, claim.Start, claim.Length), QuoteIsVisible: true,
                    "The years may count the field as a whole, or work with what came before it.",
                    $"You mention {claim.Years:0.#} years with {skill.Name}. Which earlier work do you count?");
            }
        }
    }

    public static IEnumerable<Flag> Own(FlagContext context)
    {
        if (context.Resume.Work.Count == 0 || context.Resume.Work.Any(w => Span.Of(w.Dates?.Value, context.AsOf) is null))
            yield break;
        var most = Career.Years(context.Dated.Select(d => d.Span)).Most;
        foreach (var cell in context.Text.Lines.SelectMany(l => l.Cells))
        {
            var claim = YearsClaims.Find(cell.Text).FirstOrDefault(c => c.Years > most + Tolerance && IsOwnExperience(cell.Text, c));
            if (claim is null)
                continue;
            yield return new Flag(FlagRules.YearsOwn.Id, FlagRules.YearsOwn.Version, FlagRules.YearsOwn.Class, "More years than the jobs in the file "
                + "show",
                string.Create(CultureInfo.InvariantCulture, $"The jobs in the file add up to at most {most:0.#} years under every reading; "
                    + $"the file gives {claim.Years:0.#}. One year is tolerated."),
                VisibleText.Around(cell, claim.Start, claim.Length), QuoteIsVisible: true,
                "Earlier work is often left out to keep a resume short.",
                $"You mention {claim.Years:0.#} years. Which earlier work is part of them?");
            yield break;
        }
    }

    /// <summary>The skill that the years belong to: the one right after "years of …", or right before "… (5 years)".</summary>
    public static FoundSkill? Beside(string text, YearsClaim claim)
    {
        var skills = SkillTable.Current.Find(text);
        return skills.FirstOrDefault(s => s.Start >= claim.End && IsBeside(text, claim, s.Start, s.Length))
            ?? skills.LastOrDefault(s => s.Start < claim.Start && IsBeside(text, claim, s.Start, s.Length));
    }

    /// <summary>Do the years speak of the word at this place?</summary>
    public static bool IsBeside(string text, YearsClaim claim, int start, int length) => start >= claim.End
        ? IsLink(text[claim.End..start], "of in with as on using")
        : start + length <= claim.Start && text[(start + length)..claim.Start].Trim() is "" or "(" or ":" or "-" or "–" or ",";

    private static bool IsLink(string between, string words)
    {
        var parts = between.Split([' ', ',', '’', '\''], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length <= 5 && parts.All(p => words.Contains(p, StringComparison.Ordinal)
            || p is "experience" or "s" or "hands-on" or "professional" or "programming" or "developing" or "work");
    }

    private static bool IsOwnExperience(string text, YearsClaim claim)
    {
        var after = text[claim.End..Math.Min(text.Length, claim.End + 60)];
        return after.Contains("experience", StringComparison.OrdinalIgnoreCase)
            || after.TrimStart().StartsWith("in ", StringComparison.OrdinalIgnoreCase)
            || after.TrimStart().StartsWith("of ", StringComparison.OrdinalIgnoreCase);
    }
}
