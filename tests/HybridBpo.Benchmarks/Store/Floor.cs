using Npgsql;

namespace HybridBpo.Benchmarks.Store;

/// <summary>
/// The least that any store on these tables must do, as fast as bare Npgsql can: each worker keeps a connection of its own and a batch that is
/// prepared once and filled anew each time. The same rows in one round trip, no check, nothing read back.
/// </summary>
internal sealed class Floor(string connectionString) : IAsyncDisposable
{
    public const string Client = "floor";

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
    private readonly FloorWorker?[] workers = new FloorWorker?[32];

    public Task NewStream(int worker) => RunAsync(worker, w => w.NewStream());

    public Task NewStreamProjected(int worker) => RunAsync(worker, w => w.NewStreamProjected());

    public Task Append(int worker, Guid stream) => RunAsync(worker, w => w.Append(stream));

    /// <summary>Reads what a decision on a stream needs, then appends: two round trips.</summary>
    public Task ReadAndAppend(int worker, Guid stream) => RunAsync(worker, async w =>
    {
        await w.Read(stream);
        await w.Append(stream);
    });

    /// <summary>Binary COPY of the same rows: streams first, then events.</summary>
    public async Task Copy(int streams, int eventsEach)
    {
        await using var connection = await source.OpenConnectionAsync();
        await FloorCopy.RunAsync(connection, streams, eventsEach);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers)
        {
            if (worker is not null)
                await worker.DisposeAsync();
        }

        await source.DisposeAsync();
    }

    private async Task RunAsync(int worker, Func<FloorWorker, Task> act) =>
        await act(workers[worker] ??= await FloorWorker.OpenAsync(source));
}
