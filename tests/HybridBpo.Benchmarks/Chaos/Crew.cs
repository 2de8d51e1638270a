using System.Collections.Concurrent;
using System.Diagnostics;

namespace HybridBpo.Benchmarks.Chaos;

/// <summary>An order and when it was first given and first known to be done.</summary>
internal sealed class Told(Order order)
{
    public Order Order => order;

    public long GivenAt { get; } = Stopwatch.GetTimestamp();

    public long DoneAt { get; set; }
}

/// <summary>
/// The hosts, and who gives them orders: so many at once to each, and what an ended host did not answer is told to the one in its place, under the
/// same command.
/// </summary>
internal sealed class Crew : IAsyncDisposable
{
    private const int AtOnce = 6;
    private readonly Random random;
    private readonly Func<int, Action<string>, HostProcess> start;
    private readonly HostProcess?[] hosts;
    private readonly Dictionary<Guid, Told>[] open;
    private readonly Lock guard = new();
    private bool giving = true;

    public Crew(int size, int seed, Func<int, Action<string>, HostProcess> start)
    {
        random = new Random(seed);
        this.start = start;
        hosts = new HostProcess?[size];
        open = [.. Enumerable.Range(0, size).Select(_ => new Dictionary<Guid, Told>())];
    }

    public int Size => hosts.Length;

    public ConcurrentDictionary<Guid, Told> All { get; } = [];

    /// <summary>What was tried again, by its kind.</summary>
    public ConcurrentDictionary<string, int> Again { get; } = [];

    /// <summary>What no fault of the surroundings explains.</summary>
    public ConcurrentQueue<string> Odd { get; } = [];

    public HostProcess? this[int number] => hosts[number];

    public int Open
    {
        get
        {
            lock (guard)
                return open.Sum(o => o.Count);
        }
    }

    /// <summary>Starts the host of a place, and tells it what the one before left undone.</summary>
    public async Task StartAsync(int number)
    {
        var host = start(number, line => Hear(number, line));
        await host.Ready;
        lock (guard)
        {
            hosts[number] = host;
            foreach (var told in open[number].Values)
                host.Tell(told.Order.Line);
        }
        Give(number);
    }

    public async Task KillAsync(int number)
    {
        if (hosts[number] is not { } host)
            return;
        await host.KillAsync();
        host.Dispose();
        hosts[number] = null;
    }

    /// <summary>No new orders from now on.</summary>
    public void StopGiving()
    {
        lock (guard)
            giving = false;
    }

    /// <summary>Ends all hosts, and notes the one that does not end well.</summary>
    public async Task FinishAsync()
    {
        for (var number = 0; number < Size; number++)
        {
            if (hosts[number] is not { } host)
                continue;
            if (await host.FinishAsync(TimeSpan.FromSeconds(30)) is not 0 and var code)
                Odd.Enqueue($"Host {number} ended with {(code is null ? "no end within 30 s" : $"code {code}")}.");
            host.Dispose();
            hosts[number] = null;
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
            host?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Give(int number)
    {
        lock (guard)
        {
            while (giving && hosts[number] is { } host && open[number].Count < AtOnce)
            {
                var told = new Told(Order.Next(random));
                All[told.Order.Id] = open[number][told.Order.Id] = told;
                host.Tell(told.Order.Line);
            }
        }
    }

    private void Hear(int number, string line)
    {
        var at = Stopwatch.GetTimestamp();
        var words = line.Split(' ', 2);
        switch (words[0])
        {
            case "done":
                lock (guard)
                {
                    if (open[number].Remove(Guid.ParseExact(words[1], "N"), out var told))
                        told.DoneAt = at;
                }
                Give(number);
                break;
            case "again":
                Again.AddOrUpdate(words[1], 1, (_, times) => times + 1);
                break;
            case "log":
                Again.AddOrUpdate($"log: {Kind(words[1])}", 1, (_, times) => times + 1);
                break;
            default:
                Odd.Enqueue($"Host {number}: {line}");
                break;
        }
    }

    // Without the ids, so that alike count together.
    private static string Kind(string log) => string.Join(' ', log.Split(' ').Where(word => word.Length < 30));
}
