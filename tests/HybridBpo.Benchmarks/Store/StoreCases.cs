using System.Diagnostics;
using HybridBpo.Events;

namespace HybridBpo.Benchmarks.Store;

/// <summary>
/// A case: what it needs first, what it must reach, our run, and the floor's if there is one, or what the same costs in bare Npgsql. A run lasts for
/// the time given, or for its work where that is fixed.
/// </summary>
internal sealed record StoreCase(
    string Name, int Concurrency, Target Target, Func<Task> Prepare, Func<TimeSpan, Task<Run>> Ours, Func<TimeSpan, Task<Run>>? Floor = null,
    Func<TimeSpan, Task<Run>>? Bare = null, bool Fixed = false);

internal static class StoreCases
{
    public const string NewStreams = "new stream + 1 event", Client = "fernbrook";
    private const int BulkStreams = 4_000;
    private const int FetchedStreams = 10_000;
    private const int BulkEvents = 5;
    private const int RebuildEvents = 200_000;
    public static readonly EventMetadata Me = new("system", "bench");

    public static IEnumerable<StoreCase> All(BenchDatabase database, Floor floor)
    {
        var (store, inline) = (database.Open(), database.Open(inline: true));
        var streams = new Guid[64];
        var floorStreams = new Guid[64];
        var long50 = new Guid[16];
        foreach (var c in new[] { 1, 8, 32 })
        {
            yield return new StoreCase(NewStreams, c, new Target(OfFloor: 0.85), Nothing,
                t => Measure.ForAsync(_ => Start(store), c, t), t => Measure.ForAsync(floor.NewStream, c, t));
        }

        // Many streams in turn: a stream that grows by thousands of events would measure its own length.
        NewStream[] ours5 = [.. Several(FetchedStreams)], floor5 = [.. Several(FetchedStreams)];
        var (turn, floorTurn) = (0, 0);
        yield return new StoreCase("fetch for writing + append 1", 8, new Target(Marten: 2_692),
            () => Both(store.BulkAppendAsync(Client, Me, ours5), store.BulkAppendAsync(Floor.Client, Me, floor5)),
            t => Measure.ForAsync(_ => Decide(store, ours5[Interlocked.Increment(ref turn) % FetchedStreams].Id), 8, t),
            Bare: t => Measure.ForAsync(w => floor.ReadAndAppend(w, floor5[Interlocked.Increment(ref floorTurn) % FetchedStreams].Id), 8, t));
        foreach (var c in new[] { 1, 8 })
        {
            yield return new StoreCase("append 1, no expected version", c, c == 8 ? new Target(Marten: 3_314) : new Target(),
                () => Both(Fill(store, Client, streams, 0), Fill(store, Floor.Client, floorStreams, 0)),
                t => Measure.ForAsync(w => Append(store, streams[w]), c, t),
                Bare: t => Measure.ForAsync(w => floor.Append(w, floorStreams[w]), c, t));
        }

        yield return new StoreCase("100 streams x 5 events in one save (events)", 1, new Target(Marten: 14_474), Nothing,
            t => Measure.ForAsync(_ => Hundred(store), 1, t, 500));
        foreach (var (c, marten) in new[] { (1, 1_456), (8, 4_367) })
        {
            yield return new StoreCase("aggregate a 50-event stream", c, new Target(Marten: marten), () => Fill(store, Client, long50, 49),
                t => Measure.ForAsync(w => store.AggregateStreamAsync<Account>(Client, long50[w]), c, t));
        }

        foreach (var (c, marten) in new[] { (1, 656), (8, 2_645), (32, 2_327) })
        {
            yield return new StoreCase("new stream + inline projection", c, new Target(Marten: marten), Nothing,
                t => Measure.ForAsync(_ => Start(inline), c, t), Bare: t => Measure.ForAsync(floor.NewStreamProjected, c, t));
        }

        foreach (var c in new[] { 1, 3 })
        {
            yield return new StoreCase("bulk append by COPY (events)", c, new Target(OfFloor: 0.8), Nothing,
                _ => Timed(c, BulkStreams * BulkEvents, () => store.BulkAppendAsync(Client, Me, Several(BulkStreams))),
                _ => Timed(c, BulkStreams * BulkEvents, () => floor.Copy(BulkStreams, BulkEvents)), Fixed: true);
        }

        var daemon = new ProjectionDaemon(store, [new Counts()]);
        yield return new StoreCase($"rebuild, {RebuildEvents:N0} events (events)", 1, new Target(Marten: 39_935, AtLeast: 100_000),
            () => Refill(database, store), _ => Rebuild(daemon), Fixed: true);
        yield return new StoreCase("idle append to projection visible", 1, new Target(MedianMs: 50), () => daemon.CatchUpAsync(),
            _ => Visible(database, store, daemon), Fixed: true);
    }

