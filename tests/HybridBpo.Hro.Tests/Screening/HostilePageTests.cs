using System.Diagnostics;
using System.Text;
using System.Xml.Linq;
using HybridBpo.Hro.Applications;
using HybridBpo.Hro.Demo;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

/// <summary>Small files made to cost much: each is read or refused, in words, within seconds of processor time.</summary>
public class HostilePageTests
{
    /// <summary>Where each of these once took from eight seconds to minutes. Generous, as the machine may be busy.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private static readonly string Rows = string.Concat(Enumerable.Range(0, 3_000).Select(i => $"<p class=\"c{i}\">Built service number {i}</p>"));

    public static TheoryData<string, string> Refused => new()
    {
        { Many("<b>", 200_000), "nested more than" },
        { Many("<div>", 190_000), "nested more than" },
        { Many("<table><tr><td>", 60_000), "nested more than" },
        { Many("<p>x", 60_000), "elements" },
        { Many("<dd><li>", 40_000), "nested more than" },
        { Numbered("<b a={0}><applet></b></applet><p>", 3_000), "never closed" },
        { Numbered("<p><font size={0}></p>", 9_000), "nested more than" },
        { "<p " + Numbered("a{0}=1 ", 60_000) + ">", "attributes" },
        { Numbered("</i></b>", 100_000), "never closed" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task A_page_that_costs_too_much_is_refused_at_once(string body, string reason)
    {
        var page = Page("", body);
        var refusal = Assert.IsType<ReadingStopped>(await InTimeAsync(() => Screen.Refused(page, "cv.html")));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Look at it by hand.", refusal.Message, StringComparison.Ordinal);
        var sent = await InTimeAsync(() => CheckResume.RunAsync(page, "cv.html", TestContext.Current.CancellationToken));
        Assert.IsType<ReadingStopped>(sent.Refusal);
    }

    [Fact]
    public async Task A_page_over_1_MB_is_refused_before_it_is_parsed()
    {
        var nested = Page("", Many("<div>", 770_000));
        Assert.Contains("up to 1 MB", (await InTimeAsync(() => Screen.Refused(nested, "cv.html"))).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Read => new()
    {
        Many(":not(:has(* * *)) :nth-child(2n+1 of div div) {display:none}", 2_000),
        Numbered("p.d{0}{display:none}", 20_000),
        Many("/* ", 100_000), Many("@media x{", 50_000), Many("{", 100_000), Many("a,", 200_000), "p{background:" + Many("url(", 100_000),
    };

    [Theory]
    [MemberData(nameof(Read), DisableDiscoveryEnumeration = true)]
    public async Task A_style_sheet_made_to_cost_much_is_applied_in_time(string css)
    {
        var result = await InTimeAsync(() => Screen.Ok(Page("<style>" + css + "</style>", Rows), "cv.html"));
        Assert.Contains("service number 2999", result.VisibleText, StringComparison.Ordinal);
        Assert.Empty(result.Hidden);
    }

    [Fact]
    public async Task Style_rules_times_elements_beyond_the_limit_are_refused()
    {
        var css = Numbered(".c.x{0}{display:none}", 3_000);
        var all = Page("<style>" + css + "</style>", Many("<p class=\"c\">Built a service</p>", 3_000));
        Assert.Contains("style sheets take too long", (await InTimeAsync(() => Screen.Refused(all, "cv.html"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_boxes_inside_text_boxes_are_each_read_once()
    {
        XNamespace w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        var box = new XElement(w + "p", new XElement(w + "r", new XElement(w + "t", "Innermost words")));
        for (var i = 0; i < 40; i++)
            box = new XElement(w + "p", new XElement(w + "r", new XElement(w + "t", $"Box {i}")),
                new XElement(w + "r", new XElement(w + "drawing", new XElement(w + "txbxContent", box))));
        var docx = new DocxWriter().Paragraph("Jordan Sample").Paragraph("Engineer, Globex Inc, Jan 2020 - Present").Raw(box).ToBytes();
        var result = await InTimeAsync(() => Screen.Ok(docx, "cv.docx"));
        Assert.Equal(2, result.VisibleText.Split("Innermost words").Length);
    }

    [Fact]
    public async Task A_word_document_of_too_many_elements_is_refused()
    {
        XNamespace w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        var docx = new DocxWriter().Raw(new XElement(w + "p", Enumerable.Range(0, Limits.XmlElements).Select(_ => new XElement(w + "r")))).ToBytes();
        var refusal = Assert.IsType<ExpandsTooMuch>(await InTimeAsync(() => Screen.Refused(docx, "cv.docx")));
        Assert.Contains("elements", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<T> InTimeAsync<T>(Func<Task<T>> act)
    {
        var watch = Stopwatch.StartNew();
        var result = await act();
        Assert.True(watch.Elapsed < Soon, $"It took {watch.Elapsed.TotalSeconds:0.0} seconds.");
        return result;
    }

    private static string Many(string part, int times) => string.Concat(Enumerable.Repeat(part, times));

    private static string Numbered(string part, int times) => string.Concat(Enumerable.Range(0, times).Select(i =>
        part.Replace("{0}", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));

    private static byte[] Page(string head, string body) =>
        Encoding.UTF8.GetBytes($"<!doctype html><html><head>{head}</head><body><h1>Jordan Sample</h1>{body}</body></html>");
}
