using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>
/// Covers what tells who somebody is and what must not matter: the first review sees work, not the person. Where the name is not certain, all that
/// could be it at the head is covered.
/// </summary>
internal sealed partial class Masker
{
    private readonly IReadOnlyList<Line> lines;
    private readonly IReadOnlyList<Section> sections;
    private readonly Head head;
    private readonly NameWords name;
    private readonly NameCertainty certainty;
    private readonly SchoolNames schools;
    private readonly string? town;
    private bool covered;

    private Masker(IReadOnlyList<Line> lines, Resume resume)
    {
        this.lines = lines;
        sections = Sections.Find(lines);
        head = new Head(lines, sections);
        (name, certainty) = FindName.In(lines, resume.Basics, head);
        schools = new SchoolNames(resume);
        town = resume.Basics.Location?.Value is { Length: > 2 } lives ? lives : null;
        if (certainty != NameCertainty.Confirmed)
            AlsoHeadWords();
        foreach (var cell in lines.Where((_, i) => head.IsContact(i)).SelectMany(l => l.Cells))
            name.LearnHandles(cell.Text);
    }

    public static MaskedText Mask(VisibleText text, Resume resume, bool hasPicture)
    {
        if (text.Lines.Count == 0)
            return new MaskedText([], [], _ => [], hasPicture, inDoubt: false);
        var masker = new Masker(text.Lines, resume);
        var covered = masker.Lines();
        return new MaskedText(text.Lines, covered, masker.Words, hasPicture, masker.covered);
    }

    private List<IReadOnlyList<IReadOnlyList<Covered>>> Lines()
    {
        var kinds = new SectionKind[lines.Count];
        foreach (var section in sections)
        {
            foreach (var i in section.Lines)
                kinds[i] = section.Kind;
        }

        var degrees = lines.Select((l, i) => kinds[i] == SectionKind.Education && !head.Headings.Contains(i)
            && (Degrees.Find(l.Text) is not null || Titles.LooksLikeInstitution(l.Text))).ToList();
        var painted = new List<IReadOnlyList<IReadOnlyList<Covered>>>();
        string? open = null;
        for (var i = 0; i < lines.Count; i++)
        {
            var cells = lines[i].Cells;
            var coverages = cells.Select(c => new Coverage(c.Text)).ToList();
            open = head.Headings.Contains(i) || lines[i].AfterBlank ? null : open;
            for (var c = 0; c < cells.Count; c++)
            {
                var (text, coverage) = (cells[c].Text, coverages[c]);
                if (head.Headings.Contains(i))
                {
                    name.Paint(text, coverage);
                    continue;
                }

                var atPerson = head.CouldName(i) || head.Personal.Contains(i);
                var label = PersonalDetails.LoneLabel(text, atPerson || cells.Count == 2);
                if (open is not null && label is null && text.Length <= 60)
                    coverage.Add(0, text.Length, open);
                open = c + 1 < cells.Count || cells.Count == 1 ? label : null;
                Common(text, atPerson, coverage);
                if (kinds[i] == SectionKind.Education)
                    schools.PaintEducation(text, nearDegree: IsNearDegree(degrees, i), coverage);
                else if (kinds[i] is not (SectionKind.Work or SectionKind.Volunteer or SectionKind.Certificates))
                    schools.PaintAny(text, coverage);
                AtHead(i, text, coverage);
                if (label is null && atPerson && PersonalDetails.OpenLabel(text) is { } kind)
                    coverage.Add(0, text.Length, kind);
            }

            painted.Add([.. coverages.Select(c => c.Stretches())]);
        }

        return painted;
    }

    /// <summary>The same rules for words that stand nowhere in the lines.</summary>
    private IReadOnlyList<Covered> Words(string text)
    {
        var coverage = new Coverage(text);
        Common(text, atPerson: false, coverage);
        return coverage.Stretches();
    }

    private void Common(string text, bool atPerson, Coverage coverage)
    {
        ContactForms.Paint(text, coverage);
        name.Paint(text, coverage);
        schools.Paint(text, coverage);
        PersonalDetails.Paint(text, atPerson, coverage);
    }

