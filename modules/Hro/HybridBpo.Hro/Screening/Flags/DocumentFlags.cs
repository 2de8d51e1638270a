namespace HybridBpo.Hro.Screening;

/// <summary>Facts of the document: what is in it that does not show, and commands to whoever reads it.</summary>
internal static class DocumentFlags
{
    public static IEnumerable<Flag> Find(FlagContext context)
    {
        foreach (var hidden in context.File.Hidden)
        {
            if (Instructions.Find(hidden.Text) is not null || Instructions.IsSpacedOut(hidden.Text))
                yield return Injection(new Quote(hidden.Text, hidden.Page, hidden.Box), visible: false, Where(hidden.How));
            else if (IsTelling(hidden.Text, context.JobText))
                yield return Hidden(hidden, context.JobText);
        }

        foreach (var flag in VisibleInstructions(context))
            yield return flag;
        foreach (var aside in context.File.Aside.Where(a => Instructions.Find(a.Text) is not null))
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

    private static IEnumerable<Flag> VisibleInstructions(FlagContext context)
    {
        var cells = context.Text.Lines.SelectMany(l => l.Cells).ToList();
        foreach (var cell in cells)
        {
            if (Instructions.Find(cell.Text) is { } at)
                yield return Injection(VisibleText.Around(cell, at.Start, at.Length), visible: true, "in plain sight");
        }

        for (var i = 1; i < cells.Count; i++)
        {
            var both = cells[i - 1].Text + ' ' + cells[i].Text;
            var cut = cells[i - 1].Text.Length;
            if (Instructions.Find(both) is { } at && at.Start < cut && at.Start + at.Length > cut + 1 && Instructions.Find(cells[i].Text) is null
                && Instructions.Find(cells[i - 1].Text) is null)
                yield return Injection(VisibleText.QuoteOf(cells[i - 1]), visible: true, "in plain sight, over two lines");
        }
    }

    private static Flag Aside(AsideText aside)
    {
        var rule = FlagRules.AsideInstruction;
        var at = Instructions.Find(aside.Text)!.Value;
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
                QuoteIsVisible: true,
            "Some web editors and right-to-left keyboards insert such characters on copy and paste.",
            "Some words in your file contain invisible characters. Which program did you write it with?");
    }

    private static string Place(string where) => where switch
    {
        "actual-text" => "replacement text of the file",
        "alt-text" => "description of a picture",
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
