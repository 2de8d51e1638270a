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
            return "The file contains no text, only pictures; it may be a scan. A person needs to read it.";
        if (words < FewestWords)
            return $"The file contains very little text ({extracted.Lines.Sum(l => l.Text.Length)} characters). A person needs to read it.";
        var broken = text.Count(c => c is '\uFFFD' or (>= '\uE000' and <= '\uF8FF') || char.IsControl(c));
        if (broken * 8 > text.Length)
            return "Much of the text has no readable letters, as its font has no character map. A person needs to read it.";
        if (extracted.Pages > 1 && words < 12 * extracted.Pages)
            return "Some pages contain hardly any text; they may be scans. A person needs to read them.";
        return resume.Work.Count == 0 && resume.Education.Count == 0 && resume.Skills.Count == 0 && resume.Basics.Email is null && words > 40
            ? "The rules found no contact details, jobs, schools or skills in the text. A person needs to read it."
            : null;
    }
}
