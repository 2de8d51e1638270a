using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Hro.Tests.Real;

public sealed class ScreeningWorkTests(HiringHost host) : IClassFixture<HiringHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_comes_again_after_the_host_died_screens_once()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "SW-1");
        var candidate = await Hiring.AddAsync(host, "sana", page, Hiring.Html());

        await Worker().HandleAsync(Again(candidate, 1), Ct);

        Assert.Equal(1, await CompletedAsync(candidate.ApplicationId));
        Assert.Single(await Hiring.CasesAsync(host, candidate.ApplicationId));
    }

    [Fact]
    public async Task Hosts_that_screen_the_same_resume_at_once_save_one_run_and_one_case()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "SW-2");
        var candidate = await Hiring.AddAsync(host, "sana", page, Hiring.Html());
        await AppendAsync(candidate.ApplicationId, new ScreeningAskedAgain("sana"));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Worker().HandleAsync(Again(candidate, 2), Ct))));

        Assert.Equal(2, await CompletedAsync(candidate.ApplicationId));
        Assert.Equal(2, (await Hiring.CasesAsync(host, candidate.ApplicationId)).Count);
    }

    [Fact]
    public async Task A_host_killed_between_reading_and_saving_leaves_nothing_and_the_next_one_screens()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "SW-3");
        var candidate = await Hiring.AddAsync(host, "sana", page, Hiring.Html());
        await AppendAsync(candidate.ApplicationId, new ScreeningAskedAgain("sana"));
        await BlockCasesAsync();

        // The batch breaks at its last statement, after the events: as when the connection dies before the commit.
        await Assert.ThrowsAnyAsync<Exception>(() => Worker().HandleAsync(Again(candidate, 2), Ct));
        var left = (await CompletedAsync(candidate.ApplicationId), (await Hiring.CasesAsync(host, candidate.ApplicationId)).Count);
        await UnblockCasesAsync();
        await Worker().HandleAsync(Again(candidate, 2), Ct);

        Assert.Equal((1, 1), left);
        Assert.Equal(2, await CompletedAsync(candidate.ApplicationId));
        Assert.Equal(2, (await Hiring.CasesAsync(host, candidate.ApplicationId)).Count);
    }

    [Fact]
    public async Task Every_run_is_kept_with_the_criteria_it_went_by()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "SW-4");
        var candidate = await Hiring.AddAsync(host, "sana", page, Hiring.Html());
        await host.As("sana").PostAsync($"{page}/criteria", ("id", "c1"), ("label", "Fluent German"), ("kind", "must"), ("do", "settle"));
        await host.As("sana").PostAsync($"/candidates/fernbrook/{candidate.ApplicationId}/again");
        await Hiring.ReadAsync(host, page);

        var runs = (await host.Store.FetchStreamAsync("fernbrook", candidate.ApplicationId, ct: Ct))
            .Select(e => e.Data).OfType<ScreeningCompleted>().ToList();

        Assert.Equal([1, 2], runs.Select(r => r.Number));
        Assert.Equal(2, runs.Select(r => r.RubricHash).Distinct().Count());
        Assert.Equal("Fluent German", Assert.Single(CriteriaForm.Rows(runs[1].Rubric)).Label);
        Assert.Contains(await MessagesAsync(CaseMessages.Withdraw), json => json.Contains($"{candidate.CaseId}", StringComparison.Ordinal));
    }

    private ScreenResume Worker() => host.Services.GetServices<IMessageHandler>().OfType<ScreenResume>().Single();

    private static Message Again(CandidateLine candidate, int number) =>
        new(Ids.For("fernbrook", "test-message", $"{candidate.ApplicationId} {number}"), "fernbrook", ScreenMessage.Kind,
            HroJson.Write(new ScreenMessage(candidate.ApplicationId, number)), 1);

    private async Task AppendAsync(Guid stream, object e)
    {
        var session = host.Store.OpenSession("fernbrook", HiringHost.Users["sana"]);
        session.Append(stream, e);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
    }

    private async Task<int> CompletedAsync(Guid application) =>
        (await host.Store.FetchStreamAsync("fernbrook", application, ct: Ct)).Count(e => e.Data is ScreeningCompleted);

    private Task<IReadOnlyList<string>> MessagesAsync(string kind) =>
        host.Database.QueryAsync<string>(HiringHost.Everything, $"select coalesce(json::text, '') from platform.messages where kind = {kind}", Ct);

    private Task BlockCasesAsync() => host.Database.ExecuteAsync(
        HiringHost.Everything, $"alter table platform.messages add constraint no_cases check (kind <> 'inbox.open-case') not valid", Ct);

    private Task UnblockCasesAsync() =>
        host.Database.ExecuteAsync(HiringHost.Everything, $"alter table platform.messages drop constraint no_cases", Ct);
}
