using System.Collections.Concurrent;
using Npgsql;

namespace HybridBpo.Benchmarks.Chaos;

/// <summary>
/// Does one bad thing after another, drawn from the seed: first each kind once, then at random. Several may be under way at once, but one to each
/// host.
/// </summary>
internal sealed class Tormentor(Crew crew, OwnCluster cluster, int seed)
{
    private static readonly (string Act, int Weight)[] Acts =
    [
        ("kill -9 of a host", 4), ("kill -9 of PostgreSQL", 2), ("kill -9 of a backend", 1), ("terminated backends", 4),
        ("idle in transaction with numbers drawn", 4), ("host stopped beyond its leases", 2), ("clock jump of a host", 3),
    ];

    private const int Tries = 50;
    private readonly Random random = new(seed);
    private readonly ConcurrentDictionary<int, bool> busy = [];
    private readonly SemaphoreSlim server = new(1);

    public ConcurrentDictionary<string, int> Done { get; } = [];

    public async Task RunAsync(TimeSpan time)
    {
        var until = TimeProvider.System.GetTimestamp() + (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);
        var (underWay, first) = (new List<Task>(), new Queue<string>(Acts.Select(a => a.Act).OrderBy(_ => random.Next())));
        while (first.Count > 0 || TimeProvider.System.GetTimestamp() < until)
        {
            await Task.Delay(random.Next(300, 1_200));
            // Drawn here, one after the other, so that the seed gives the same series whatever the machine does.
            var draw = Draw();
            var (host, span, much) = (random.Next(crew.Size), TimeSpan.FromSeconds(0.5 + 4 * random.NextDouble()), random.NextDouble());
            underWay.RemoveAll(task => task.IsCompletedSuccessfully);
            underWay.Add(DoAsync(first.TryDequeue(out var next) ? next : draw, host, span, much));
        }
        await Task.WhenAll(underWay);
    }

    private string Draw()
    {
        var at = random.Next(Acts.Sum(a => a.Weight));
        return Acts.First(a => (at -= a.Weight) < 0).Act;
    }

    private async Task DoAsync(string act, int host, TimeSpan span, double much)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            try
            {
                if (await ActAsync(act, host, span, much))
                {
                    Done.AddOrUpdate(act, 1, (_, times) => times + 1);
                    return;
                }
            }
            catch (Exception gone) when (gone is NpgsqlException or IOException)
            {
                // Another act got in its way: the server is just down.
            }
            await Task.Delay(300);
        }
    }

    private Task<bool> ActAsync(string act, int host, TimeSpan span, double much) => act switch
    {
        "kill -9 of a host" => ToHostAsync(host, async (number, _) =>
        {
            await crew.KillAsync(number);
            await Task.Delay(span / 4);
            await crew.StartAsync(number);
        }),
        "host stopped beyond its leases" => ToHostAsync(host, async (_, it) =>
        {
            it.Sleep();
            await Task.Delay(TimeSpan.FromSeconds(5.5) + span / 2);
            it.Wake();
        }),
        "clock jump of a host" => ToHostAsync(host, (_, it) =>
        {
            it.JumpClock(TimeSpan.FromHours((much - 0.5) * 12));
            return Task.CompletedTask;
        }),
        "kill -9 of PostgreSQL" => ToServerAsync(async () =>
        {
            await cluster.KillAsync();
            await Task.Delay(span / 4);
            await cluster.StartAsync();
        }),
        "kill -9 of a backend" => ToServerAsync(async () => await cluster.KillBackendAsync(much)),
        "terminated backends" => TerminateAsync(much),
        _ => SleepInTransactionAsync(span, rollback: much < 0.5),
    };

    /// <summary>To that host, or the next one that is left alone just now.</summary>
    private async Task<bool> ToHostAsync(int first, Func<int, HostProcess, Task> act)
    {
        var number = Enumerable.Range(first, crew.Size).Select(n => n % crew.Size).FirstOrDefault(n => busy.TryAdd(n, true), -1);
        if (number < 0)
            return false;
        try
        {
            await act(number, crew[number]!);
            return true;
        }
        finally
        {
            busy.TryRemove(number, out _);
        }
    }

    private async Task<bool> ToServerAsync(Func<Task> act)
    {
        await server.WaitAsync();
        try
        {
            await act();
            return true;
        }
        finally
        {
            server.Release();
        }
    }

    private async Task<bool> TerminateAsync(double share) => await cluster.ScalarAsync<long>(
        FormattableString.Invariant($"""
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where usename = 'hybridbpo' and random() < {share * share}
            """)) > 0;

    /// <summary>A session that owns a transaction's id and numbers of the log, and sleeps: it ends by itself, or the server ends it.</summary>
    private async Task<bool> SleepInTransactionAsync(TimeSpan span, bool rollback)
    {
        var alone = new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(alone.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand(
            "select pg_current_xact_id(), nextval('events.mt_events_sequence') from generate_series(1, 3)", connection))
            await command.ExecuteNonQueryAsync();
        await Task.Delay(span);
        try
        {
            await (rollback ? transaction.RollbackAsync() : transaction.CommitAsync());
        }
        catch (NpgsqlException)
        {
            // The server ended it, which is as good an end.
        }

        return true;
    }
}
