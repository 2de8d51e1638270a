using HybridBpo.Hro.Views;

namespace HybridBpo.Hro.Requisitions;

/// <summary>Criteria between a rubric, what is stored and the form in which a recruiter edits them.</summary>
internal static class CriteriaForm
{
    public const int Most = 30, MostLabel = 600;

    private const string Must = "must", Nice = "nice", Drop = "drop";

    /// <summary>What the rules read out of a job text.</summary>
    public static Rubric Propose(string title, string jobText) =>
        Rubrics.Of(title, [.. ProposeCriteria.From(jobText).Criteria.Take(Most).Select(c => c with { Label = Short(c.Label) })], jobText);

    /// <summary>As stored: without the job text, which stands in the requisition once.</summary>
    public static string Write(Rubric rubric) => HroJson.Write(rubric with { JobText = "" });

    public static Rubric Read(string json, string jobText) => HroJson.Read<Rubric>(json) with { JobText = jobText };

    public static IReadOnlyList<CriterionRow> Rows(string? rubric) =>
        rubric is null ? [] : [.. HroJson.Read<Rubric>(rubric).Criteria.Select(c => new CriterionRow(c.Id, c.Label, c.Need == Must))];

    /// <summary>The rows of the form, without empty ones and those to be left out.</summary>
    public static IReadOnlyList<CriterionRow> FromForm(IReadOnlyList<string?> ids, IReadOnlyList<string?> labels, IReadOnlyList<string?> kinds) =>
    [
        .. labels.Select((label, i) => (Label: OneLine(label ?? ""), Id: ids.ElementAtOrDefault(i) ?? "", Kind: kinds.ElementAtOrDefault(i)))
            .Where(row => row.Label.Length > 0 && row.Kind != Drop)
            .Select(row => new CriterionRow(row.Id, row.Label, row.Kind == Must)),
    ];

    /// <summary>What in the wording may shut people out without a need of the job.</summary>
    public static IReadOnlyList<FairnessRemark> Remarks(CriterionRow row) =>
        row.Label.Length == 0 ? [] : FairnessLint.Check([Parse(row.Label, row.Must)]);

    /// <summary>
    /// The rubric that a person settled. A criterion whose words are kept is kept as it was read; changed or new words are read like a line of a job
    /// text.
    /// </summary>
    public static Result<Rubric> Settle(IReadOnlyList<CriterionRow> rows, Requisition requisition)
    {
        if (rows.Count is 0 or > Most)
            return new CriteriaRefused($"Settle 1 to {Most} criteria; {rows.Count} are left.");
        if (rows.FirstOrDefault(r => r.Label.Length > MostLabel || r.Label.Any(char.IsControl)) is { } bad)
            return new CriteriaRefused(
                $"A criterion has at most {MostLabel} characters on one line: \"{bad.Label[..Math.Min(40, bad.Label.Length)]}…\".");
        if (rows.GroupBy(r => r.Label, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            return new CriteriaRefused($"The criterion \"{twice.Key}\" stands there twice.");
        var known = (requisition.Rubric ?? requisition.Proposed) is { } before
            ? HroJson.Read<Rubric>(before).Criteria.ToDictionary(c => c.Id)
            : [];
        var next = known.Keys.Select(Number).DefaultIfEmpty(0).Max();
        var criteria = rows.Select(row => known.GetValueOrDefault(row.Id) is { } same && same.Label == row.Label
            ? same with { Need = row.Must ? Must : Nice }
            : Parse(row.Label, row.Must) with { Id = $"c{++next}" }).ToList();
        return Rubrics.Of(requisition.Title ?? requisition.Reference, criteria, requisition.JobText ?? "");
    }

    private static Criterion Parse(string label, bool must) => ProposeCriteria.Read(label, must ? Must : Nice).First() with { Label = label };

    /// <summary>A criterion is one sentence: line breaks from the field that it was typed into are spaces.</summary>
    private static string OneLine(string label) => string.Join(' ', label.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries
        | StringSplitOptions.TrimEntries));

    private static int Number(string id) => int.TryParse(id.AsSpan(1), out var n) ? n : 0;

    private static string Short(string label) => label.Length <= MostLabel ? label : label[..(MostLabel - 1)] + "…";
}
