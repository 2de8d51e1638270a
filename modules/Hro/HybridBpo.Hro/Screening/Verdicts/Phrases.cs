using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>The words or phrases that a criterion in free words asks for, when it is short enough to be one ("Appointment scheduling").</summary>
internal static partial class Phrases
{
    private const int MostWords = 5, MostParts = 6;

    /// <summary>What must stand in the text, each word for word; none when the criterion is a sentence that only a person can weigh.</summary>
    public static IReadOnlyList<string> Of(string label)
    {
        var core = Core(label);
        if (Bracket().Match(core) is { Success: true } bracket)
            return Parts(bracket.Groups[1].Value) is { Count: > 0 } named ? named : Parts(core[..bracket.Index]);
        return Parts(core);
    }

    /// <summary>The criterion without what says how well, how long and how much it is wanted.</summary>
    public static string Core(string label)
    {
        var text = label.Trim().TrimEnd('.', ';', ':');
        for (var before = ""; before != text;)
        {
            before = text;
            text = Lead().Replace(Tail().Replace(text, ""), "");
        }

        return text.Trim();
    }

    /// <summary>Letter case, hyphens, line breaks, "&amp;" for "and" and the plural of a longer phrase make no difference.</summary>
    public static Regex Pattern(string phrase)
    {
        var words = Gap().Split(phrase.Trim()).Where(w => w.Length > 0).Select(w => w is "&" || w.Equals("and", StringComparison.OrdinalIgnoreCase)
            ? "(?:and|&)" : Regex.Escape(w.Replace('’', '\'')).Replace("'", "['’]", StringComparison.Ordinal)).ToList();
        if (words.Count > 1 && words[^1].Length > 3 && words[^1].All(char.IsLetter))
            words[^1] = (words[^1].EndsWith('s') && !words[^1].EndsWith("ss", StringComparison.Ordinal) ? words[^1][..^1] : words[^1]) + "s?";
        var isAcronym = phrase.Length <= 3 && phrase.All(char.IsUpper);
        return new Regex($@"{SkillTable.Before}{string.Join(@"[\s\-\u00AD\u2010-\u2015]+", words)}{SkillTable.After}",
            (isAcronym ? RegexOptions.None : RegexOptions.IgnoreCase) | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));
    }

    /// <summary>"Communication skills" as a list of skills may name it: "Communication"; null when the phrase does not end so.</summary>
    public static string? AsItem(string phrase) => Skills().Match(phrase) is { Success: true, Index: > 0 } m ? phrase[..m.Index] : null;

    private static List<string> Parts(string text)
    {
        text = Example().Replace(text.Trim(), "");
        if (text.Length == 0 || Doing().IsMatch(text))
            return [];
        var parts = Divider().Split(text).Select(p => Lead().Replace(p.Trim(), "").Trim()).Where(p => p.Length > 0).ToList();
        return parts.Count <= MostParts && parts.All(IsPhrase) && AreOfOneKind(parts) ? parts : [];
    }

    /// <summary>"AI or deep-learning workload tuning" is one thing with two names of a part: parts of very different length are not split.</summary>
    private static bool AreOfOneKind(List<string> parts)
    {
        var words = parts.Select(p => (AsItem(p) ?? p).Split(' ').Length).ToList();
        return words.Max() - words.Min() <= 1;
    }

    private static bool IsPhrase(string part) => part.Any(char.IsLetter) && part.Length is > 1 and <= 60 && part.Split(' ').Length <= MostWords
        && !Sentence().IsMatch(part);

    /// <summary>What follows is a doing to be weighed, no thing to be named.</summary>
    [GeneratedRegex(@"^(?:abilit(?:y|ies)|able|capacity|willing(?:ness)?|desire|interest|passion|track record|genuine)\b", RegexOptions.IgnoreCase,
        1_000)]
    private static partial Regex Doing();

    [GeneratedRegex(@"[\s\-\u00AD\u2010-\u2015]+", RegexOptions.None, 1_000)]
    private static partial Regex Gap();

    [GeneratedRegex(@"^(?:(?:very )?(?:strong|solid|proven|demonstrated|demonstrable|excellent|good|great|outstanding|exceptional|effective|basic"
        + @"|working|working-level|hands[- ]on|prior|previous|some|practical|in-depth|deep|extensive|broad|advanced|professional|initial|sound"
        + @"|valid|current|active|minimum(?: of)?|at least|must have|must know)\s+"
        + @"|(?:\d{1,2}(?:\s?[-–]\s?\d{1,2})?\s?\+?|one|two|three|four|five)\s+years?[’']?\s+(?:of\s+)?"
        + @"|(?:experienced?|knowledge|proficien\w+|familiarity|familiar|skills?|skilled|expertise|background|understanding|competen\w+|fluency"
        + @"|fluent|training|trained|certified|comfortable|exposure|command|mastery|use)\s+(?:with|in|of|using|to use|on|to)\s+(?:the\s+|an?\s+)?"
        + @"|(?:use|using|knows?)\s+)", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Lead();

    [GeneratedRegex(@"[\s,;–—-]*\(?\b(?:(?:is|are)\s+)?(?:a (?:big |strong )?plus|preferred|preferably|required|desired|desirable|an advantage"
        + @"|advantageous|nice to have|a must|mandatory|essential|optional|ideally)\)?\W*$|(?<=\w)\s+experience\W*$|[\s,]+(?:and|or)$",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Tail();

    [GeneratedRegex(@"\s+(?:skills?|abilit(?:y|ies)|software|tools?|knowledge)$", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Skills();

    [GeneratedRegex(@"\s*\(([^()]{2,80})\)\s*$", RegexOptions.None, 1_000)]
    private static partial Regex Bracket();

    [GeneratedRegex(@"^(?:e\.?\s?g\.?|i\.e\.|such as|for example|like|including)[,:]?\s+", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Example();

    [GeneratedRegex(@"\s*[,;/]\s*(?:(?:and|or)\s+)?|\s+(?:and|or|&)\s+|\s+and/or\s+", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Divider();

    /// <summary>Words that no name of a skill has: then it is a sentence.</summary>
    [GeneratedRegex(@"\b(?:who|that|which|you|your|our|we|their|is|are|be|have|has|will|can|should|as required|such|another|similar|related"
        + @"|relevant|other)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Sentence();
}
