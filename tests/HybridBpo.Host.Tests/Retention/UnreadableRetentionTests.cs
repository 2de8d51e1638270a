using HybridBpo.Events;
using HybridBpo.Platform;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Host.Tests;

/// <summary>A retention that meets an event nobody here can read keeps its key, says so, and finds it again.</summary>
public sealed class UnreadableRetentionTests : IAsyncLifetime
{
    private readonly RetentionHost host = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => host.InitializeAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_key_of_whose_events_one_cannot_be_read_stays_with_its_copies_until_a_host_can_read_it()
    {
        await PlantAsync("judgement_recorded", "words-other");
        await BreakAsync(await PlantAsync("judgement_recorded", "words-lost"), "judgement_recorded");
        await PlantAsync("case_opened", "words-plain");
        var odd = await PlantAsync("case_opened", "words-odd");
        await BreakAsync(odd, "case_opened");
        host.Clock.Advance(TimeSpan.FromDays(100));
        await host.SetAsync("case_opened", 30);
        await host.SetAsync("judgement_recorded", 30);

        for (var night = 0; night < 2; night++)
        {
            // Of judgements no table has a copy, so there nothing is lost with the key.
            var runs = await RunAsync();
            Assert.Equal(
                [("case_opened", night == 0 ? 1 : 0, 1), ("judgement_recorded", night == 0 ? 2 : 0, 0)], runs.Select(r => (r.Kind, r.Keys, r.Left)));
            Assert.Contains($"of stream {odd}", Assert.Single(runs[0].Unreadable));
            Assert.Equal(["inbox.cases"], await host.WhereAsync("words-odd"));
            Assert.Empty(await host.WhereAsync("words-plain"));
            var left = Assert.Single(await LeftOutAsync());
            Assert.Equal((RetentionHost.Client, "case_opened", 1), (left.Client, left.Kind, left.Keys));
            Assert.Equal(runs[0].Unreadable, left.Unreadable);
        }

        await host.Get<Database>().ExecuteAsync(Access.System("test"), $"""
            update events.mt_events set data = (data || jsonb_build_object('At', data -> 'Kept')) - 'Kept'
            where stream_id = {odd} and type = 'case_opened'
            """, Ct);
        var mended = (await RunAsync())[0];
        Assert.Equal((1, 0), (mended.Keys, mended.Left));
        Assert.Empty(await host.WhereAsync("words-odd"));
        Assert.Empty(await LeftOutAsync());
    }

    [Fact]
    public async Task The_nightly_run_warns_in_the_log_of_what_stays_beyond_its_time()
    {
        await BreakAsync(await PlantAsync("case_opened", "words-odd"), "case_opened");
        host.Clock.Advance(TimeSpan.FromDays(100));
        await host.SetAsync("case_opened", 30);
        // A kind that only a host of the next version knows makes every night fail, and is not the others' trouble.
        await host.Get<Database>().ExecuteAsync(Access.System("test"), $"""
            insert into platform.retention_policies (client_id, kind, does, days) values ({RetentionHost.Client}, 'a_newer_kind', 'fields', 30)
            """, Ct);
        using var log = new LogLines();
        using var loggers = new LoggerFactory([log]);

        var failed = await Assert.ThrowsAsync<AggregateException>(
            () => new RetentionScan(host.Runs, loggers.CreateLogger<RetentionScan>()).RunAsync(Ct));

        Assert.Contains("a_newer_kind", Assert.Single(failed.InnerExceptions).Message);
        Assert.Contains("case_opened at fernbrook left out 1 key,", Assert.Single(log.Lines));
    }

    [Fact]
    public async Task An_operators_word_destroys_the_key_all_the_same_and_stands_in_the_acts_with_what_may_be_left()
    {
        var odd = await PlantAsync("case_opened", "words-despite");
        await BreakAsync(odd, "case_opened");
        host.Clock.Advance(TimeSpan.FromDays(100));
        await host.SetAsync("case_opened", 30);
        Assert.Equal(1, Assert.Single(await RunAsync(), r => r.Kind == "case_opened").Left);
        var operators = Access.System("command-line (olga)");
        var run = Assert.Single((await host.Runs.RunAsync(
            operators, RetentionHost.Client, Ct, new DespiteUnreadable("case_opened", "the writer is gone for good"))).OrThrow());
        Assert.Equal((1, 0), (run.Keys, run.Left));
        Assert.Contains($"of stream {odd}", Assert.Single(run.Unreadable));
        Assert.Empty(await LeftOutAsync());
        Assert.Equal(["inbox.cases"], await host.WhereAsync("words-despite"));
        var seq = await host.Get<Database>().SingleOrDefaultAsync<long>(
            Access.System("test"), $"select seq_id from events.mt_events where stream_id = {odd} and type = 'case_opened'", Ct);
        Assert.Equal($"command-line (olga): the writer is gone for good, [{seq}]", await host.Get<Database>().SingleOrDefaultAsync<string>(
            Access.System("test"), $"""
            select actor_id || ': ' || (detail ->> 'Despite') || ', ' || (detail ->> 'CopiesLeftOf') from platform.acts
            where act = 'retention-step' and detail ->> 'Despite' is not null
            """, Ct));
    }

    private async Task<Guid> PlantAsync(string kind, string words)
    {
        var (who, stream) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await host.AppendAsync(stream, PlantedEvents.Make(Kind(kind), stream, who, words, host.Clock.Now));
        // A case that is open would keep its words.
        if (kind == "case_opened")
            await host.AppendAsync(stream, PlantedEvents.Make(Kind("case_withdrawn"), stream, who, "", host.Clock.Now));
        return stream;
    }

    // As a newer host might have written it: a field is of another shape by now.
    private Task<int> BreakAsync(Guid stream, string kind) => host.Get<Database>().ExecuteAsync(Access.System("test"), $$"""
        update events.mt_events set data = data || jsonb_build_object('Kept', data -> 'At', 'At', jsonb_build_object('of', 1))
        where stream_id = {{stream}} and type = {{kind}}
        """, Ct);

    private EventKind Kind(string alias) => host.Store.Kinds.Single(k => k.Alias == alias);

    private async Task<IReadOnlyList<RetentionRun>> RunAsync() =>
        (await host.Runs.RunAsync(Access.System("retention"), RetentionHost.Client, Ct)).OrThrow();

    private Task<IReadOnlyList<KeysLeftOut>> LeftOutAsync() => host.Get<LastRuns>().LeftOutAsync(Access.System("test"), null, Ct);
}