    /// <summary>What could be name, place or contact where resumes have them.</summary>
    private void AtHead(int line, string text, Coverage coverage)
    {
        var contact = head.IsContact(line);
        if (contact)
        {
            foreach (var (start, length) in ContactForms.Phones(text, atContact: true))
                coverage.Add(start, length, "phone");
            name.PaintPlain(text, coverage);
        }

        if (contact || head.IsTop(line))
        {
            for (var at = -1; town is not null && (at = text.IndexOf(town, at + 1, StringComparison.OrdinalIgnoreCase)) >= 0;)
                coverage.Add(at, town.Length, "address");
            if (Places.Inside(text) is var (start, length) && !Titles.LooksLikeEmployer(text))
                coverage.Add(start, length, "address");
            foreach (Match day in Day().Matches(text))
                coverage.Add(day.Index, day.Length, "birth");
        }

        if (certainty == NameCertainty.None && head.CouldName(line))
        {
            covered = true;
            if (!IsTold(lines[line], text))
                coverage.Add(0, text.Length, "identity");
            foreach (Match m in CapitalWords().Matches(text).Take(40)
                .Where(m => new HeadPiece(m.Value, m.Index, m.Length) is { IsHarmless: false, CouldBeName: true }))
                coverage.Add(m.Index, m.Length, "identity");
            return;
        }

        if (!contact && !(certainty == NameCertainty.Likely && head.IsTop(line)))
            return;
        var pieces = HeadPiece.Of(text).ToList();
        // With the name known, "Engineer - Firm" between name and address is work.
        if (certainty == NameCertainty.Confirmed && pieces.Any(p => p.IsTitle) && !ContactForms.IsContact(lines[line].Text))
            return;
        foreach (var piece in pieces.Where(p => !p.IsHarmless && (contact || !(p.StartsSmall || LineShape.IsItem(lines[line])))
            && Enumerable.Range(p.Start, p.Length).Any(i => !coverage.IsCovered(i))))
        {
            covered |= certainty == NameCertainty.Likely && !contact;
            coverage.Add(piece.Start, piece.Length, contact ? "contact" : "identity");
        }
    }

    /// <summary>Words at the head that could be the name are covered wherever they stand.</summary>
    private void AlsoHeadWords()
    {
        foreach (var cell in lines.Where((_, i) => certainty == NameCertainty.None ? head.CouldName(i) : head.IsTop(i)).SelectMany(l => l.Cells))
        {
            var place = Places.Inside(cell.Text) ?? (-1, 0);
            foreach (var piece in HeadPiece.Of(cell.Text).Where(p => !p.IsHarmless && !p.StartsSmall && p.CouldBeName && (p.Start < place.Start
                || p.Start >= place.Start + place.Length) && (certainty == NameCertainty.None || p.LooksLikeName)))
                name.AddName(piece.Text);
        }
    }

    /// <summary>An item of a list or a sentence: it may hold the name, and is not the name.</summary>
    private static bool IsTold(Line line, string text) => LineShape.IsItem(line) || HeadPiece.IsSentence(text)
        || (char.IsLower(text[0]) && line.Cells.Count == 1 && text.Contains(' '));

    [GeneratedRegex(@"\p{Lu}[\p{L}’'-]+(?: (?:(?:de|van|von|bin|al|da|del|la) )?\p{Lu}[\p{L}’'.-]*){1,3}", RegexOptions.None, 2_000)]
    private static partial Regex CapitalWords();

    private static bool IsNearDegree(List<bool> degrees, int line) =>
        Enumerable.Range(Math.Max(0, line - 2), 5).Any(i => i < degrees.Count && degrees[i]);

    [GeneratedRegex(@"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?!\d)|(?<!\d)(?:19"
        + @"|20)\d\d[./-]\d{1,2}[./-]\d{1,2}(?!\d)", RegexOptions.None, 2_000)]
    private static partial Regex Day();
}
