using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>The lines in which a resume says who it is of: at the top, under contact or person, beside an address.</summary>
internal sealed partial class Head
{
    private const int Most = 15;

    private readonly bool[] isContact;
    private readonly bool[] isNear;
    private readonly int end;

    public Head(IReadOnlyList<Line> lines, IReadOnlyList<Section> sections)
    {
        var first = sections.FirstOrDefault(s => s.Heading.Length > 0)?.First - 1 ?? lines.Count;
        end = Math.Min(first, Most);
        Headings = sections.Where(s => s.Heading.Length > 0).Select(s => s.First - 1).ToHashSet();
        Contacts = sections.Where(s => ContactHeading().IsMatch(s.Heading)).SelectMany(s => s.Lines).ToHashSet();
        Personal = sections.Where(s => PersonalHeading().IsMatch(s.Heading)).SelectMany(s => s.Lines).ToHashSet();
        var told = sections.Where(s => s.Kind is SectionKind.Work or SectionKind.Education or SectionKind.Skills or SectionKind.Volunteer)
            .SelectMany(s => s.Lines).ToHashSet();
        isContact = [.. lines.Select((l, i) => (i < end || !told.Contains(i)) && l.Cells.Any(c => ContactForms.IsContact(c.Text)))];
        // Between the name and the last contact at the top stand address and profiles.
        var contacts = Enumerable.Range(0, end).Where(i => isContact[i] || lines[i].Cells.Any(c => ContactFinder.Url().IsMatch(c.Text))).ToList();
        for (var i = contacts.Count == 0 ? end : Math.Max(1, contacts[0] - 3); i < end && i <= contacts[^1]; i++)
            isContact[i] = true;
        var tallest = lines.Take(40).Max(l => (double?)l.Height) ?? 0;
        isNear = [.. lines.Select((l, i) => (!told.Contains(i) && Around(i, 2, 1).Any(n => n < isContact.Length && isContact[n]))
            || (tallest > 0 && i < 40 && l.Height >= tallest - 0.1 && lines.Count(o => o.Height >= tallest - 0.1) <= 2))];
    }

    public IReadOnlySet<int> Headings { get; }

    public IReadOnlySet<int> Contacts { get; }

    /// <summary>Lines that may hold "Name: …".</summary>
    public IReadOnlySet<int> Personal { get; }

    /// <summary>Before the first heading.</summary>
    public bool IsTop(int line) => line < end && !Headings.Contains(line);

    /// <summary>Holds an address, number or profile, or stands under a heading that says contact.</summary>
    public bool IsContact(int line) => !Headings.Contains(line) && (isContact[line] || Contacts.Contains(line));

    /// <summary>Could hold who it is of.</summary>
    public bool CouldName(int line) => !Headings.Contains(line) && (IsTop(line) || IsContact(line) || Personal.Contains(line) || isNear[line]);

    private static IEnumerable<int> Around(int line, int before, int after) => Enumerable.Range(Math.Max(0, line - after), before + after + 1);

    [GeneratedRegex(@"^\W*(?:c ?o ?n ?t ?a ?c ?t|contact (?:info|information|details|me)|kontakt|contacto|links|online profiles|social"
        + @"|get in touch)\W*$",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex ContactHeading();

    [GeneratedRegex(@"\b(?:personal (?:details?|information|data|profile|info)|persönliche|datos personales|declaration|bio ?data|details)\b"
        + @"|^\W*(?:about me|profile|personal)\W*$",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex PersonalHeading();
}
