using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>The words around a mention that tell whether it is claimed, hoped for or denied.</summary>
internal static partial class ClaimWords
{
    private const int Reach = 70;

    public static Claim Of(string text, int start, int length)
    {
        var from = Math.Max(0, start - Reach);
        var before = text[from..start];
        before = before[(before.LastIndexOfAny(['.', ';', '!', '?', '|', '•', '●', '▪']) + 1)..];
        var after = text[(start + length)..Math.Min(text.Length, start + length + Reach)];
        return (NoBefore().IsMatch(before) && NoThing().IsMatch(after)) || DeniedBefore().IsMatch(before) ? Claim.Denied
            : HopedBefore().IsMatch(before) || HopedAfter().IsMatch(after) ? Claim.Hoped
            : Claim.Made;
    }

    /// <summary>"Communication" in "designed communication protocols": one common word before another that is no part of the criterion.</summary>
    public static bool IsPartOfAnotherTerm(string text, int start, int length)
    {
        var named = start > 0 && char.IsUpper(text[start]) && text[..start].TrimEnd() is { Length: > 0 } head && !".!?•●▪:".Contains(head[^1]);
        return !named && NextWord().Match(text[(start + length)..]) is { Success: true } next && !GoesOn().IsMatch(next.Groups[1].Value);
    }

    [GeneratedRegex(@"\b(?:no|without(?: any)?|lack of|lacking)\s+(?:(?:prior|previous|direct|formal|hands-on|professional|actual|paid)\s+)*$",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex NoBefore();

    [GeneratedRegex(@"^\s+(?:experience|knowledge|skills?|training|background|exposure|certificat\w+)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex NoThing();

    [GeneratedRegex(@"\b(?:(?:no|without|lack(?:s|ing)?)\b(?:\s+\w+){0,3}\s+(?:experience|knowledge|familiarity|exposure|training|background|skills)"
        + @"|(?:not|never|have(?:n['’]t| not)|has(?:n['’]t| not)|did(?:n['’]t| not)|do(?:n['’]t| not))\b(?:\s+\w+){0,2}?\s+(?:experienced|familiar"
        + @"|proficient|trained|certified|worked|used|use|know))\b(?:\s+(?:with|in|of|on|using|the|any|or|and)\b|\s*$)[^,]{0,40}$",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex DeniedBefore();

    [GeneratedRegex(@"\b(?:(?:willing(?:ness)?|eager(?:ness)?|keen|happy|hop(?:e|es|ing)|want(?:s|ing)?|wish(?:es|ing)?|would like|aim(?:s|ing)?"
        + @"|plan(?:s|ning)?|looking|ready|excited) to (?:learn|train|study|be trained|gain|acquire|develop|become|obtain|get|start|move)"
        + @"|(?:currently|now|still|presently)\s+(?:learning|studying|pursuing|taking)|learning to use|(?:^|,\s*|\bam )\s*learning|pursuing"
        + @"|working towards?|preparing for|aspir(?:e|es|ing|ations?)|interest(?:ed)? in (?:learning|studying)|curious about|would love to"
        + @"|hope to|yet to learn)\b[^:]{0,60}$", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex HopedBefore();

    [GeneratedRegex(@"^[^.;,|•]{0,30}?[(\s–—-](?:in progress|(?:not (?:yet )?)?(?:planned|started)|pending|candidate|underway|under way|expected"
        + @"|ongoing course|currently learning|learning now)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex HopedAfter();

    [GeneratedRegex(@"^[ -](\p{L}[\p{L}'’]*)", RegexOptions.None, 1_000)]
    private static partial Regex NextWord();

    /// <summary>Words after which the criterion's word still means itself.</summary>
    [GeneratedRegex(@"^(?:and|or|for|of|with|in|to|using|via|on|at|as|by|from|across|through|within|between|during|while|when|that|which|per"
        + @"|skills?|abilit\w+|experience\w*|software|systems?|tools?|certified|certification|training|process(?:ing|es)?|management"
        + @"|administration|duties|tasks|work|support|operations?|functions?|activities|services?|expert\w*|specialist|qualit\w+|is|are|was|were)$",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex GoesOn();
}
