using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Risk.Flags;

namespace HybridBpo.Collections.Tests.Flags;

/// <summary>A case that a hardship opened beside the machine's own case opens nothing of what the machine said there.</summary>
public class HardshipBesideTests(AccountHost host) : IClassFixture<AccountHost>
{
    private const string Mark = "expected 30 days late within 90 days", Band = "canary-band";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_score_opens_with_the_judgement_of_its_own_case_and_not_with_that_of_the_hardship()
    {
        var (path, own) = (await host.PlaceAsync("X-1"), Guid.NewGuid());
        var id = Guid.Parse(AccountHost.Id(path));
        await host.Get<Database>().ExecuteAsync(Access.System("test"), $"""
            insert into collections.scores (client_id, account_id, as_of, model, score, band, reasons, values_sha256, scored_at)
            values ({AccountHost.Client}, {id}, '2026-08-10', 'canary 1', 0.71, {Band}, '[]', '\x00', '2026-08-10T05:30Z')
            """, Ct);
        await host.AppendAsync(path, new AccountFlagged(own, "R-01", "score", new DateOnly(2026, 8, 10)));
        Assert.Equal(303, (await host.As("maren").PostAsync($"{path}/told", ("command", $"{Guid.NewGuid()}"), ("what", Told.Hardship),
            ("way", "letter"), ("words", "Lost her job."), ("on", $"{TimeProvider.System.GetUtcNow().AddDays(-1):yyyy-MM-dd}"))).Status);
        for (var i = 0; i < 1200 && host.Cases.Count == 0; i++) await Task.Delay(50, Ct);
        var beside = Assert.Single(host.Cases);
        Assert.Equal(FlaggedForm.CaseKind, beside.Kind);

        host.Judged.Add(beside.CaseId);
        var page = (await host.As("maren").GetAsync(path)).Body;
        Assert.DoesNotContain(Mark, page);
        Assert.DoesNotContain(Band, page);
        Assert.Contains($"/inbox/cases/{AccountHost.Client}/{beside.CaseId}", page);
        Assert.DoesNotContain(Band, await ListedAsync());

        host.Judged.Add(own);
        Assert.Contains(Mark, (await host.As("maren").GetAsync(path)).Body);
        Assert.Contains(Band, await ListedAsync());
    }

    [Fact]
    public async Task An_account_with_no_case_but_that_of_a_hardship_is_listed_with_a_case()
    {
        var path = await host.PlaceAsync("X-2");
        await host.AppendAsync(path, new AccountFlagged(Guid.NewGuid(), Told.Hardship, Told.Hardship, new DateOnly(2026, 8, 10)));
        await host.PlaceAsync("X-3");
        var body = (await host.As("maren").GetAsync("/accounts?filter=case")).Body;
        Assert.Contains("X-2", body);
        Assert.DoesNotContain("X-3", body);
    }

    private async Task<string> ListedAsync() =>
        (await host.As("maren").GetAsync("/accounts")).Body + (await host.As("maren").GetAsync("/accounts/export.csv")).Body;
}
