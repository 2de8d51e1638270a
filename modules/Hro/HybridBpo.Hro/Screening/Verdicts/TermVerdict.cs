using System.Globalization;
using HybridBpo.Hro.Requisitions;

namespace HybridBpo.Hro.Screening;

/// <summary>Is a skill, a word or a phrase claimed in the file, and, where the job asks for years, for how long?</summary>
internal static class TermVerdict
{
    public static CriterionVerdict Of(Criterion criterion, string term, Evidence evidence)
    {
        var mentions = Mentions.Of(term, evidence);
        var made = mentions.Where(m => m.Claim == Claim.Made).ToList();
        if (mentions.FirstOrDefault(m => m.Claim == Claim.Denied) is { } no)
            return made.Count == 0
                ? Say(criterion, CriterionVerdict.NotMet, no.Quote, "The file says so.")
                : Say(criterion, CriterionVerdict.Unclear, no.Quote, $"The file names {term} in one place and rules it out in another: ask.");
        if (made.Count == 0)
            return mentions.FirstOrDefault() is { } other
                ? Say(criterion, CriterionVerdict.Unclear, other.Quote, other.Claim == Claim.Hoped
                    ? $"{term} is named as something still to be learned or finished."
                    : $"The word stands there, perhaps in another sense; whether {term} is meant is for a person to say.")
                : Say(criterion, CriterionVerdict.Unclear, null, $"The file does not mention “{term}”; that is no proof against it.");
        if (criterion.Years is not { } years)
            return Say(criterion, CriterionVerdict.Meets, made[0].Quote, $"{term} is named.");
        return Claimed(criterion, term, years, made) ?? FromJobs(criterion, term, years, made, evidence)
            ?? Say(criterion, CriterionVerdict.Unclear, made[0].Quote, $"{term} is named; the file does not say for how long.");
    }

    /// <summary>Years that the file itself gives for it.</summary>
    private static CriterionVerdict? Claimed(Criterion criterion, string term, double years, List<Mention> made)
    {
        CriterionVerdict? less = null;
        foreach (var mention in made)
        {
            foreach (var claim in YearsClaims.Find(mention.Cell.Text))
            {
                if (!YearsFlags.IsBeside(mention.Cell.Text, claim, mention.Start, mention.Length))
                    continue;
                var quote = VisibleText.Around(mention.Cell, claim.Start, claim.Length);
                var why = string.Create(CultureInfo.InvariantCulture, $"The file names {YearWords.Of(claim.Years)} of {term}; "
                    + $"{YearWords.Asked(years)}.");
                if (claim.Years >= years)
                    return Say(criterion, CriterionVerdict.Meets, quote, why);
                less ??= Say(criterion, CriterionVerdict.NotMet, quote, why);
            }
        }

        return less;
    }

    /// <summary>The jobs that name it, added up without double count: enough only if under every reading. Other work may lie beyond.</summary>
    private static CriterionVerdict? FromJobs(Criterion criterion, string term, double years, List<Mention> made, Evidence evidence)
    {
        var jobs = evidence.Jobs.Where(j => made.Any(p => IsIn(p, j.Job))).ToList();
        if (jobs.Count == 0)
            return null;
        var (least, most) = Career.Years(jobs.Select(j => j.Span));
        var quote = made.First(p => jobs.Any(j => IsIn(p, j.Job))).Quote;
        return least < years - 0.1
            ? Say(criterion, CriterionVerdict.Unclear, quote, string.Create(CultureInfo.InvariantCulture, $"Jobs that name {term} add up to "
                + $"{YearWords.Span(least, most)}; {YearWords.Asked(years)}."))
            : Say(criterion, CriterionVerdict.Meets, quote, string.Create(CultureInfo.InvariantCulture, $"Jobs that name {term} add up to at "
                + $"least {YearWords.Of(least)} under every reading; {YearWords.Asked(years)}."));
    }

    private static bool IsIn(Mention mention, WorkEntry job) => mention.Line >= job.Lines.First && mention.Line <= job.Lines.Last;

    private static CriterionVerdict Say(Criterion criterion, string verdict, Quote? quote, string why) => new(criterion.Id, verdict, quote, why);
}
