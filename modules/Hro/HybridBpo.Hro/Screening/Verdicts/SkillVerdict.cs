using System.Globalization;
using HybridBpo.Hro.Requisitions;

namespace HybridBpo.Hro.Screening;

/// <summary>Is the skill named, and for how long was it used?</summary>
internal static class SkillVerdict
{
    public static CriterionVerdict Of(Criterion criterion, Evidence evidence)
    {
        var each = criterion.Terms.Select(t => One(criterion, t, evidence)).ToList();
        if (each.Count == 0)
            return new CriterionVerdict(criterion.Id, CriterionVerdict.Unclear, null, "The criterion names no skill.");
        var met = each.Where(v => v.Verdict == CriterionVerdict.Meets).ToList();
        if (met.Count == each.Count || (criterion.AnyOf && met.Count > 0))
            return met[0];
        if (met.Count > 0)
            return met[0] with
            {
                Verdict = CriterionVerdict.Unclear,
                Why = $"{met.Count} of {each.Count} skills are shown; the file does not speak "
                + $"of the others."
            };
        return each.FirstOrDefault(v => v.Verdict == CriterionVerdict.NotMet && !criterion.AnyOf) ?? each.FirstOrDefault(v => v.Quote is not null)
            ?? each[0];
    }

    private static CriterionVerdict One(Criterion criterion, string term, Evidence evidence)
    {
        var places = Places(term, evidence).ToList();
        if (places.Count == 0)
            return new CriterionVerdict(criterion.Id, CriterionVerdict.Unclear, null, $"The file does not speak of {term}; that is no proof "
                + $"against it.");
        var first = VisibleText.Around(places[0].Cell, places[0].Start, places[0].Length);
        if (criterion.Years is not { } years)
            return new CriterionVerdict(criterion.Id, CriterionVerdict.Meets, first, $"{term} is named.");
        return Claimed(criterion.Id, term, years, evidence) ?? FromJobs(criterion.Id, term, years, places, evidence)
            ?? new CriterionVerdict(criterion.Id, CriterionVerdict.Unclear, first, $"{term} is named; for how long does not follow from the file.");
    }

    /// <summary>Years that the file itself gives for the skill.</summary>
    private static CriterionVerdict? Claimed(string id, string term, double years, Evidence evidence)
    {
        CriterionVerdict? less = null;
        foreach (var (_, cell) in evidence.Cells)
        {
            foreach (var claim in YearsClaims.Find(cell.Text))
            {
                if (YearsFlags.Beside(cell.Text, claim)?.Skill is not { } skill || skill != SkillTable.Current.Named(term))
                    continue;
                var quote = VisibleText.Around(cell, claim.Start, claim.Length);
                var why = string.Create(CultureInfo.InvariantCulture, $"The file names {claim.Years:0.#} years of {term}; {years:0.#} are asked "
                    + $"for.");
                if (claim.Years >= years)
                    return new CriterionVerdict(id, CriterionVerdict.Meets, quote, why);
                less ??= new CriterionVerdict(id, CriterionVerdict.NotMet, quote, why);
            }
        }

        return less;
    }

    /// <summary>The jobs that name the skill, added up without double count: enough only if enough under every reading.</summary>
    private static CriterionVerdict? FromJobs(string id, string term, double years, List<(int Line, Cell Cell, int Start, int Length)> places,
        Evidence evidence)
    {
        var jobs = evidence.Jobs.Where(j => places.Any(p => p.Line >= j.Job.Lines.First && p.Line <= j.Job.Lines.Last)).ToList();
        if (jobs.Count == 0)
            return null;
        var least = Career.Years(jobs.Select(j => j.Span)).Least;
        if (least < years - 0.1)
            return null;
        var place = places.First(p => jobs.Any(j => p.Line >= j.Job.Lines.First && p.Line <= j.Job.Lines.Last));
        return new CriterionVerdict(id, CriterionVerdict.Meets, VisibleText.Around(place.Cell, place.Start, place.Length),
            string.Create(CultureInfo.InvariantCulture, $"Jobs that name {term} add up to at least {least:0.#} years under every reading; "
                + $"{years:0.#} are asked for."));
    }

    private static IEnumerable<(int Line, Cell Cell, int Start, int Length)> Places(string term, Evidence evidence)
    {
        var skill = SkillTable.Current.Named(term);
        var literal = skill is null ? SkillTable.Pattern([term]) : null;
        foreach (var (line, cell) in evidence.Cells)
        {
            if (skill is not null && SkillTable.Current.FindOne(cell.Text, skill) is { } found)
                yield return (line, cell, found.Start, found.Length);
            else if (literal?.Match(cell.Text) is { Success: true } m)
                yield return (line, cell, m.Index, m.Length);
        }
    }
}
