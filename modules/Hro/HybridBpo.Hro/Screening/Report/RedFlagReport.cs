using HybridBpo.Hro.Requisitions;
using HybridBpo.Hro.Views;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>The red-flag report of one file, for the screen and for A4.</summary>
internal static class RedFlagReport
{
    /// <param name="result">What the run said.</param>
    /// <param name="rubric">The yardstick it used.</param>
    /// <param name="crops">Page crops (PNG) by the place in <see cref="ScreeningResult.Flags"/>.</param>
    public static string Of(ScreeningResult result, Rubric rubric, IReadOnlyDictionary<int, byte[]> crops) =>
        Page.Of($"Red-flag report, {result.File}", Body(result, rubric, crops));

    private static Html Body(ScreeningResult result, Rubric rubric, IReadOnlyDictionary<int, byte[]> crops) => Html.Of($"""
        <h1>Red-flag report, {result.File}</h1>
        <p class="second">{rubric.Title} · {result.Pages} {(result.Pages == 1 ? "page" : "pages")} · as of {Day(result.AsOf)}</p>
        <p class="note"><b>A flag is a question, not a finding.</b> Flags never change a candidate’s order or verdict.
        <b>Document fact</b> is a fact about the document. <b>Clarify</b> is a neutral question without effect.</p>
        {Quality(result)}
        <dl class="facts">
        <div><dt>Checks run</dt><dd><b>{result.ChecksRun.Count}</b><small>rule set {FlagRules.RuleSet}</small></dd></div>
        <div><dt>Document facts</dt><dd><b>{result.Flags.Count(f => f.Class == FlagClass.Integrity)}</b></dd></div>
        <div><dt>Clarify</dt><dd><b>{result.Flags.Count(f => f.Class == FlagClass.Clarify)}</b></dd></div>
        <div><dt>Not checked</dt><dd><b>{FlagRules.All.Count - result.ChecksRun.Count}</b>
        <small>no need of the job shown, or nothing to compare with</small></dd></div>
        </dl>
        <section><h2>Flags</h2>{Flags(result, crops)}</section>
        {Uncertain(result)}
        {Criteria(result, rubric)}
        {Covered(result)}
        <section><h2>Looked for, not found</h2><p class="second">{NotFound(result)}</p></section>
        {Off(result)}
        <section><h2>Never looked at</h2><p class="second">{Sentence(FlagRules.Never.Values)}</p></section>
        <footer class="meta">Made by rules; no language model had a part in it.
        {result.DroppedClaims} statements could not be verified in the visible text and were left out.
        Rubric {rubric.Version}, skill table {rubric.SkillTableHash[..8]}. File SHA-256 {result.Sha256}. The candidate may ask for a copy.</footer>
        """);

    private static string NotFound(ScreeningResult result) =>
        Sentence(FlagRules.All.Where(r => result.ChecksRun.Contains(r.Id) && result.Flags.All(f => f.Id != r.Id)).Select(r => r.Words));

    /// <summary>The page of a file that could not be read.</summary>
    public static string Of(string file, Rubric rubric, Refusal refusal) => Page.Of($"Red-flag report, {file}", Html.Of($"""
        <h1>Red-flag report, {file}</h1>
        <p class="second">{rubric.Title}</p>
        <p class="note is-warn"><b>Not read; a person needs to look at it.</b> {refusal.Message}</p>
        <p class="note">That a file cannot be read says nothing about the person who sent it. No verdict and no flag was made.</p>
        """));

    private static Html Quality(ScreeningResult result) => result.QualityReason.Length == 0 ? default : Html.Of(
        $"<p class=\"note is-warn\"><b>A person needs to read this file.</b> {result.QualityReason} That says nothing about the candidate.</p>");

    private static Html Flags(ScreeningResult result, IReadOnlyDictionary<int, byte[]> crops) => result.Flags.Count == 0
        ? Html.Of($"<p class=\"second\">None.</p>")
        : Html.Join(result.Flags.Select((flag, i) => Of(flag, i, crops.GetValueOrDefault(i))));

    private static Html Of(Flag flag, int index, byte[]? crop) => Html.Of($"""
        <article><div>{ClassOf(flag)}</div>
        <div><h3>{index + 1} · {flag.Title}</h3>{Evidence(flag, crop)}
        <dl><dt>What was found</dt><dd>{flag.Finding}</dd>
        <dt>Innocent reading</dt><dd>{flag.InnocentExplanation}</dd>
        <dt>Question</dt><dd>“{flag.Question}”</dd>
        <dt>Effect on screening</dt><dd>None.</dd>
        <dt>Rule</dt><dd>{flag.Id} v{flag.Version}, page {flag.Quote.Page}{Place(flag.Quote.Box)}</dd></dl></div></article>
        """);

