using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>
/// Recognises a command to set instructions aside, the markers of a model's prompt, and an order how to judge this very resume. To greet a recruiter,
/// to write of judging others or of the commands that one gives to models is ordinary work, and none of it.
/// </summary>
internal static partial class Instructions
{
    public static bool In(string text) => All(text).Any();

    /// <summary>Where in the text commands stand. A new line is a new sentence.</summary>
    public static IEnumerable<(int Start, int Length)> All(string text) =>
        from pattern in (Regex[])[Override(), Markers(), Verdict(), Foreign()]
        from Match m in pattern.Matches(text)
        let command = m.Groups["command"]
        where !IsAboutTheSubject(text, command.Index, command.Length)
        select (command.Index, command.Length);

    /// <summary>The same search in a text whose letters are spaced out ("i g n o r e").</summary>
    public static bool IsSpacedOut(string text)
    {
        if (!Spaced().IsMatch(text))
            return false;
        var tight = Spaced().Replace(text, m => m.Value.Replace(" ", "", StringComparison.Ordinal) + " ");
        return Tight().IsMatch(tight.Replace(" ", "", StringComparison.Ordinal));
    }

    /// <summary>People who build or defend such systems write about them; a command that is quoted or named is not given.</summary>
    private static bool IsAboutTheSubject(string text, int start, int length)
    {
        var before = text[Math.Max(0, start - 100)..start];
        before = SentenceEnd().Split(before)[^1];
        var after = text[(start + length)..Math.Min(text.Length, start + length + 40)];
        return Subject().IsMatch(before) || Named().IsMatch(after)
            || (before.TrimEnd() is [.., '"' or '“' or '‘' or '«' or '\'' or '`'] && before.Any(char.IsLetter));
    }

    private const string Addressed = @"(?:a\.?i\.?|llms?|language models?|chat ?bots?|chatgpt|gpt(?:-?\d)?|claude|gemini|copilot"
        + @"|assistants?|models?|ats|(?:ai|automated|resume|cv) (?:screen\w*|review\w*|systems?|tools?|parsers?)"
        + @"|screeners?|reviewers?|recruiters?|evaluators?|graders?)";

    /// <summary>Only where a sentence starts, or after words that turn to the reader, does a verb give a command.</summary>
    private const string Commanding = @"(?:(?:^|[.!?:;]\s)[\s•●▪■◦*\-–>""“'#\[\](]{0,6}|\bplease,?\s+"
        + @"|\byou\s+(?:must|should|shall|will|are to|have to|need to)\s+"
        + @"|\bfrom now on,?\s+|\b" + Addressed + @"\s*[,:]\s*)(?:(?:now|then|instead|also|just|simply|always|immediately),?\s+){0,2}";

    private const string ThisOne = @"\bthis\s+(?:candidate|applicant|resume|cv|application)\b(?!['’]|\s+(?:pool|tracking|pipeline|flow"
        + @"|experience|data|list|base|form|system|parser))";

    [GeneratedRegex(Commanding + @"(?<command>(?:ignore|disregard|forget)\s+(?:(?:all|any|every|of|the|my|these|those|each|and)\s+){0,4}"
        + @"(?:(?:previous|prior|above|earlier|preceding|foregoing|existing|your|other|system|given)\s+(?:and\s+)?){1,3}(?:\w+\s+){0,2}?"
        + @"(?:instruction|prompt|rule|guideline|criteri|direction|command|requirement|context|information"
        + @"|resumes?\b|candidates?\b|applicants?\b)\w*)",
        RegexOptions.IgnoreCase | RegexOptions.Multiline, 2_000)]
    private static partial Regex Override();

    [GeneratedRegex(@"(?<command><\|(?:im_start|im_end|system|endoftext|assistant|user)\|>|\[/?INST\]|<</?SYS>>"
        + @"|\[(?:SYSTEM|ADMIN) (?:PROMPT|OVERRIDE)\]"
        + @"|\bBEGIN (?:SYSTEM|ADMIN) (?:PROMPT|OVERRIDE)\b|^#{2,}\s*(?:system prompt|instructions? (?:to|for) " + Addressed + @")\s*:)",
        RegexOptions.IgnoreCase | RegexOptions.Multiline, 2_000)]
    private static partial Regex Markers();

