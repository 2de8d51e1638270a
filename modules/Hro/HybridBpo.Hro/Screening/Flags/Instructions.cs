using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Recognises a command to an AI or a recruiter: what no honest line of a resume says.</summary>
internal static partial class Instructions
{
    /// <summary>Where in the text the command stands, or null.</summary>
    public static (int Start, int Length)? Find(string text)
    {
        foreach (var pattern in (Regex[])[Override(), Authority(), Markers(), Praise(), Verdict(), Foreign()])
        {
            foreach (Match m in pattern.Matches(text))
            {
                if (!IsAboutTheSubject(text, m))
                    return (m.Index, m.Length);
            }
        }

        return null;
    }

    /// <summary>The same search in a text whose letters are spaced out ("i g n o r e").</summary>
    public static bool IsSpacedOut(string text)
    {
        if (!Spaced().IsMatch(text))
            return false;
        var tight = Spaced().Replace(text, m => m.Value.Replace(" ", "", StringComparison.Ordinal) + " ");
        return Tight().IsMatch(tight.Replace(" ", "", StringComparison.Ordinal));
    }

    /// <summary>People who defend systems against such commands write about them; a quoted or named attack is not one.</summary>
    private static bool IsAboutTheSubject(string text, Match m)
    {
        var before = text[Math.Max(0, m.Index - 80)..m.Index];
        return Defence().IsMatch(before) && !Praise().IsMatch(text[(m.Index + m.Length)..]);
    }

    private const string Ai = @"(?:a\.?i\.?|llms?|language models?|chat ?bots?|chatgpt|gpt(?:-?\d)?|claude|gemini|copilot|assistants?|models?|ats"
        + @"|(?:ai|automated|resume|cv) (?:screen\w*|review\w*|systems?|tools?|parsers?)|screening (?:systems?|tools?|software)|screeners?"
        + @"|reviewers?|recruiters?|evaluators?|graders?)";

    [GeneratedRegex(@"\b(?:ignore|disregard|forget|override|bypass|skip)\b[^.!?\n]{0,40}\b(?:previous|prior|above|earlier|preceding|foregoing"
        + @"|other|all|any|your|system|these|the)\b[^.!?\n]{0,30}\b(?:instruction|prompt|rule|guideline|criteri|direction|command|requirement"
        + @"|context|information|resumes?\b|candidates?\b|applicants?\b)",
        RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Override();

    [GeneratedRegex(@"\b(?:note|message|instructions?|attention|notice|important|memo|hint|dear|hello|hi|hey)\b[\s,:-]{0,3}(?:to|for)?\s*(?:the "
        + @"|any |all )?" + Ai + @"\b(?:\s*(?:[:!,-]|reading|processing|reviewing|evaluating|screening|that|who))"
        + @"|\b(?:if|when) (?:you are|you're|this is (?:being )?(?:read|processed|reviewed|screened|evaluated) by) (?:an? |the |any )?" + Ai + @"\b"
        + @"|\byou are (?:now )?(?:an? |the )?(?:" + Ai + @"|helpful|expert recruiter|hiring (?:manager|assistant))\b|\b(?:as|being) an? (?:ai|llm"
        + @"|large language model|language model)(?: \w+)?,? (?:you|please|i must|rate|rank|score)"
        + @"|\bact as (?:an? |the )?(?:" + Ai + @"|hiring manager)\b|\bnew (?:system )?(?:instructions?|prompt)\s*:|\bsystem (?:prompt|message"
        + @"|override|instruction)s?\s*[:=]", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Authority();

    [GeneratedRegex(@"<\|?(?:im_start|im_end|system|endoftext|assistant|user)\|?>|\[/?(?:INST|SYS|SYSTEM|SYSTEM PROMPT|ADMIN)\]|<</?SYS>>"
        + @"|\bBEGIN (?:SYSTEM|ADMIN|OVERRIDE)\b|^#{2,}\s*(?:system|instruction|assistant)s?\b\s*:?",
        RegexOptions.IgnoreCase | RegexOptions.Multiline, 2_000)]
    private static partial Regex Markers();

    [GeneratedRegex(@"\b(?:reply|respond|answer|output|return|print|state|say|report|conclude|write|confirm|tell (?:the \w+|them|him"
        + @"|her))\b[^.!?\n]{0,50}\b(?:this|the|that)\s+(?:candidate|applicant|resume|cv|person)\b"
        + @"|\b(?:rate|score|rank|grade|mark|classify|evaluate|recommend|shortlist|select|advance|approve|hire|accept|prioriti[sz]e|treat"
        + @"|consider)\b\s+(?:\w+\s+){0,2}?(?:this|the)\s+(?:candidate|applicant|resume|cv|profile)\b"
        + @"|\b(?:give|assign|award|set)\b[^.!?\n]{0,40}\b(?:score|rating|rank|grade|marks?)\b[^.!?\n]{0,20}\b(?:10|100|highest|maximum|max|top"
        + @"|perfect|full|a\+)"
        + @"|\b(?:do not|don['’]t|never|must not)\b[^.!?\n]{0,20}\b(?:reject|disqualify|screen out|mention|reveal"
        + @"|disclose)\b[^.!?\n]{0,40}\b(?:candidate|applicant|resume|cv|instruction|prompt|text|message|this|me)\b",
        RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Verdict();

    [GeneratedRegex(@"\b(?:this|the)\s+(?:candidate|applicant|resume|cv|profile)\s+(?:is|should be|must be|has been|needs to be|deserves|meets"
        + @"|fulfil?ls|satisfies|exceeds)\b[^.!?\n]{0,60}\b(?:perfect|best|ideal|ranked|hired?|advanced?|selected|accepted|shortlisted|recommended"
        + @"|approved|excellent|outstanding|exceptional|top|highest|all|every)\b",
        RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Praise();

    [GeneratedRegex(@"\b(?:ignorier\w*|vergiss|missachte)\b[^.!?\n]{0,40}\b(?:anweisung|instruktion|vorgabe|befehl)|\b(?:ignora|ignore|olvida"
        + @"|descarta)\b[^.!?\n]{0,40}\b(?:instrucciones|indicaciones)|\b(?:ignore[zr]?|oublie[zr]?)\b[^.!?\n]{0,40}\b(?:instructions|consignes)"
        + @"|\bignor[ae]\b[^.!?\n]{0,40}\b(?:istruzioni|instruções)|\b(?:este candidato|dieser (?:kandidat|bewerber)"
        + @"|ce candidat)\b[^.!?\n]{0,40}\b(?:perfect\w*|ideal\w*|parfait|contratad|eingestellt|mejor|best\w*)", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"\b(?:defen[ds]\w*|detect\w*|prevent\w*|protect\w*|mitigat\w*|against|research\w*|attacks?|vulnerab\w*|red[- ]team\w*|such as"
        + @"|like|jailbreak\w*|adversarial|injections?|test(?:ed|ing)? for)\b",
        RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Defence();

    [GeneratedRegex(@"(?:\b\p{L} ){6,}\p{L}\b", RegexOptions.None, 2_000)]
    private static partial Regex Spaced();

    [GeneratedRegex(@"ignore(?:all)?(?:the)?(?:previous|prior|above|your)|disregard(?:all)?(?:the)?(?:previous|prior|above)|hirethiscandidate"
        + @"|thiscandidateis(?:the|a)?(?:best|perfect)", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Tight();
}
