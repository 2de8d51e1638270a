using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Requisitions;

/// <summary>Something in a criterion that tends to shut out people for no reason of the job; shown beside it, decided by the recruiter.</summary>
/// <param name="Rule">Stable id.</param>
/// <param name="Words">The words that it is about.</param>
/// <param name="Why">What is wrong with them, and what to write instead.</param>
internal sealed record LintFinding(string Rule, string Words, string Why);

/// <summary>Reads criteria for words that stand in for age, origin, sex, family, health or place.</summary>
internal static class FairnessLint
{
    private static readonly (string Rule, Regex Pattern, string Why)[] Rules =
    [
        ("DEGREE", Of(@"\b(bachelor|master|ph\.?d|doctorate|university|college|academic)\w*('s)?( degree)?|\bdegree\b"),
            "A degree shuts out people who learned the work elsewhere. Name what they must be able to do, or write \"or equal experience\"."),
        ("CULTURE-FIT", Of(@"\bcultur(e|al) fit\b|\bfits? (in|into) (our|the) (team|culture)\b|\blike-?minded\b"),
            "\"Culture fit\" cannot be checked and favours people like those who are there. Name the behaviour that the work needs."),
        ("PLACE", Of(@"\b(zip|post(al)?) ?codes?\b|\blives? (in|near|close)\b|\blocal (candidates?|residents?|people)\b|\bresid(e|es|ing|ence)\b"),
            "Where somebody lives stands in for origin and race. Ask whether they can be at the site at the times needed."),
        ("AGE", Of(@"\byoung\b|\byouthful\b|\bdigital natives?\b|\brecent graduates?\b|\bmature\b|\benergetic\b|\bunder \d{2} years\b"),
            "It stands in for age. Name the skill or the experience that is needed."),
        ("MOST-YEARS", Of(@"\b(at most|no more than|maximum( of)?|max\.?) \d+ years?\b"),
            "An upper limit of experience stands in for age. Leave it out."),
        ("NATIVE-SPEAKER", Of(@"\bnative[- ]?(level )?(speakers?|english|german|spanish|french|tongue|language)\b|\bmother tongue\b|\baccent[- ]free\b"),
            "\"Native\" stands in for origin. Name the level needed, such as C1, and what it is used for."),
        ("SEX", Of(@"\b(he|his|him|she|her|salesm[ae]n|chairm[ae]n|handym[ae]n|waitress(es)?|hostess(es)?|guys|rock ?stars?|ninjas?)\b"),
            "The wording speaks to one sex. Use a neutral word."),
        ("FAMILY", Of(@"\b(un)?married\b|\bsingle\b(?! (point|sign|page|source|customer|case|call))|\bno (family|children|kids)\b|\bchild(ren)?-?free\b|\bpregnan\w+"),
            "Family is no requirement of a job. Name the working times instead."),
        ("HEALTH", Of(@"\bable-?bodied\b|\bhealthy\b|\bno (sick|medical)\b|\bphysically fit\b"),
            "It shuts out people with a disability. Name the task, and say that adjustments are made."),
        ("GAPS", Of(@"\bno (employment |cv |resume )?gaps?\b|\buninterrupted (employment|career)\b|\bcurrently employed\b"),
            "Gaps hit parents, carers and people who were ill. Leave it out."),
        ("PRESTIGE", Of(@"\b(top|elite|ivy|leading|renowned|prestigious)[- ](tier |league )?(universit\w+|schools?|colleges?|employers?|compan\w+)\b|\bivy league\b"),
            "Prestige stands in for origin and money. Name the skill."),
    ];

    public static IReadOnlyList<LintFinding> Read(string criterion) =>
        [.. Rules.Select(rule => (rule, Match: rule.Pattern.Match(criterion)))
            .Where(found => found.Match.Success && !(found.rule.Rule == "DEGREE" && Equal.IsMatch(criterion)))
            .Select(found => new LintFinding(found.rule.Rule, found.Match.Value, found.rule.Why))];

    private static readonly Regex Equal = Of(@"\bor (equal|equivalent|comparable|similar)\b");

    private static Regex Of(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));
}
