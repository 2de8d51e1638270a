using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Finds a skill of the table, or any other word or phrase, in the visible text and tells how each place speaks of it.</summary>
internal static class Mentions
{
    public static List<Mention> Of(string term, Evidence evidence)
    {
        var places = SkillTable.Current.Named(term) is { } skill ? OfSkill(skill, evidence) : OfPhrase(term, evidence);
        return [.. places.DistinctBy(m => (m.Line, m.Start, m.Cell))];
    }

    private static IEnumerable<Mention> OfSkill(Skill skill, Evidence evidence)
    {
        foreach (var (line, cell) in evidence.Cells)
        {
            foreach (var found in SkillTable.Current.Find(cell.Text).Where(f => f.Skill == skill))
                yield return At(line, cell, found.Start, found.Length, evidence, isSkill: true, isWord: false);
        }
    }

    private static IEnumerable<Mention> OfPhrase(string phrase, Evidence evidence)
    {
        var pattern = Phrases.Pattern(phrase);
        var isWord = !phrase.Trim().Contains(' ', StringComparison.Ordinal);
        foreach (var (line, cell) in evidence.Cells.Where(c => !evidence.IsHeading(c.Line)))
        {
            foreach (Match m in pattern.Matches(cell.Text))
                yield return At(line, cell, m.Index, m.Length, evidence, isSkill: false, isWord);
        }

        if (Phrases.AsItem(phrase) is { } item && evidence.Resume.Skills.FirstOrDefault(s => s.Value.Equals(item,
            StringComparison.OrdinalIgnoreCase)) is { } listed)
            yield return new Mention(-1, Cell.Of(listed.Quote.Text, listed.Quote.Page), 0, listed.Quote.Text.Length, listed.Quote, Claim.Made);
        if (!isWord && evidence.OverLines(pattern) is var (quote, cut, at))
            yield return new Mention(at, cut, cut.Text.Length, 0, quote, Claim.Made);
    }

    private static Mention At(int line, Cell cell, int start, int length, Evidence evidence, bool isSkill, bool isWord)
    {
        var claim = ClaimWords.Of(cell.Text, start, length);
        if (claim == Claim.Made && (evidence.NamesEmployer(line, cell, start, length, isSkill)
            || (isWord && ClaimWords.IsPartOfAnotherTerm(cell.Text, start, length))))
            claim = Claim.Passing;
        return new Mention(line, cell, start, length, VisibleText.Around(cell, start, length), claim);
    }
}
