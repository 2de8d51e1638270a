namespace HybridBpo.Hro.Screening;

/// <summary>Was the file read well enough to say anything by rules? A scan or a broken font is for a person to read, and no fault of the
/// candidate.</summary>
internal static class TextQuality
{
    private const int FewestWords = 15;

    public static string? Problem(Extracted extracted, Resume resume)
    {
        var text = string.Concat(extracted.Lines.Select(l => l.Text));
        var words = extracted.Lines.Sum(l => l.Cells.Sum(c => c.Words.Count(w => w.Text.Any(char.IsLetter))));
        if (words == 0)
            return "The file holds no text, only pictures (a scan?). A person reads it.";
        if (words < FewestWords)
            return $"The file holds only {words} readable words. A person reads it.";
        var broken = text.Count(c => c is '\uFFFD' or (>= '\uE000' and <= '\uF8FF') || char.IsControl(c));
        if (broken * 8 > text.Length)
            return "Much of the text has no readable letters (a font without a character map). A person reads it.";
        if (extracted.Pages > 1 && words < 12 * extracted.Pages)
            return "Some pages hold hardly any text (scans?). A person reads them.";
        return resume.Work.Count == 0 && resume.Education.Count == 0 && resume.Skills.Count == 0 && resume.Basics.Email is null && words > 40
            ? "The rules found neither contact nor jobs, schools or skills in the text. A person reads it."
            : null;
    }
}
