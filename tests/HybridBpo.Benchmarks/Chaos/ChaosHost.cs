using System.Globalization;
using HybridBpo.Events;
using HybridBpo.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridBpo.Benchmarks.Chaos;

/// <summary>
/// A host, played by a process of its own: the product's store, daemon, relays and sealing. Does what the lines of its input say, tries again until
/// it is done, and answers each with a line.
/// </summary>
internal sealed class ChaosHost(EventStore store, Sealer sealer, ShiftedClock clock)
{
    private static readonly Access Me = Access.System("chaos");
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    public static async Task<int> PlayAsync(string[] args)
    {
        if (args is not [var connectionString, var smtpPort, var folder])
            return 2;
        var clock = new ShiftedClock();
        await using var services = Services(connectionString, smtpPort, folder, clock);
        var hosted = services.GetServices<IHostedService>().ToList();
        foreach (var service in hosted)
            await service.StartAsync(CancellationToken.None);
        Console.WriteLine("ready");
        await new ChaosHost(services.GetRequiredService<EventStore>(), services.GetRequiredService<Sealer>(), clock).ObeyAsync();
        foreach (var service in hosted)
            await service.StopAsync(CancellationToken.None);
        // A worker that fell silent is a defect even when nothing was lost.
        return hosted.OfType<BackgroundService>().Any(s => s.ExecuteTask is { IsFaulted: true }) ? 3 : 0;
    }

    /// <summary>The services of a host, with leases so short that a run of a minute sees many of them change hands.</summary>
    public static ServiceProvider Services(string connectionString, string smtpPort, string folder, TimeProvider clock)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [DataFolder.Key] = folder,
            [MasterKey.Key] = Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]),
            ["Smtp:Host"] = "127.0.0.1",
            ["Smtp:Port"] = smtpPort,
            ["Smtp:From"] = "reminders@example.com",
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new Complaints()));
        services.AddSingleton(clock);
        services.AddPlatform(configuration, connectionString);
        services.AddEvents(typeof(ParcelMoved), typeof(MailReserved), typeof(MailEnded));
        services.AddInlineProjection<InlineLog>();
        services.AddAsyncProjection<AsyncLog>();
        services.AddSingleton<IDeliverySource, ChaosMails>();
        services.AddSingleton(new RelayOptions
        {
            Lease = TimeSpan.FromSeconds(5),
            HandOver = TimeSpan.FromSeconds(3),
            Poll = TimeSpan.FromMilliseconds(200),
            MailPause = TimeSpan.FromSeconds(1),
            LaterPause = TimeSpan.FromMilliseconds(500),
        });
        services.AddSingleton(provider => new ProjectionDaemon(
            provider.GetRequiredService<EventStore>(), provider.GetServices<IAsyncProjection>(), Lease, TimeSpan.FromMilliseconds(300)));
        services.AddPlatformWorkers(configuration);
        return services.BuildServiceProvider();
    }

    private async Task ObeyAsync()
    {
        using var stop = new CancellationTokenSource();
        var sealing = SealAsync(stop.Token);
        var working = new List<Task>();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            working.RemoveAll(task => task.IsCompleted);
            var words = line.Split(' ');
            if (words[0] == "clock")
                clock.Jump(TimeSpan.FromSeconds(double.Parse(words[1], CultureInfo.InvariantCulture)));
            else
                working.Add(DoAsync(Order.Parse(words)));
        }
        await Task.WhenAll(working);
        await stop.CancelAsync();
        await sealing;
    }

    private async Task DoAsync(Order order)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await TryAsync(order) is not { } refused)
                    break;
                Console.WriteLine($"again {refused}");
            }
            catch (Exception error)
            {
                Console.WriteLine($"{(Passing(error) ? "again" : "odd")} {Words(error)}");
            }
            await Task.Delay(Random.Shared.Next(20, 60 + 40 * Math.Min(attempt, 10)));
        }
        Console.WriteLine($"done {order.Id:N}");
    }

    /// <returns>Null once it is done, else why not.</returns>
    private async Task<string?> TryAsync(Order order)
    {
        switch (order.Kind)
        {
            case "pair":
                var session = store.OpenSession(order.Client, Me, order.Id);
                session.Append(order.Stream, Event(order, 1));
                session.Append(order.Other, Event(order, 1));
                session.ForCommand(order.Id, "{}", "pair");
                return Saved(await session.SaveChangesAsync());
            case "bulk":
                // No command's id, but each stream's: all are there, or none.
                var streams = Enumerable.Range(0, order.Count).Select(i => NewStream.Of<Parcel>(
                    order.BulkStream(i), [.. Enumerable.Range(1, Order.EventsOfBulkStream).Select(part => Event(order, part))]));
                var outcome = await store.BulkAppendAsync(order.Client, new EventMetadata("system", "chaos"), streams);
                return outcome is SaveOutcome.StreamExists ? null : Saved(outcome);
            default:
                var decided = await store.DecideAsync<Parcel, int>(
                    Me, order.Client, order.Stream, order.Id,
                    parcel => new Decision<int>(parcel?.Moves ?? 0, [.. Enumerable.Range(1, order.Count).Select(part => Event(order, part))]),
                    (unit, _) => Plan(unit, order));
                return decided.Refusal?.GetType().Name;
        }
    }

    private static object Event(Order order, int part) => new ParcelMoved(order.Id, part, $"left with {order.Kind}");

    private static string? Saved(SaveOutcome outcome) => outcome is SaveOutcome.Saved or SaveOutcome.AlreadyDone ? null : outcome.GetType().Name;

    private static void Plan(EventSession session, Order order)
    {
        if (order.Kind == "mail")
        {
            var letter = Ids.For(order.Client, "letter", $"{order.Id:N}");
            session.PlanDelivery(new PlannedDelivery(
                order.Id, order.Client, ChaosMails.SourceName, "email", letter, DateTimeOffset.UnixEpoch, "{}"));
        }
    }

    private async Task SealAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                foreach (var client in Order.Clients)
                    await sealer.SealAsync(client, ct);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                Console.WriteLine($"{(Passing(error) ? "again" : "odd")} {Words(error)}");
            }
            catch (OperationCanceledException)
            {
            }
            await Task.Delay(300, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What a lost, ended or restarting server may answer, and two transactions in each other's way. Anything else is a defect.
    private static bool Passing(Exception error) => error switch
    {
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "57P05" or "25P03" or "40001" or "40P01" or "53300" } => true,
        PostgresException => false,
        NpgsqlException or IOException or TimeoutException => true,
        // The driver itself, when its session is ended in the moment in which a command begins.
        ObjectDisposedException disposed => disposed.StackTrace?.Contains("Npgsql.Internal.NpgsqlConnector.", StringComparison.Ordinal) == true,
        _ => false,
    };

    private static string Words(Exception error) => error is PostgresException sql
        ? $"PostgreSQL {sql.SqlState} {sql.MessageText.ReplaceLineEndings(" ")}"
        : Passing(error) ? error.GetType().Name : error.ToString().ReplaceLineEndings(" ");

    /// <summary>What the product's workers log as an error goes to the one who plays with them.</summary>
    private sealed class Complaints : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => level >= LogLevel.Error;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> format)
        {
            if (IsEnabled(level))
                Console.WriteLine($"log {format(state, error).ReplaceLineEndings(" ")} {error?.GetType().Name}");
        }

        public void Dispose()
        {
        }
    }
}
