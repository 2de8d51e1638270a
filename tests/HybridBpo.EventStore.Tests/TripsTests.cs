using System.Collections.Concurrent;
using System.Diagnostics;

namespace HybridBpo.Events.Tests;

public sealed class TripsTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // The reset is seven statements, parsed anew before each use of a connection: it took a third of the appends' throughput.
    [Fact]
    public async Task A_connection_is_not_reset_between_its_users()
    {
        await using var source = database.OneConnection();
        await AskAsync("select set_config('app.kept', 'yes', false)");
        Assert.Equal("yes", await AskAsync("select current_setting('app.kept', true)"));

        async Task<object?> AskAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            return await command.ExecuteScalarAsync(Ct);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_append_is_one_round_trip_of_prepared_statements(bool withReadModel)
    {
        await using var source = database.OneConnection();
        await (await source.OpenConnectionAsync(Ct)).DisposeAsync();
        using var appends = new ActivitySource($"append-{Guid.CreateVersion7():N}");
        var asked = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql" || source.Name == appends.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = asked.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var options = new EventStoreOptions { DataSource = source };
        options.Events.Add(typeof(AccountOpened));
        var store = new EventStore(options);
        var stream = Guid.CreateVersion7();
        for (var i = 0; i < 3; i++)
            Assert.Equal(1, await TripsOfAppendAsync());

        var prepared = new List<string>();
        await using var command = source.CreateCommand("select statement from pg_prepared_statements");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct))
            prepared.Add(reader.GetString(0));
        Assert.Contains(prepared, text => text.Contains("insert into events.mt_events", StringComparison.Ordinal));

        async Task<int> TripsOfAppendAsync()
        {
            using var append = appends.StartActivity("append")!;
            var session = store.OpenSession("fernbrook", new EventMetadata("system", "test"));
            session.Append(stream, new AccountOpened("A", 1));
            if (withReadModel)
                session.Queue($"select {"x"}");
            Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
            // Npgsql tells of every command or batch that it sends; the word to other hosts follows later, on its own.
            return asked.Count(a => a.Source.Name == "Npgsql" && a.ParentSpanId == append.SpanId && !a.DisplayName.Contains("notify"));
        }
    }
}
