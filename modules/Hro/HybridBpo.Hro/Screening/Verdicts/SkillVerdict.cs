using HybridBpo.Hro.Requisitions;

namespace HybridBpo.Hro.Screening;

/// <summary>One or several terms, of which all, or any one, must be shown.</summary>
internal static class SkillVerdict
{
    public static CriterionVerdict Of(Criterion criterion, Evidence evidence) => criterion.Terms.Count == 0
        ? new CriterionVerdict(criterion.Id, CriterionVerdict.Unclear, null, "The criterion names no skill.")
        : Of(criterion, criterion.Terms, evidence);

    public static CriterionVerdict Of(Criterion criterion, IReadOnlyList<string> terms, Evidence evidence)
    {
        var each = terms.Select(t => TermVerdict.Of(criterion, t, evidence)).ToList();
        var met = each.Where(v => v.Verdict == CriterionVerdict.Meets).ToList();
        if (met.Count == each.Count && each.Count > 1)
            return met[0] with { Why = $"The file names each of {string.Join(", ", terms)}; the first is quoted." };
        if (met.Count == each.Count || (criterion.AnyOf && met.Count > 0))
            return met[0];
        if (met.Count > 0)
        {
            var named = terms.Where((_, i) => each[i].Verdict == CriterionVerdict.Meets);
            var missing = terms.Where((_, i) => each[i].Verdict != CriterionVerdict.Meets);
            return met[0] with
            {
                Verdict = CriterionVerdict.Unclear,
                Why = $"The file shows {string.Join(", ", named)}; for {string.Join(", ", missing)} ask, or look for other words."
            };
        }

        return each.FirstOrDefault(v => v.Verdict == CriterionVerdict.NotMet && !criterion.AnyOf) ?? each.FirstOrDefault(v => v.Quote is not null)
            ?? each[0];
    }
}