    [GeneratedRegex(Commanding + @"(?<command>(?:(?:rate|score|rank|grade|mark|classify|recommend|shortlist|advance|approve|hire"
        + @"|prioriti[sz]e)\s+(?:\w+\s+)?" + ThisOne
        + @"|(?:select|evaluate|treat|consider|accept)\s+" + ThisOne + @"\s+(?:as|to be)\s+(?:\w+\s+)?(?:best|top|perfect|ideal|highest)\b"
        + @"|(?:give|assign|award)\s+" + ThisOne + @"[^.!?\n]{0,30}\b(?:score|rating|rank|grade|marks?|points)\b"
        + @"|(?:reply|respond|answer|output|print|state|say|report|conclude|write|confirm|tell)\b[^.!?\n]{0,40}" + ThisOne
        + @"[^.!?\n]{0,60}\b(?:best|perfect|ideal|top|excellent|exceptional|outstanding|qualified|hired?|highest|recommended|meets|fits?|match\w*)\b"
        + @"|(?:do not|don['’]t|never)\s+(?:reject|disqualify|screen out)\s+" + ThisOne
        + @"|(?:do not|don['’]t|never)\s+(?:mention|reveal|disclose)\s+(?:this|these)\s+(?:instruction|prompt)s?\b))",
        RegexOptions.IgnoreCase | RegexOptions.Multiline, 2_000)]
    private static partial Regex Verdict();

    [GeneratedRegex(Commanding + @"(?<command>(?:ignorier(?:e|en sie|t)|vergiss|missachte)\s+(?:\w+\s+){0,2}?"
        + @"(?:bisherig|vorherig|vorig|früher|obig|vorangehend)\w*\s+(?:\w+\s+)?(?:anweisung|instruktion|vorgabe|befehl)\w*"
        + @"|(?:ignora|ignore|olvida|descarta)\s+(?:\w+\s+){0,3}?(?:instrucciones|indicaciones)\s+(?:\w+\s+)?(?:anterior|previa)\w*"
        + @"|(?:ignore[zr]?|oublie[zr]?)\s+(?:\w+\s+){0,3}?(?:instructions|consignes)\s+(?:précédent|antérieur|ci-dessus)\w*"
        + @"|ignora\s+(?:\w+\s+){0,3}?istruzioni\s+precedent\w*|ignor[ae]\s+(?:\w+\s+){0,3}?instruções\s+anterior\w*)",
        RegexOptions.IgnoreCase | RegexOptions.Multiline, 2_000)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"\b(?:defen[ds]\w*|detect\w*|prevent\w*|protect\w*|mitigat\w*|against|research\w*|attacks?|vulnerab\w*|red[- ]team\w*|such as"
        + @"|like|jailbreak\w*|adversarial|injections?|test(?:s|ed|ing)?|tokens?|tokeni[sz]er|templates?|chatml|fine-?tun\w*|prompt engineer\w*"
        + @"|(?:wrote|written|stud(?:y|ied)|called|titled|named)\b[^.\n]{0,40})\b", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Subject();

    [GeneratedRegex(@"^[""”’»'`]?\s*(?:tokens?|tags?|markers?|formats?|templates?|attacks?|injections?)\b", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Named();

    [GeneratedRegex(@"\n|[.!?]\s", RegexOptions.None, 2_000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"(?:\b\p{L} ){6,}\p{L}\b", RegexOptions.None, 2_000)]
    private static partial Regex Spaced();

    [GeneratedRegex(@"ignore(?:all)?(?:the)?(?:previous|prior|above|your)|disregard(?:all)?(?:the)?(?:previous|prior|above)|hirethiscandidate"
        + @"|thiscandidateis(?:the|a)?(?:best|perfect)", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Tight();
}
