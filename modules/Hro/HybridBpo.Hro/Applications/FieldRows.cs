using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Views;

namespace HybridBpo.Hro.Applications;

/// <summary>The facts of an application with what people corrected in them.</summary>
internal static class FieldRows
{
    public static IReadOnlyList<FieldRow> Of(Application application) =>
        application.Evidence is null ? [] : Of(Correct(HroJson.Read<ScreeningEvidence>(application.Evidence), application.Corrections));

    /// <summary>The same facts with the corrections in their places.</summary>
    public static ScreeningEvidence Correct(ScreeningEvidence read, IReadOnlyDictionary<string, string> corrections)
    {
        string Now(string field, string was) => corrections.GetValueOrDefault(field, was);
        return read with
        {
            Work = [.. read.Work.Select((w, i) => new ReadJob(
                Now($"work.{i}.position", w.Position), w.Employer, Now($"work.{i}.start", w.Start), Now($"work.{i}.end", w.End)))],
            Education = [.. read.Education.Select((e, i) => e with
            {
                Degree = Now($"education.{i}.degree", e.Degree),
                Area = Now($"education.{i}.area", e.Area),
            })],
            Skills = [.. read.Skills.Select((s, i) => Now($"skills.{i}", s))],
        };
    }

    public static string ValueOf(ScreeningEvidence evidence, string field) => Of(evidence).FirstOrDefault(f => f.Field == field)?.Value ?? "";

    private static IReadOnlyList<FieldRow> Of(ScreeningEvidence e) =>
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
}
