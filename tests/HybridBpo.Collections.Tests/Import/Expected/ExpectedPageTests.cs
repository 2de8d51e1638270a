using System.Text.RegularExpressions;
using HybridBpo.Collections.Import.Expected;

namespace HybridBpo.Collections.Tests.Import.Expected;

/// <summary>The page on which a supervisor says which files a client sends, and answers for one that is late.</summary>
public partial class ExpectedPageTests(AccountHost host) : IClassFixture<AccountHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_set_up_shown_answered_and_stopped_by_who_attests_for_their_clients_alone()
    {
        var ines = host.As("ines");
        Assert.Contains("No file is expected", (await ines.GetAsync("/expected?client=tilbury")).Body);
        Assert.Equal(403, (await host.As("maren").GetAsync("/expected")).Status);
        var command = Guid.NewGuid().ToString();
        (string, string)[] asked =
        [
            ("client", "tilbury"), ("command", command), ("kind", "transactions"), ("name", "daily"), ("rule", "weekdays"), ("by", "00:00"),
            ("percent", "30"), ("totals", "yes"), .. Enumerable.Range(1, 7).Select(n => ("weekday", n.ToString())),
        ];
        Assert.Equal(400, (await ines.PostWithoutTokenAsync("/expected", asked)).Status);
        Assert.Equal(403, (await host.As("maren").PostAsync("/expected", asked)).Status);
        Assert.Equal(404, (await ines.PostAsync("/expected", [("client", "nobody"), .. asked[1..]])).Status);
        foreach (var (name, wrong) in new[] { ("by", "25:00"), ("percent", "-3"), ("percent", "many"), ("rule", "moon"), ("kind", "x") })
            Assert.Equal(422, (await ines.PostAsync("/expected", [.. asked.Where(a => a.Item1 != name), (name, wrong)])).Status);
        Assert.Equal(303, (await ines.PostAsync("/expected", asked)).Status);
        Assert.Equal(303, (await ines.PostAsync("/expected", asked)).Status);
        var page = (await ines.GetAsync("/expected?client=tilbury")).Body;
        Assert.Single(Stop().Matches(page));
        Assert.Contains("Every day, by 00:00. Rows and sum within 30 % of the last five. Control totals must come with it.", page);
        Assert.Contains("Transactions file with “daily” in its name", page);
        Assert.Contains("The next one is awaited until", page);
        Assert.Contains("No file is expected", (await ines.GetAsync("/expected?client=oakmere")).Body);

        // As if it had been said three days ago.
        await host.Get<Database>().ExecuteAsync(
            Access.System("test"), $"update collections.expected_files set from_at = from_at - interval '3 days'", Ct);
        await host.Get<WatchExpected>().RunAsync(Ct);
        page = (await ines.GetAsync("/expected?client=tilbury")).Body;
        Assert.Contains("reminders wait", page);
        Assert.Contains("Nothing was loaded by the hour.", page);
        Assert.Contains("Reminders wait for", (await host.As("maren").GetAsync("/nudges")).Body);
        var answers = Answer().Matches(page).Select(m => m.Value).Distinct().ToList();
        Assert.Equal(3, answers.Count);
        Assert.Equal(403, (await host.As("maren").PostAsync(answers[0], ("command", Guid.NewGuid().ToString()), ("answer", "go-on"))).Status);
        Assert.Equal(404, (await ines.PostAsync(
            answers[0].Replace("/tilbury/", "/oakmere/", StringComparison.Ordinal), ("command", Guid.NewGuid().ToString()),
            ("answer", "go-on"))).Status);
        Assert.Equal(422, (await ines.PostAsync(answers[0], ("command", Guid.NewGuid().ToString()), ("answer", "perhaps"))).Status);
        foreach (var path in answers)
            Assert.Equal(303, (await ines.PostAsync(path, ("command", Guid.NewGuid().ToString()), ("answer", "go-on"))).Status);
        page = (await ines.GetAsync("/expected?client=tilbury")).Body;
        Assert.Contains("Reminders go on without it, said Ines D.", page);
        Assert.DoesNotContain("reminders wait<", page);
        Assert.DoesNotContain("Reminders wait for", (await host.As("maren").GetAsync("/nudges")).Body);

        Assert.Equal(404, (await ines.PostAsync($"/expected/oakmere/{command}/end")).Status);
        Assert.Equal(303, (await ines.PostAsync($"/expected/tilbury/{command}/end")).Status);
        Assert.Contains("No file is expected", (await ines.GetAsync("/expected?client=tilbury")).Body);
    }

    [GeneratedRegex("Stop expecting it")]
    private static partial Regex Stop();

    [GeneratedRegex("/expected/tilbury/[0-9a-f-]+/[0-9-]+/answer")]
    private static partial Regex Answer();
}
