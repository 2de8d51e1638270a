namespace HybridBpo.Hro.Screening;

/// <summary>Facts of the document: what is in it that does not show, and commands to whoever reads it.</summary>
internal static class DocumentFlags
{
    public static IEnumerable<Flag> Find(FlagContext context)
    {
        foreach (var hidden in context.File.Hidden)
        {
            if (Instructions.In(hidden.Text) || Instructions.IsSpacedOut(hidden.Text))
                yield return Injection(new Quote(hidden.Text, hidden.Page, hidden.Box), visible: false, Where(hidden.How));
            else if (IsTelling(hidden.Text, context.JobText))
                yield return Hidden(hidden, context.JobText);
        }

        foreach (var flag in VisibleInstructions(context))
            yield return flag;
        foreach (var aside in context.File.Aside.Where(a => Instructions.In(a.Text)))
            yield return Aside(aside);
        if (context.File.SplitWords.Count >= 3)
            yield return Split(context.File.SplitWords);
    }

    /// <summary>One stray word is no finding unless the job asks for it.</summary>
    private static bool IsTelling(string text, string jobText)
    {
        var words = WordSequence.Bare(text).Where(w => w.Count(char.IsLetter) >= 2).ToList();
        return words.Count >= 3 || (words.Count > 0 && (SkillTable.Current.Find(text).Count > 0 || JobWords(words, jobText) == words.Count));
    }

    private static int JobWords(IReadOnlyList<string> words, string jobText)
    {
        var job = WordSequence.Bare(jobText).ToHashSet(StringComparer.Ordinal);
        return words.Count(w => w.Length > 3 && job.Contains(w));
    }

    private static Flag Hidden(HiddenText hidden, string jobText)
    {
        var words = WordSequence.Bare(hidden.Text);
        var shared = JobWords(words, jobText);
        var rule = FlagRules.HiddenText;
        return new Flag(rule.Id, rule.Version, rule.Class, $"Hidden text on page {hidden.Page}",
            (words.Count == 1 ? $"1 word is {Where(hidden.How)}, and shows" : $"{words.Count} words are {Where(hidden.How)}, and show")
                + " nowhere else in the file."
                + (shared == 0 ? "" : $" {shared} of them {(shared == 1 ? "is" : "are")} in the job text as well."),
            new Quote(hidden.Text, hidden.Page, hidden.Box), QuoteIsVisible: false,
            "It may be left over from a template or a file converter, and the candidate may not know it is there.",
            "Your file contains text that cannot be seen on the page. Do you know how it came to be there?");
    }

    private static Flag Injection(Quote quote, bool visible, string where)
    {
        var rule = FlagRules.PromptInjection;
        return new Flag(rule.Id, rule.Version, rule.Class, $"Instruction to a reader or to software on page {quote.Page}",
            $"A sentence tells whoever reads the file how to judge it. It is {where}. No rule and no model acts on it.", quote, visible,
            "Templates and advice sites insert such lines, sometimes without telling the person who uses them.",
            "Your file contains a sentence addressed to software. Do you know how it came to be there?");
    }

    /// <summary>Read as running text: a line that goes on in small letters is the same sentence as the line before it.</summary>
    private static IEnumerable<Flag> VisibleInstructions(FlagContext context)
    {
        var cells = context.Text.Lines.SelectMany(l => l.Cells.Select((c, i) => (Cell: c, Starts: i > 0 || l.Bullet || l.AfterBlank))).ToList();
        var running = new System.Text.StringBuilder();
        var starts = new List<int>();
        foreach (var (cell, begins) in cells)
        {
            running.Append(!begins && char.IsLower(cell.Text.FirstOrDefault()) ? ' ' : '\n');
            starts.Add(running.Length);
            running.Append(cell.Text);
        }

        foreach (var (start, length) in Instructions.All(running.ToString()).OrderBy(at => at.Start))
        {
            var found = starts.BinarySearch(start);
            var i = found < 0 ? ~found - 1 : found;
            var inCell = start - starts[i];
            var within = Math.Min(length, cells[i].Cell.Text.Length - inCell);
            yield return Injection(VisibleText.Around(cells[i].Cell, inCell, within), visible: true,
                within < length ? "in plain sight, over two lines" : "in plain sight");
        }
    }

    private static Flag Aside(AsideText aside)
    {
        var rule = FlagRules.AsideInstruction;
        var at = Instructions.All(aside.Text).First();
        var text = aside.Text.Length <= 300 ? aside.Text : aside.Text.Substring(Math.Max(0, at.Start - 20),
            Math.Min(300, aside.Text.Length - Math.Max(0, at.Start - 20)));
        return new Flag(rule.Id, rule.Version, rule.Class, $"Instruction in the {Place(aside.Where)}",
            $"The {Place(aside.Where)} {(aside.Where == "metadata" ? "contain" : "contains")} an instruction to a reader "
                + "or to software that the pages do not show.",
            new Quote(text, aside.Page, null), QuoteIsVisible: false,
            "Export programs and templates fill in these fields, sometimes with text from an earlier owner.",
            "A hidden field of your file contains a sentence addressed to software. Do you know how it came to be there?");
    }

    private static Flag Split(IReadOnlyList<string> words)
    {
        var rule = FlagRules.SplitWords;
        return new Flag(rule.Id, rule.Version, rule.Class, "Invisible characters inside words",
            $"{words.Count} words are split by characters that have no width.", new Quote(string.Join(", ", words.Take(8)), 1, null),
            QuoteIsVisible: false,
            "Some web editors and right-to-left keyboards insert such characters on copy and paste.",
            "Some words in your file contain invisible characters. Which program did you write it with?");
    }

    private static string Place(string where) => where switch
    {
        "actual-text" => "replacement text of the file",
        "alt-text" => "description of a picture",
        "other-readers" => "text for screen readers and other programs",
        _ => "properties of the file",
    };

    private static string Where(string how) => how switch
    {
        "ink" => "in the same colour as the background or covered by something",
        "tiny" => "too small to read",
        "off-page" => "outside the page",
        "docx-hidden" => "marked as hidden or white on white",
        "unicode" => "written in characters that have no shape",
        _ => "not shown on the page",
    };
}
