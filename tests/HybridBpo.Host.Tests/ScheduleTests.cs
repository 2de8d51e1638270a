using System.Collections.Concurrent;
using HybridBpo.Host.Web;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

public sealed class ScheduleTests(TestHost host) : IClassFixture<TestHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scan_runs_on_one_of_two_hosts_at_a_time_and_goes_on_when_that_host_stops()
    {
        await using var database = await TestDatabase.CreateAsync();
        var runs = new Runs();
        var first = host.Build(database.ConnectionString, [new ScanModule(runs, "first")]);
        var second = host.Build(database.ConnectionString, [new ScanModule(runs, "second")]);
        await HostApp.StartAsync(first, Ct);
        await HostApp.StartAsync(second, Ct);
        await runs.WaitForAsync(r => r.Count >= 3);
        Assert.Equal(0, runs.Overlaps);

        await first.StopAsync(Ct);
        await first.DisposeAsync();
        var before = runs.All.Count;
        await runs.WaitForAsync(r => r.Skip(before).Count(x => x == "second") >= 2);
        await second.StopAsync(Ct);
        await second.DisposeAsync();
        Assert.Equal(0, runs.Overlaps);
    }

    [Fact]
    public async Task A_host_that_stops_ends_a_scan_that_is_under_way()
    {
        await using var database = await TestDatabase.CreateAsync();
        var runs = new Runs { Endless = true };
        await using var app = host.Build(database.ConnectionString, [new ScanModule(runs, "first")]);
        await HostApp.StartAsync(app, Ct);
        await runs.WaitForAsync(_ => runs.Began.Task.IsCompleted);

        await app.StopAsync(Ct);
        Assert.True(runs.Ended.Task.IsCompleted);
    }

    [Theory]
    [InlineData("Scans:test.slow", "every now and then")]
    [InlineData("TrustedProxies", "10.0.0.5,my-proxy")]
    public void A_setting_that_cannot_be_read_is_named(string key, string value)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => host.Build("Host=nowhere", [new ScanModule(new Runs(), "first")], (key, value)));
        Assert.StartsWith(key, refused.Message);
        Assert.Contains(value.Split(',')[^1], refused.Message);
    }

    internal sealed class Runs
    {
        private readonly ConcurrentQueue<string> all = new();
        private int underWay;

        public int Overlaps;

        public bool Endless { get; init; }

        public TaskCompletionSource Began { get; } = new();

        public TaskCompletionSource Ended { get; } = new();

        public IReadOnlyCollection<string> All => all;

        public async Task RunAsync(string host, CancellationToken ct)
        {
            Began.TrySetResult();
            if (Endless)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Ended.SetResult();
                return;
            }

            if (Interlocked.Increment(ref underWay) > 1) Interlocked.Increment(ref Overlaps);
            await Task.Delay(1500); // longer than the schedule's pause, so that overlapping runs would show
            all.Enqueue(host);
            Interlocked.Decrement(ref underWay);
        }

        public async Task WaitForAsync(Func<IReadOnlyCollection<string>, bool> done)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
            while (!done(all)) await Task.Delay(100, limit.Token);
        }
    }

    internal sealed class SlowScan(Runs runs, ScanModule module) : IScan
    {
        public Task RunAsync(CancellationToken ct) => runs.RunAsync(module.Host, ct);
    }

    internal sealed class ScanModule(Runs runs, string host) : IModule
    {
        public string Host => host;

        public string Name => "scans";

        public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton(runs).AddSingleton(this);

        public void MapEndpoints(IEndpointRouteBuilder staff)
        {
        }

        public void Schedule(IScanSchedule schedule) => schedule.Every<SlowScan>("test.slow", "* * * * * ?");
    }
}
