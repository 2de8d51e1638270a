using HybridBpo.Collections.Nudges.Strategies;

namespace HybridBpo.Collections.Tests.Nudges.Strategies;

public class StrategyPagesTests(AccountHost host) : IClassFixture<AccountHost>
{
    private const string Page = "/nudges/strategies?client=tilbury";

    private static readonly string Draft = StrategyText.Shipped.Replace("    steps:", "    holdout: 5\n    steps:", StringComparison.Ordinal);

    private async Task<(int Status, string Body)> PostAsync(string user, string act, string yaml, string why = "Lets us tell the effect.")
    {
        var answer = await host.As(user).PostAsync($"/nudges/strategies/{AccountHost.Client}", ("command", $"{Guid.NewGuid()}"), ("live", "0"),
            ("yaml", yaml), ("why", why), ("act", act));
        return (answer.Status, answer.Body);
    }

    [Fact]
    public async Task A_draft_is_checked_shown_with_its_effect_and_asked_for_once()
    {
        await host.PlaceAsync("G-1");
        var (status, body) = await PostAsync("priya", "check", Draft);
        Assert.Equal(200, status);
        Assert.Contains("Gentle first · kept aside", body);
        Assert.Contains("Over the last 90 days", body);
        Assert.Contains("What people would have paid is not guessed", body);
        Assert.Contains("holdout: 5", body);
        Assert.Empty(host.Cases);

        (status, body) = await PostAsync("priya", "ask", Draft, " ");
        Assert.Equal(422, status);
        Assert.Contains("Say why", body);
        Assert.Contains("holdout: 5", body);

        Assert.Equal(303, (await PostAsync("priya", "ask", Draft)).Status);
        body = (await host.As("ines").GetAsync(Page)).Body;
        Assert.Contains("Version 1, asked for by Priya N., waits for somebody else’s decision", body);
        Assert.DoesNotContain("Ask to put it in force", body);
        Assert.Equal(409, (await PostAsync("ines", "ask", Draft.Replace("holdout: 5", "holdout: 6", StringComparison.Ordinal))).Status);
        Assert.Contains("holdout: 5", (await host.As("ines").GetAsync(Page + "&version=1")).Body);
    }

    [Fact]
    public async Task Who_only_reads_sees_no_form_and_who_writes_nonsense_is_told_where()
    {
        var body = (await host.As("noor").GetAsync(Page)).Body;
        Assert.Contains("Gentle first", body);
        Assert.DoesNotContain("name=\"why\"", body);
        Assert.Equal(403, (await PostAsync("noor", "check", Draft)).Status);
        Assert.Equal(403, (await PostAsync("maren", "ask", Draft)).Status);
        var (status, told) = await PostAsync("priya", "check", "strategies:\n  - code: <script>alert(1)</script>");
        Assert.Equal(422, status);
        Assert.Contains("small letters", told);
        Assert.Contains("nothing to decide", (await PostAsync("priya", "check", StrategyText.Shipped)).Body);
        Assert.Equal(404, (await host.As("priya").PostAsync("/nudges/strategies/nobody", ("command", $"{Guid.NewGuid()}"), ("live", "0"),
            ("yaml", Draft), ("act", "check"))).Status);
    }
}
