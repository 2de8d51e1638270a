using HybridBpo.Events;
using HybridBpo.Platform;

namespace HybridBpo.Host.Tests;

/// <summary>A retention that meets an event nobody can read destroys the key all the same, and says of what copies may be left.</summary>
public sealed class UnreadableRetentionTests(RetentionHost host) : IClassFixture<RetentionHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_that_cannot_be_read_keeps_no_key_and_is_named_as_its_copies_may_be_left()
    {
        var (who, stream) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await host.AppendAsync(stream, PlantedEvents.Make(Kind("candidate_questioned"), stream, who, "words", host.Clock.Now));
        await host.AppendAsync(stream, PlantedEvents.Make(Kind("case_opened"), stream, who, "words", host.Clock.Now));
        await host.AppendAsync(stream, PlantedEvents.Make(Kind("case_withdrawn"), stream, who, "", host.Clock.Now));
        await host.Get<Database>().ExecuteAsync(Access.System("test"), $$"""
            update events.mt_events set data = data || '{"At": {"of": 1} }' where stream_id = {{stream}} and type = 'case_opened'
            """, Ct);
        host.Clock.Advance(TimeSpan.FromDays(100));
        await host.SetAsync("case_opened", 30);
        var failed = await Assert.ThrowsAsync<AggregateException>(() => RunAsync());
        Assert.Contains($"1 key destroyed, but what tables copied of 1 event may still be there: Event 2 of stream {stream}",
            failed.InnerExceptions[0].Message);
        Assert.Equal(0, Assert.Single(await RunAsync()).Keys);
    }

    private EventKind Kind(string alias) => host.Store.Kinds.Single(k => k.Alias == alias);

    private Task<IReadOnlyList<RetentionRun>> RunAsync() => host.Runs.RunAsync(Access.System("retention"), RetentionHost.Client, Ct);
}