    private static Html ClassOf(Flag flag) => flag.Class == FlagClass.Integrity
        ? Html.Of($"<span class=\"badge is-bad\">Document fact</span>")
        : Html.Of($"<span class=\"badge\">Clarify</span>");

    private static string Place(Box? box) => box is { } b ? FormattableString.Invariant($", box {b.X0:0} · {b.Y0:0} · {b.X1:0} · {b.Y1:0}") : "";

    private static Html Evidence(Flag flag, byte[]? crop) => flag.QuoteIsVisible
        ? Quoted(flag.Quote)
        : Html.Of($"{Crop(crop, flag.Quote.Page)}<span class=\"words\">{flag.Quote.Text}</span>");

    private static Html Crop(byte[]? png, int page) => png is null ? default : Html.Of(
        $"<figure class=\"crop\"><img src=\"data:image/png;base64,{Html.Trusted(Convert.ToBase64String(png))}\" alt=\"The place on page {page} as "
            + $"it is printed\"><figcaption>The place on page {page} as it is printed; below, the words that the file holds "
            + $"there</figcaption></figure>");

    private static Html Uncertain(ScreeningResult result) => result.NotCertain.Count == 0 ? default : Html.Of(
        $"<section><h2>Not certain, so not flagged</h2>{Html.Join(result.NotCertain.Select(Note))}</section>");

    private static Html Note(string text) => Html.Of($"<p class=\"second\">{text}</p>");

    private static Html Criteria(ScreeningResult result, Rubric rubric) => rubric.Criteria.Count == 0 ? default : Html.Of(
        $"<section><h2>Criteria</h2>{Html.Join(rubric.Criteria.Zip(result.Criteria, Of))}</section>");

    private static Html Of(Criterion criterion, CriterionVerdict verdict) => Html.Of($"""
        <div class="crit"><p>{criterion.Label} <span class="meta">{criterion.Need}</span></p>{Badge(verdict.Verdict)}
        {(verdict.Quote is { } q ? Quoted(q) : default)}<p class="meta">{verdict.Why}</p></div>
        """);

    private static Html Quoted(Quote quote) => Html.Of($"<p class=\"quote\">“{quote.Text}”<cite>page {quote.Page}</cite></p>");

    private static Html Badge(string verdict) => verdict switch
    {
        CriterionVerdict.Meets => Html.Of($"<span class=\"badge is-good\">Meets</span>"),
        CriterionVerdict.NotMet => Html.Of($"<span class=\"badge is-warn\">Not met</span>"),
        _ => Html.Of($"<span class=\"badge is-machine\">Unclear</span>"),
    };

    private static Html Covered(ScreeningResult result)
    {
        var kinds = result.Masked.What.GroupBy(m => m.Kind)
            .Select(g => Html.Of($"<span class=\"badge\">{MaskWords.Of(g.Key)} × {g.Sum(m => m.Count)}</span> ")).ToList();
        var shown = kinds.Count == 0 ? Html.Of($"<span class=\"second\">Nothing had to be covered.</span>") : Html.Join(kinds);
        return Html.Of($"<section><h2>What the first review does not see</h2><p class=\"tags\">{shown}</p></section>");
    }

    private static Html Off(ScreeningResult result)
    {
        var off = FlagRules.All.Where(r => r.OffByDefault && !result.ChecksRun.Contains(r.Id)).Select(r => r.Words).ToList();
        var needless = off.Count == 0 ? default
            : Html.Of($"<section><h2>Off</h2><p class=\"second\">{Sentence(off)} No job need was shown.</p></section>");
        var formless = result.ChecksRun.Contains(FlagRules.ContactMismatch.Id) ? default
            : Html.Of($"<section><h2>Not looked for</h2><p class=\"second\">{Sentence([FlagRules.ContactMismatch.Words])} "
                + $"There was no form.</p></section>");
        return Html.Of($"{needless}{formless}");
    }

    private static string Sentence(IEnumerable<string> parts)
    {
        var text = string.Join(" · ", parts);
        return text.Length == 0 ? "Nothing." : char.ToUpperInvariant(text[0]) + text[1..] + ".";
    }

    private static string Day(DateOnly day) => day.ToString("d MMM yyyy", System.Globalization.CultureInfo.InvariantCulture);
}
