using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>How sure it is that the right words were taken for the name.</summary>
internal enum NameCertainty
{
    /// <summary>No name, or one that stands where names do not stand.</summary>
    None,

    /// <summary>It has a name's form and place, and nothing else speaks for it.</summary>
    Likely,

    /// <summary>A label says so, or the address or a profile agrees.</summary>
    Confirmed,
}

/// <summary>Gathers what is known of the name from labels, form, address and profiles.</summary>
internal static partial class FindName
{
    public static (NameWords Words, NameCertainty Certainty) In(IReadOnlyList<Line> lines, Basics basics, Head head)
    {
        var words = new NameWords();
        var certainty = NameCertainty.None;
        var labelled = Labelled(lines, head).ToList();
        foreach (var name in labelled)
            words.AddName(name);
        if (labelled.Count > 0)
            certainty = NameCertainty.Confirmed;

        var handles = HandlesOf(lines, basics);
        if (basics.Name?.Value is { } found)
        {
            words.AddName(found);
            var agree = handles.Where(h => NameWords.Agree(found, h)).ToList();
            if (agree.Count > 0)
                certainty = NameCertainty.Confirmed;
            else if (certainty == NameCertainty.None && LineOf(lines, found) is >= 0 and var at && (head.IsTop(at) || at < 3))
                certainty = NameCertainty.Likely;
            Add(words, agree, alsoParts: true);
        }

        Add(words, [.. handles.Where(h => labelled.Any(l => NameWords.Agree(l, h)))], alsoParts: true);
        if (certainty != NameCertainty.Confirmed)
            Add(words, handles, alsoParts: certainty == NameCertainty.None);
        foreach (Match said in lines.SelectMany(l => l.Cells).Take(200).SelectMany(c => Said().Matches(c.Text)))
            words.AddName(said.Groups["name"].Value);
        return (words, certainty);
    }

    private static void Add(NameWords words, IReadOnlyList<string> handles, bool alsoParts)
    {
        foreach (var handle in handles)
        {
            words.AddHandle(handle);
            foreach (var part in alsoParts ? NameWords.PartsOf(handle.Replace('_', ' ')) : [])
            {
                if (part.Length >= 3 && !NameWords.IsCommon(part) && SkillTable.Current.Named(part) is null && !Titles.LooksLikeTitle(part))
                    words.AddPart(part);
            }
        }
    }

    /// <summary>Values of "Name:" in the same cell, the next cell or the next line, before work and schools are told.</summary>
    private static IEnumerable<string> Labelled(IReadOnlyList<Line> lines, Head head)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (!(i < 25 && head.CouldName(i)) && !head.Personal.Contains(i) && !head.Contacts.Contains(i))
                continue;
            var cells = lines[i].Cells;
            for (var c = 0; c < cells.Count; c++)
            {
                if (!Label.IsMatch(cells[c].Text))
                    continue;
                var value = Label.Match(cells[c].Text).Groups["v"].Value;
                if (value.Length == 0)
                    value = c + 1 < cells.Count ? cells[c + 1].Text : i + 1 < lines.Count && cells.Count == 1 ? lines[i + 1].Cells[0].Text : "";
                value = value.Split(['|', ';', '•', '·', '\t'])[0].Trim(' ', ':', '-', '–');
                if (value.Length is > 0 and <= 60 && value.Any(char.IsLetter) && !value.Any(char.IsDigit) && !value.Contains('@')
                    && !Label.IsMatch(value) && PersonalDetails.LoneLabel(value, atPerson: true) is null)
                    yield return value;
            }
        }
    }

    private static readonly Regex Label = new(
        $@"^\W{{0,3}}(?:{Lexicon.Alternatives("labels.name")})\s*(?:\([^)]{{0,20}}\)\s*)?(?:[:：=]|\s[-–—]\s|\s?[-–—]\s?|$)\s*(?<v>.*)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));

    private static List<string> HandlesOf(IReadOnlyList<Line> lines, Basics basics)
    {
        var cells = lines.SelectMany(l => l.Cells).Select(c => c.Text).ToList();
        var emails = cells.SelectMany(t => ContactFinder.Email().Matches(t)).Select(m => m.Groups["v"].Value).Take(3).ToList();
        if (emails.Count == 0 && basics.Email is { } email)
            emails.Add(email.Value);
        return [.. emails.Select(e => e[..e.IndexOf('@')]),
            .. cells.SelectMany(t => Profile().Matches(t)).Select(m => m.Groups["handle"].Value).Take(6)];
    }

    private static int LineOf(IReadOnlyList<Line> lines, string name)
    {
        var at = 0;
        while (at < lines.Count && !lines[at].Text.Contains(name, StringComparison.Ordinal))
            at++;
        return at < lines.Count ? at : -1;
    }

    [GeneratedRegex(@"(?:linkedin\.com/(?:in|pub)/|github\.com/|gitlab\.com/|indeed\.com/r/"
        + @"|(?<![\w/])/?in/)(?<handle>[\w\-.]{3,60})", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Profile();

    [GeneratedRegex(@"\b(?:[Mm]y name is|I am called|[Ii]ch heiße|[Mm]e llamo|[Jj]e m[’']appelle|I[’']m"
        + @"|I am) (?<name>\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){1,3})",
        RegexOptions.None, 2_000)]
    private static partial Regex Said();
}
