using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Applications.Reading;

/// <summary>The fields of a resume as people see them before and after a reveal.</summary>
internal static class ShownFacts
{
    public static ScreeningEvidence Add(ScreeningEvidence blank, Resume resume, MaskedResume masked, int pages) => blank with
    {
        Readable = true,
        Pages = pages,
        Sheets = masked.Sheets(),
        NameInDoubt = masked.InDoubt,
        Work = [.. resume.Work.Select(w => new ReadJob(
            masked.Cover(w.Position?.Value ?? ""), masked.Cover(w.Name?.Value ?? ""), Start(w.Dates?.Value), End(w.Dates?.Value)))],
        Education = [.. resume.Education.Select(e => new ReadSchool(masked.Cover(e.StudyType?.Value ?? ""), masked.Cover(e.Area?.Value ?? "")))],
        Skills = [.. resume.Skills.Select(s => masked.Cover(s.Value))],
    };

    public static Identity Identity(Basics basics) => new(
        basics.Name?.Value ?? "", basics.Email?.Value ?? "", basics.Phone?.Value ?? "", basics.Location?.Value ?? "", basics.Url?.Value ?? "");

    private static string Start(DateRange? dates) => dates?.Start?.ToString() ?? "";

    private static string End(DateRange? dates) => dates is { Ongoing: true } ? "today" : dates?.End?.ToString() ?? "";
}
