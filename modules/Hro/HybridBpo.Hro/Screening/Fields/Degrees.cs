using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>A degree in a text: its words, its field, its level (1 school, 2 vocational or associate, 3 bachelor, 4 master, 5 doctor).</summary>
internal sealed record FoundDegree(int Start, int Length, int AreaStart, int AreaLength, int Level);

internal static partial class Degrees
{
    public static FoundDegree? Find(string text)
    {
        var m = Degree().Match(text);
        if (!m.Success)
            return null;
        var name = m.Groups["name"];
        var area = AreaOf().Match(text[(name.Index + name.Length)..]);
        var field = area.Groups["area"];
        return new FoundDegree(name.Index, name.Length, name.Index + name.Length + field.Index, area.Success ? field.Length : 0, LevelOf(m));
    }

    public static int LevelOf(string text) => Degree().Match(text) is { Success: true } m ? LevelOf(m) : 0;

    private static int LevelOf(Match m) =>
        m.Groups["doctor"].Success ? 5 : m.Groups["master"].Success ? 4 : m.Groups["bachelor"].Success ? 3 : m.Groups["associate"].Success ? 2 : 1;

    [GeneratedRegex(@"(?<![\p{L}\d.])(?<name>"
        + @"(?<doctor>ph\.? ?d\.?|d\.?phil\.?|doctor(?:ate)?(?: of (?:philosophy|medicine|science|education|business administration|law))?"
        + @"|ed\.?d\.?|j\.?d\.?|juris doctor|m\.d\.|dr\.)"
        + @"|(?<master>(?:executive |professional )?master(?:[’']?s)?(?: degree)?(?: of (?:science|arts|engineering|business administration"
        + @"|computer applications?|technology|commerce|education|fine arts"
        + @"|public health|social work|law|laws|music|philosophy))?|m\.? ?sc\.?(?: ?\(.{1,20}?\))?|m\.? ?s\.?(?! university)|m\.? ?a\.?"
        + @"|m\.? ?b\.? ?a\.?"
        + @"|m\.? ?c\.? ?a\.?|m\.?[- ]{0,2}tech\.?|m\. ?e\.?|m\.? ?eng\.?|m\.? ?com\.?|m\.? ?ed\.?|m\.?phil\.?|ll\.?m\.?"
        + @"|pgdm|pgdca|pgdba?|pgp|post[- ]?graduat(?:e|ion)(?: diploma| degree| program(?:me)?)?|máster|maestría)"
        + @"|(?<bachelor>(?:honou?rs )?bachelor(?:[’']?s)?(?: degree)?(?: of (?:science|arts|engineering|business administration|business"
        + @"|computer applications?|technology|commerce|education|fine arts"
        + @"|law|laws|music|architecture|nursing|applied science|social work|management studies|pharmacy))?|b\.? ?sc\.?|b\.? ?s\.?|b\.? ?a\.?"
        + @"|b\.? ?b\.? ?a\.?|b\.? ?c\.? ?a\.?|b\.?[- ]{0,2}tech\.?|b\. ?e\.?|b ?e(?= in\b)|b\.? ?eng\.?|b\.? ?com\.?|b\.? ?ed\.?|b\.?arch\.?"
        + @"|b\.? ?b\.? ?m\.?|bms|bfa|bsba"
        + @"|ll\.?b\.?|undergraduate degree|(?<!(?:expected|anticipated|projected|of) )graduation(?!\s*(?::|date|year|\d))"
        + @"|licenciatura|grado|licence|diplom-?\w*)"
        + @"|(?<associate>associate(?:[’']?s)?(?: degree)?(?: of (?:science|arts|applied science))?(?= (?:in|of|degree)|,|$)|a\.a\.s?\.?|a\.s\."
        + @"|polytechnic diploma|(?:advanced |graduate |post |national |higher )?diploma|certificate(?: program)?|vocational training"
        + @"|iti|hnd|foundation degree|ausbildung)"
        + @"|(?:senior |higher )?(?:secondary|high) school(?: diploma| certificate)?(?=$|,| -| in\b| diploma)|ged|g\.e\.d\.|a[- ]levels?|abitur"
        + @"|baccalauréat|ssc|hsc|s\.s\.c\.?|h\.s\.c\.?|puc|s\.s\.l\.c\.?|sslc|intermediate|matriculation|(?:10|12) ?(?:th|\+ ?2)(?: standard"
        + @"| grade| class)?|xii?(?:th)?|class (?:10|12|xii?))"
        + @"(?![\p{L}\d])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2_000)]
    private static partial Regex Degree();

    [GeneratedRegex(@"^[.,:\s]*(?:(?:degree )?(?:in|of|with a major in|major(?:ing)? in|specializ(?:ing|ation) in|en)\s+|[-–—:,(]\s*"
        + @"|\s+)?(?<area>(?!(?:in|of|degree|with)\s*$)\p{L}[\p{L}&/.,()\s'’\-+]{1,90}?)\s*(?=$|\s[-–—|·•]\s|\||;|\d|\(\d| from | at |,? expected"
        + @"|,? minor|,\s*\p{L}*\s?(?:university|college|institute|school)|\s{2,})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2_000)]
    private static partial Regex AreaOf();
}
