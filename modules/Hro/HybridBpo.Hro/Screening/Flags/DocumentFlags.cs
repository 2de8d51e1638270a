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
            $"{words.Count} {(words.Count == 1 ? "word" : "words")} {Where(hidden.How)}, not visible elsewhere in the file."
                + (shared > 0 ? $" {shared} of them occur in the job text." : ""),
            new Quote(hidden.Text, hidden.Page, hidden.Box), QuoteIsVisible: false,
            "It may be left over from a purchased template or a converter; the candidate may not know of it.",
            "Your file holds text that does not show on the page. Do you know where it comes from?");
    }

    private static Flag Injection(Quote quote, bool visible, string where)
    {
        var rule = FlagRules.PromptInjection;
        return new Flag(rule.Id, rule.Version, rule.Class, $"Instruction to a reader or a machine on page {quote.Page}",
            $"A sentence {where} tells whoever reads the file how to judge it. No rule and no model reads it.", quote, visible,
            "Templates and advice sites insert such lines, at times without telling the person who uses them.",
            "Your file holds a sentence that is addressed to software. Do you know where it comes from?");
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
                yield return Injection(VisibleText.QuoteOf(cells[i - 1]), visible: true, "in plain sight, over two lines,");
        }
    }

    private static Flag Aside(AsideText aside)
    {
        var rule = FlagRules.AsideInstruction;
        var at = Instructions.Find(aside.Text)!.Value;
        var text = aside.Text.Length <= 300 ? aside.Text : aside.Text.Substring(Math.Max(0, at.Start - 20),
            Math.Min(300, aside.Text.Length - Math.Max(0, at.Start - 20)));
        return new Flag(rule.Id, rule.Version, rule.Class, $"Instruction in the file's {aside.Where.Replace('-', ' ')}",
            $"The file's {aside.Where.Replace('-', ' ')} holds a command to a reader or a machine that the pages do not show.",
            new Quote(text, aside.Page, null), QuoteIsVisible: false,
            "Export programs and templates fill these fields, at times with text of an earlier owner.",
            "The properties of your file hold a sentence that is addressed to software. Do you know where it comes from?");
    }

    private static Flag Split(IReadOnlyList<string> words)
    {
        var rule = FlagRules.SplitWords;
        return new Flag(rule.Id, rule.Version, rule.Class, "Invisible characters inside words",
            $"{words.Count} words are cut in two by characters that have no width.", new Quote(string.Join(", ", words.Take(8)), 1, null),
                QuoteIsVisible: true,
            "Some web editors and right-to-left keyboards insert such characters on copy and paste.",
            "Some words of your file hold invisible characters. Which program did you write it with?");
    }

    private static string Where(string how) => how switch
    {
        "ink" => "in the colour of what is behind them, or covered",
        "tiny" => "too small to read",
        "off-page" => "outside the page",
        "docx-hidden" => "marked as hidden or white on white",
        "unicode" => "written in characters without a shape",
        _ => "not shown on the page",
    };
}
