using HybridBpo.Hro.Requisitions;

namespace HybridBpo.Hro.Screening;

/// <summary>One line of the index.</summary>
internal sealed record IndexLine(string File, string TextQuality, string Problem, int Integrity, int Clarify);

/// <summary>The list of a run's reports, by file name. It counts no verdicts, so it cannot become a ranking.</summary>
internal static class IndexPage
{
    public static string Of(Rubric rubric, IReadOnlyList<IndexLine> lines, IReadOnlyList<SamePerson> merges, IReadOnlyList<string> skipped) => Page.Of("Screening", Html.Of($"""
        <h1>{rubric.Title}</h1>
        <p class="second">{lines.Count} files, {lines.Count(l => l.TextQuality == ScreeningResult.Ok)} read by rules, {lines.Count(l => l.TextQuality != ScreeningResult.Ok)} for a person to read. In the order of file names; there is no ranking.</p>
        <section><table><thead><tr><th>File</th><th>Text</th><th class="num">Integrity</th><th class="num">Clarify</th></tr></thead><tbody>
        {Html.Join(lines.Select(Row))}
        </tbody></table></section>
        {List("Perhaps the same person", merges.Select(m => $"{m.File} and {m.Other}: {m.Why}. A person decides whether they are merged."))}
        {List("Remarks on the criteria", FairnessLint.Check(rubric.Criteria).Select(r => $"{r.Words}: {r.Why}"))}
        {List("Not a resume file, left alone", skipped)}
        <footer class="meta">Rubric {rubric.Version}, {rubric.Criteria.Count} criteria. Made by rules.</footer>
        """));

    private static Html Row(IndexLine line) => Html.Of($"""
        <tr><td><a href="{Uri.EscapeDataString(line.File)}.html">{line.File}</a>{(line.Problem.Length > 0 ? Html.Of($"<br><span class=\"meta\">{line.Problem}</span>") : default)}</td>
        <td>{(line.TextQuality == ScreeningResult.Ok ? Html.Of($"<span class=\"badge\">read</span>") : Html.Of($"<span class=\"badge is-warn\">needs a person</span>"))}</td>
        <td class="num" data-label="Integrity">{line.Integrity}</td><td class="num" data-label="Clarify">{line.Clarify}</td></tr>

        """);

    private static Html List(string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        return all.Count == 0 ? default
            : Html.Of($"<section><h2>{title}</h2><ul>{Html.Join(all.Select(l => Html.Of($"<li class=\"second\">{l}</li>")))}</ul></section>");
    }
}
