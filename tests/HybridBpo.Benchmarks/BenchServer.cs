using HybridBpo.Platform;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Benchmarks;

/// <summary>
/// The PostgreSQL that a bench runs on: the one that was named, else a private one with its usual settings (fsync on) beside the product's.
/// </summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly PrivatePostgres? owned;

    private BenchServer(string connectionString, PrivatePostgres? owned) => (ConnectionString, this.owned) = (connectionString, owned);

    public string ConnectionString { get; }

    /// <summary>Null when none could be had; standard error then says what to do.</summary>
    public static async Task<BenchServer?> OpenAsync(string? named)
    {
        named ??= Environment.GetEnvironmentVariable("HYBRIDBPO_BENCH_PG") ?? Environment.GetEnvironmentVariable("HYBRIDBPO_TEST_PG");
        if (named is not null)
            return new BenchServer(named, null);
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var data = DataFolder.Find(configuration);
        var unpacked = Path.Combine(data, PostgresBinaries.Embedded);
        var options = new PrivatePostgresOptions(DataFolder.Private(data, "bench"))
        {
            Binaries = configuration[PostgresBinaries.Key] ?? (Directory.Exists(unpacked) ? unpacked : null),
            MayCreateDatabases = true,
        };
        if ((await PrivatePostgres.StartAsync(options, CancellationToken.None)).Is(out var server, out var refusal))
            return new BenchServer(server.ConnectionString, server);
        Console.Error.WriteLine($"{refusal.Message} Or name a server: --connection \"Host=…\", or HYBRIDBPO_BENCH_PG.");
        return null;
    }

    public ValueTask DisposeAsync() => owned?.DisposeAsync() ?? ValueTask.CompletedTask;
}
