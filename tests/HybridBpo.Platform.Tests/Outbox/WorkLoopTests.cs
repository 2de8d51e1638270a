using HybridBpo.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace HybridBpo.Platform.Tests;

public sealed class WorkLoopTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    // A setting that could not be read threw here, and a background service that throws ends the host.
    [Fact]
    public async Task A_fault_that_is_no_matter_of_the_database_does_not_end_the_loop()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        using var wake = new Wake(source, []);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (asked, done) = (0, new TaskCompletionSource());
        var loop = new WorkLoop(wake, new RelayOptions { Poll = TimeSpan.FromMilliseconds(5) }, NullLogger.Instance, "test");
        var running = loop.RunAsync<int>(
            (_, _) => ++asked == 1 ? throw new InvalidOperationException("A fault.") : Task.FromResult<IReadOnlyList<int>>([1]),
            (_, _) =>
            {
                done.TrySetResult();
                return Task.CompletedTask;
            }, stop.Token);
        await Task.WhenAny(done.Task, running).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.True(done.Task.IsCompleted);
        await stop.CancelAsync();
        await running;
    }
}
