namespace HybridBpo.Hro.Screening;

/// <summary>What the file shows about one criterion. A verdict other than unclear has a quote, or it is unclear.</summary>
/// <param name="Id">The criterion.</param>
/// <param name="Verdict">meets | unclear | not-met.</param>
/// <param name="Quote">Verbatim words of the visible text, or null.</param>
/// <param name="Why">How the rule came to it, in one sentence.</param>
internal sealed record CriterionVerdict(string Id, string Verdict, Quote? Quote, string Why)
{
    public const string Meets = "meets";
    public const string Unclear = "unclear";
    public const string NotMet = "not-met";
}