    /// <summary>A stream of five events, to be started.</summary>
    public static NewStream Five() => NewStream.Of<Account>(Guid.CreateVersion7(), Opened(), Paid(), Paid(), Paid(), Paid());

    private static Task Nothing() => Task.CompletedTask;

    private static Task Both(Task one, Task other) => Task.WhenAll(one, other);

    private static object Opened() => new AccountOpened("A-1", "USD", 12_000, DateTimeOffset.UnixEpoch);

    private static object Paid() => new MoneyPaid(100, DateTimeOffset.UnixEpoch, "card");

    private static async Task Start(EventStore store)
    {
        var session = store.OpenSession(Client, Me);
        session.StartStream<Account>(Guid.CreateVersion7(), Opened());
        await Save(session);
    }

    private static async Task Decide(EventStore store, Guid stream)
    {
        var session = store.OpenSession(Client, Me);
        var account = await session.FetchForWriting<Account>(stream);
        account.AppendOne(Paid());
        await Save(session);
    }

    private static async Task Append(EventStore store, Guid stream)
    {
        var session = store.OpenSession(Client, Me);
        session.Append(stream, Paid());
        await Save(session);
    }

    private static async Task Hundred(EventStore store)
    {
        var session = store.OpenSession(Client, Me);
        for (var i = 0; i < 100; i++)
            session.StartStream<Account>(Guid.CreateVersion7(), Opened(), Paid(), Paid(), Paid(), Paid());
        await Save(session);
    }

    private static async Task Fill(EventStore store, string client, Guid[] streams, int more)
    {
        for (var i = 0; i < streams.Length; i++)
        {
            var session = store.OpenSession(client, Me);
            session.StartStream<Account>(streams[i] = Guid.CreateVersion7(), [Opened(), .. Enumerable.Repeat(Paid(), more)]);
            await Save(session);
        }
    }

    private static async Task Refill(BenchDatabase database, EventStore store)
    {
        await database.Execute("truncate events.mt_events, events.mt_streams");
        await store.BulkAppendAsync(Client, Me, Several(RebuildEvents / 5));
        await database.Execute("analyze events.mt_events");
    }

    private static async Task<Run> Rebuild(ProjectionDaemon daemon)
    {
        var clock = Stopwatch.StartNew();
        await daemon.RebuildAsync("counts", "bench");
        return new Run(RebuildEvents / clock.Elapsed.TotalSeconds, clock.Elapsed.TotalMilliseconds, clock.Elapsed.TotalMilliseconds);
    }

    /// <summary>One append at a time with pauses between them, while a daemon runs; measured until another connection sees the row.</summary>
    private static async Task<Run> Visible(BenchDatabase database, EventStore store, ProjectionDaemon daemon)
    {
        using var stop = new CancellationTokenSource();
        var running = daemon.RunAsync(stop.Token);
        await Task.Delay(300);
        var latencies = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            var stream = Guid.CreateVersion7();
            var session = store.OpenSession(Client, Me);
            session.StartStream<Account>(stream, Opened());
            await Save(session);
            var clock = Stopwatch.StartNew();
            await using var seen = database.Source.CreateCommand("select count(*) from public.counts where client_id = $1 and account = $2");
            seen.Parameters.AddWithValue(Client);
            seen.Parameters.AddWithValue(stream);
            while ((long)(await seen.ExecuteScalarAsync())! == 0)
                await Task.Delay(1);
            latencies.Add(clock.Elapsed.TotalMilliseconds);
            await Task.Delay(60);
        }

        await stop.CancelAsync();
        await running;
        return Measure.Of(latencies, TimeSpan.FromMilliseconds(latencies.Sum()), 1);
    }

    private static async Task<Run> Timed(int concurrency, int weight, Func<Task> act)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(act)));
        return new Run(concurrency * weight / clock.Elapsed.TotalSeconds, clock.Elapsed.TotalMilliseconds, clock.Elapsed.TotalMilliseconds);
    }

    private static IEnumerable<NewStream> Several(int count) => Enumerable.Range(0, count).Select(_ => Five());

    private static async Task Save(EventSession session)
    {
        if (await session.SaveChangesAsync() is not SaveOutcome.Saved)
            throw new InvalidOperationException("The append was refused.");
    }
}
