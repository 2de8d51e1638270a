using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Views;

namespace HybridBpo.Hro.Applications;

/// <summary>What was read from a file, value by value, each with the name by which it can be corrected.</summary>
internal static class FieldRows
{
    public static IReadOnlyList<FieldRow> Of(ScreeningEvidence e) =>
    [
        .. e.Work.SelectMany((w, i) => (FieldRow[])
        [
            new($"work.{i}.position", $"Job {i + 1}, position", w.Position),
            new($"work.{i}.start", $"Job {i + 1}, from", w.Start),
            new($"work.{i}.end", $"Job {i + 1}, to", w.End),
        ]),
        .. e.Education.SelectMany((s, i) => (FieldRow[])
        [
            new($"education.{i}.degree", $"Education {i + 1}, degree", s.Degree),
            new($"education.{i}.area", $"Education {i + 1}, field", s.Area),
        ]),
        .. e.Skills.Select((s, i) => new FieldRow($"skills.{i}", $"Skill {i + 1}", s)),
    ];

    public static string? ValueOf(ScreeningEvidence evidence, string field) => Of(evidence).FirstOrDefault(f => f.Field == field)?.Value;

    /// <summary>The same facts with one value changed.</summary>
    public static ScreeningEvidence With(ScreeningEvidence evidence, string field, string value)
    {
        string Put(string name, string was) => name == field ? value : was;
        return evidence with
        {
            Work = [.. evidence.Work.Select((w, i) => new ReadJob(
                Put($"work.{i}.position", w.Position), w.Employer, Put($"work.{i}.start", w.Start), Put($"work.{i}.end", w.End)))],
            Education = [.. evidence.Education.Select((e, i) => e with
            {
                Degree = Put($"education.{i}.degree", e.Degree),
                Area = Put($"education.{i}.area", e.Area),
            })],
            Skills = [.. evidence.Skills.Select((s, i) => Put($"skills.{i}", s))],
        };
    }
}
