using HybridBpo.Hro.Requisitions;

namespace HybridBpo.Hro.Screening;

/// <summary>One line of the index.</summary>
internal sealed record IndexLine(string File, string TextQuality, string Problem, int Integrity, int Clarify);

/// <summary>The list of a run's reports, by file name. It counts no verdicts, so it cannot become a ranking.</summary>
internal static class IndexPage
{
    public static string Of(Rubric rubric, IReadOnlyList<IndexLine> lines, IReadOnlyList<SamePerson> merges, IReadOnlyList<string> skipped)
    {
        var read = lines.Count(l => l.TextQuality == ScreeningResult.Ok);
        return Page.Of("Screening", Body(rubric, lines, read, merges, skipped));
    }

    private static Html Body(
        Rubric rubric, IReadOnlyList<IndexLine> lines, int read, IReadOnlyList<SamePerson> merges, IReadOnlyList<string> skipped) => Html.Of($"""
        <h1>{rubric.Title}</h1>
        <p class="second">{lines.Count} files, {read} read by rules, {lines.Count - read} for a person to read.
        In the order of file names; there is no ranking.</p>
        <section><table><thead><tr><th>File</th><th>Text</th><th class="num">Document facts</th><th class="num">Clarify</th></tr></thead><tbody>
        {Html.Join(lines.Select(Row))}
        </tbody></table></section>
        {List("Perhaps the same person", merges.Select(m => $"{m.File} and {m.Other}: {m.Why}. A person decides whether they are merged."))}
        {List("Remarks on the criteria", FairnessLint.Check(rubric.Criteria).Select(r => $"{r.Words}: {r.Why}"))}
        {List("Not a resume file, left alone", skipped)}
        <footer class="meta">Rubric {rubric.Version}, {rubric.Criteria.Count} criteria. Made by rules.</footer>
        """);

    private static Html Row(IndexLine line) => Html.Of($"""
        <tr><td><a href="{Uri.EscapeDataString(line.File)}.html">{line.File}</a>{Problem(line)}</td>
        <td>{Text(line)}</td>
        <td class="num" data-label="Document facts">{line.Integrity}</td><td class="num" data-label="Clarify">{line.Clarify}</td></tr>

        """);

    private static Html Problem(IndexLine line) => line.Problem.Length > 0 ? Html.Of($"<br><span class=\"meta\">{line.Problem}</span>") : default;

    private static Html Text(IndexLine line) => line.TextQuality == ScreeningResult.Ok
        ? Html.Of($"<span class=\"badge\">read</span>")
        : Html.Of($"<span class=\"badge is-warn\">needs a person</span>");

    private static Html List(string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        return all.Count == 0 ? default
            : Html.Of($"<section><h2>{title}</h2><ul>{Html.Join(all.Select(l => Html.Of($"<li class=\"second\">{l}</li>")))}</ul></section>");
    }
}
