using System.Text.Encodings.Web;
using System.Text.Json;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>The fixed JSON of <c>hro screen</c>: one document per file.</summary>
internal static class ScreeningJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All)
    };

    public static string Of(ScreeningResult r) => JsonSerializer.Serialize(new
    {
        file = r.File,
        sha256 = r.Sha256,
        textQuality = r.TextQuality,
        textProblem = r.QualityReason.Length > 0 ? r.QualityReason : null,
        basics = new
        {
            name = r.Resume.Basics.Name?.Value,
            email = r.Resume.Basics.Email?.Value,
            phone = r.Resume.Basics.Phone?.Value,
            location = r.Resume.Basics.Location?.Value,
            url = r.Resume.Basics.Url?.Value,
        },
        work = r.Resume.Work.Where(w => !w.Volunteer).Select(w => new
        {
            name = w.Name?.Value,
            position = w.Position?.Value,
            startDate = (w.Dates?.Value.Start ?? w.Dates?.Value.End)?.ToString(),
            endDate = w.Dates?.Value.End?.ToString(),
        }),
        volunteer = r.Resume.Work.Where(w => w.Volunteer).Select(w => new
        {
            organization = w.Name?.Value,
            position = w.Position?.Value,
            startDate = (w.Dates?.Value.Start ?? w.Dates?.Value.End)?.ToString(),
            endDate = w.Dates?.Value.End?.ToString(),
        }),
        education = r.Resume.Education.Select(e => new
        {
            institution = e.Institution?.Value,
            studyType = e.StudyType?.Value,
            area = e.Area?.Value,
            startDate = e.Dates?.Value.Start?.ToString(),
            endDate = e.Dates?.Value.End?.ToString(),
        }),
        skills = r.Resume.Skills.Select(s => s.Value),
        criteria = r.Criteria.Select(c => new
        {
            id = c.Id,
            verdict = c.Verdict,
            quote = c.Quote?.Text,
            page = c.Quote?.Page,
            box = Corners(c.Quote?.Box),
            why = c.Why
        }),
        flags = r.Flags.Select(f => new
        {
            id = f.Id,
            @class = f.Class,
            quote = f.Quote.Text,
            page = f.Quote.Page,
            box = Corners(f.Quote.Box),
            finding = f.Finding,
            innocentExplanation = f.InnocentExplanation,
            question = f.Question,
            ruleVersion = f.Version,
        }),
        hidden = r.Hidden.Select(h => new { text = h.Text, page = h.Page, how = h.How, box = Corners(h.Box) }),
        maskedForReview = r.Masked.What.Select(m => new { kind = m.Kind, text = m.Text, count = m.Count }),
        droppedClaims = r.DroppedClaims,
        notCertain = r.NotCertain,
        rubric = r.RubricVersion,
        asOf = r.AsOf.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
    }, Options);

    /// <summary>A file that could not be read: a person looks at it.</summary>
    public static string Of(string file, string sha256, Refusal refusal) => JsonSerializer.Serialize(new
    {
        file,
        sha256,
        textQuality = ScreeningResult.NeedsHuman,
        textProblem = refusal.Message,
        problem = refusal.Code,
        basics = new
        {
            name = (string?)null,
            email = (string?)null,
            phone = (string?)null,
            location = (string?)null,
            url = (string?)null,
        },
        work = Array.Empty<string>(),
        education = Array.Empty<string>(),
        skills = Array.Empty<string>(),
        criteria = Array.Empty<string>(),
        flags = Array.Empty<string>(),
        hidden = Array.Empty<string>(),
        maskedForReview = Array.Empty<string>(),
        droppedClaims = 0,
    }, Options);

    private static double[]? Corners(Box? box) =>
        box is { } b ? [Math.Round(b.X0, 2), Math.Round(b.Y0, 2), Math.Round(b.X1, 2), Math.Round(b.Y1, 2)] : null;
}
