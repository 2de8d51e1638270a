using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Tests.Real;

public sealed class IdentityTests(HiringHost host) : IClassFixture<HiringHost>
{
    private static readonly string[] Who = ["Jane", "Doe", "jane.doe@example.com", "010-7788", "Elm Street", "Northwestern Riverside", "jane_doe"];

    [Fact]
    public async Task Identity_is_masked_everywhere_until_it_is_revealed_to_that_person()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "ID-1");
        var candidate = await Hiring.AddAsync(host, "sana", page, Hiring.Html());
        host.VerdictGate.Judged("sana", candidate.CaseId!.Value);
        var about = $"/candidates/fernbrook/{candidate.ApplicationId}";

        foreach (var path in new[] { about, $"{about}/report", page, $"{page}/candidates.csv", "/candidates?show=all" })
        {
            var (status, body, _) = await host.As("sana").GetAsync(path);
            Assert.Equal(200, status);
            Assert.All(Who, word => Assert.False(Tells(body, word), $"{path} tells {word}"));
        }

        Assert.Equal(409, (await host.As("sana").GetAsync($"{about}/file")).Status);
        Assert.Equal(303, (await host.As("sana").PostAsync($"{about}/reveal", ("reason", "judged"))).Status);
        Assert.Contains("jane.doe@example.com", (await host.As("sana").GetAsync(about)).Body, StringComparison.Ordinal);
        Assert.Equal(Hiring.Html().Length, System.Text.Encoding.UTF8.GetByteCount((await host.As("sana").GetAsync($"{about}/file")).Body));
        Assert.DoesNotContain("jane.doe@example.com", (await host.As("hugo").GetAsync(about)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_own_judgement_a_reveal_needs_another_reason_and_is_logged_as_such()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "ID-2");
        var candidate = await Hiring.AddAsync(host, "sana", page, Hiring.Html());
        var about = $"/candidates/fernbrook/{candidate.ApplicationId}";

        Assert.Equal(422, (await host.As("sana").PostAsync($"{about}/reveal", ("reason", "judged"))).Status);
        Assert.Equal(303, (await host.As("sana").PostAsync($"{about}/reveal", ("reason", "legal"), ("note", "court order 4711"))).Status);

        var events = await host.Store.FetchStreamAsync("fernbrook", candidate.ApplicationId, ct: TestContext.Current.CancellationToken);
        Assert.Equal(new IdentityRevealed("sana", "legal", "court order 4711", HadJudged: false), events[^1].Data);
    }

    [Fact]
    public async Task What_lies_in_the_database_names_nobody()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "ID-3");
        var candidate = await Hiring.AddAsync(host, "sana", page, Hiring.Html());

        var rows = await host.Database.QueryAsync<string>(HiringHost.Everything, $"""
            select data::text from events.mt_events where stream_id = {candidate.ApplicationId}
            union all select a::text from hro.applications a where application_id = {candidate.ApplicationId}
            union all select r::text from hro.runs r where application_id = {candidate.ApplicationId}
            """, TestContext.Current.CancellationToken);

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.All(Who, word => Assert.False(Tells(row, word), word)));
    }

    private static bool Tells(string text, string word) => Regex.IsMatch(text, $@"(?<!\w){Regex.Escape(word)}(?!\w)", RegexOptions.IgnoreCase);
}
