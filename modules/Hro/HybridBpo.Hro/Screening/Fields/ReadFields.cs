namespace HybridBpo.Hro.Screening;

/// <summary>From visible lines to fields.</summary>
internal static class ReadFields
{
    public static Resume From(VisibleText text)
    {
        var sections = Sections.Find(text.Lines);
        return new Resume(
            ContactFinder.Find(text.Lines), [.. WorkParser.Read(text.Lines, sections).Take(Limits.Jobs)],
            [.. EducationParser.Read(text.Lines, sections).Take(Limits.Schools)], [.. SkillsParser.Read(text.Lines, sections).Take(Limits.Skills)]);
    }
}
