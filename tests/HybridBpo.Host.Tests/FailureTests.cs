using System.Net.Http.Headers;
using System.Text.Json;
using HybridBpo.Platform;

namespace HybridBpo.Host.Tests;

public sealed class FailureTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData("/probe/boom")]
    [InlineData("/probe/broken-page")]
    public async Task A_failure_shows_a_reference_that_stands_in_the_log_and_nothing_of_its_inside(string path)
    {
        var answer = await (await host.SignedInAsync("analyst")).GetAsync(path);
        Assert.Equal(500, (int)answer.Status);
        Assert.DoesNotContain("secret inner words", answer.Body);
        Assert.DoesNotContain("InvalidOperation", answer.Body);
        Assert.Contains("hb-side", answer.Body);
        var reference = System.Text.RegularExpressions.Regex.Match(answer.Body, "[0-9a-f]{4}-[0-9a-f]{4}(?=</span></p>)").Value;
        Assert.NotEqual("", reference);
        Assert.Contains(host.Log.Lines, l => l.Contains(reference) && l.Contains("secret inner words"));
    }

    [Fact]
    public async Task A_refusal_is_a_page_for_people_a_fragment_for_htmx_and_json_for_programs()
    {
        var browser = await host.SignedInAsync("analyst");
        var page = await browser.GetAsync("/probe/refused");
        Assert.Equal(409, (int)page.Status);
        Assert.Contains("<html", page.Body);
        Assert.Contains("Somebody else was faster.", page.Body);
        Assert.Contains("<h1>That is not possible as things stand</h1>", page.Body);
        Assert.DoesNotContain(">ProbeRefused", page.Body);

        var fragment = await browser.GetAsync("/probe/refused", ("HX-Request", "true"));
        Assert.Equal("#hb-flash", fragment.Header("HX-Retarget"));
        Assert.DoesNotContain("<html", fragment.Body);
        Assert.Contains("Somebody else was faster.", fragment.Body);
        Assert.DoesNotContain(">ProbeRefused", fragment.Body);

        foreach (var json in new[] { await browser.GetAsync("/api/probe"), await browser.GetAsync("/probe/refused", ("Accept", "application/json")) })
        {
            using var document = JsonDocument.Parse(json.Body);
            Assert.Equal(409, (int)json.Status);
            Assert.Equal("ProbeRefused", document.RootElement.GetProperty("code").GetString());
            Assert.Equal("Somebody else was faster.", document.RootElement.GetProperty("message").GetString());
            Assert.Matches("^[0-9a-f]{4}-[0-9a-f]{4}$", document.RootElement.GetProperty("reference").GetString()!);
        }
    }

    [Fact]
    public void Only_what_changed_meanwhile_says_that_somebody_was_faster()
    {
        Assert.Equal("Somebody or something was faster", new ChangedMeanwhile("").Heading);
        Assert.Equal("Somebody has to stay administrator", new SignIn.LastAdministrator().Heading);
        var refusals = AppDomain.CurrentDomain.GetAssemblies().Where(a => a.GetName().Name!.StartsWith("HybridBpo.", StringComparison.Ordinal))
            .SelectMany(a => a.GetTypes()).Where(t => typeof(Refusal).IsAssignableFrom(t) && !t.IsAbstract && t != typeof(ChangedMeanwhile)).ToList();
        Assert.True(refusals.Count > 50);
        Assert.All(refusals, t => Assert.NotEqual(
            "Somebody or something was faster", ((Refusal)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(t)).Heading));
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_says_so_in_the_shell()
    {
        var answer = await (await host.SignedInAsync("analyst")).GetAsync("/nowhere");
        Assert.Equal(404, (int)answer.Status);
        Assert.Contains("We cannot find that", answer.Body);
        Assert.DoesNotContain(">NotFound", answer.Body);
        Assert.Matches("Reference <span class=\"hb-num\">[0-9a-f]{4}-[0-9a-f]{4}<", answer.Body);
        Assert.Contains("hb-side", answer.Body);
    }

    [Theory]
    [InlineData("/probe/upload", 1_900_000, 200)]
    [InlineData("/probe/upload", 2_100_000, 413)]
    [InlineData("/probe/small", 900_000, 200)]
    [InlineData("/probe/small", 1_200_000, 413)]
    public async Task A_file_is_taken_up_to_the_limit_of_its_page(string path, int bytes, int status)
    {
        var browser = await host.SignedInAsync("analyst");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(await browser.TokenAsync("/account")), "__RequestVerificationToken" },
            { new ByteArrayContent(new byte[bytes]) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } }, "file", "a.csv" },
        };
        Assert.Equal(status, (int)(await browser.SendAsync(HttpMethod.Post, path, form)).Status);
    }

    [Fact]
    public async Task A_sentence_said_after_a_form_is_shown_once_and_escaped()
    {
        var browser = await host.SignedInAsync("analyst");
        Assert.Equal(303, (int)(await browser.PostAsync("/probe/act", [])).Status);
        Assert.Contains("It is &lt;done&gt;.", (await browser.GetAsync("/account")).Body);
        Assert.DoesNotContain("It is &lt;done&gt;.", (await browser.GetAsync("/account")).Body);
    }

    [Fact]
    public async Task The_search_box_shows_hits_escaped_among_ones_own_clients()
    {
        var browser = await host.SignedInAsync("analyst");
        var fragment = await browser.GetAsync("/search?q=rowan", ("HX-Request", "true"));
        Assert.Contains("Rowan &lt;Ellery&gt;", fragment.Body);
        Assert.Contains("fernbrook", fragment.Body);
        Assert.DoesNotContain("<html", fragment.Body);
        Assert.Contains("Nothing found for “zzz”", (await browser.GetAsync("/search?q=zzz")).Body);
        Assert.Equal(200, (int)(await browser.GetAsync("/search?q=" + new string('x', 5000))).Status);
    }
}
