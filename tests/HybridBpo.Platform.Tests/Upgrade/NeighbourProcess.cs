using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HybridBpo.Platform.Tests;

/// <summary>
/// A host that appends, plans, delivers, projects and seals without a pause until its input ends. The new one brings scripts of the next version
/// along and applies them while the old one works.
/// </summary>
internal static class NeighbourProcess
{
    public static async Task<int> PlayAsync(string connectionString, string smtpPort, string name, string scripts)
    {
        if (scripts.Length > 0)
        {
            var script = new SchemaScript("001_next", await File.ReadAllTextAsync(scripts));
            var next = TestServer.Schemas.Append(new SchemaSource("zz", [script]));
            if ((await Migrator.ApplyAsync(connectionString, [.. next], CancellationToken.None)).Refusal is { } refusal)
                throw new InvalidOperationException(refusal.Message);
        }
        var folder = Path.Combine(Path.GetTempPath(), "hybridbpo-tests", $"{name}-{Environment.ProcessId}");
        var settings = new Dictionary<string, string?>(SmtpCatcher.SettingsFor(int.Parse(smtpPort)))
        {
            [DataFolder.Key] = folder,
            [MasterKey.Key] = TestPlatform.MasterKeyText,
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddPlatform(configuration, connectionString);
        services.AddEvents(typeof(NameTold));
        services.AddAsyncProjection<Tally>();
        Letters.Add(services, configuration, new Letters(""), new RelayOptions { Poll = TimeSpan.FromMilliseconds(100), Parallel = 2 });
        await using (var host = services.BuildServiceProvider())
        {
            foreach (var service in host.GetServices<IHostedService>())
                await service.StartAsync(CancellationToken.None);
            using var stop = new CancellationTokenSource();
            var working = WorkAsync(host.GetRequiredService<EventStore>(), name, stop.Token);
            Console.WriteLine("running");
            await Console.In.ReadToEndAsync();
            await stop.CancelAsync();
            var (appended, trouble) = await working;
            foreach (var service in host.GetServices<IHostedService>())
                await service.StopAsync(CancellationToken.None);
            Console.WriteLine($"{appended} {trouble}");
        }
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task<(int Appended, string Trouble)> WorkAsync(EventStore store, string name, CancellationToken stop)
    {
        for (var count = 0; ; count++)
        {
            if (stop.IsCancellationRequested)
                return (count, "");
            try
            {
                var id = Guid.CreateVersion7();
                var session = store.OpenSession(DeliveryHosts.Client, DeliveryHosts.System);
                session.Append(id, new NameTold($"{name} {count}"));
                if (count % 10 == 0)
                {
                    var facts = JsonSerializer.Serialize(new LetterFacts($"{name}-{count}@example.com"));
                    session.PlanDelivery(new PlannedDelivery(Ids.For(DeliveryHosts.Client, name, $"{count}"), DeliveryHosts.Client, "letters",
                        "email", id, DateTimeOffset.UtcNow.AddMinutes(-1), facts, "reminder-1"));
                }
                if (await session.SaveChangesAsync(CancellationToken.None) is not SaveOutcome.Saved)
                    return (count, "not saved");
                await Task.Delay(5, CancellationToken.None);
            }
            catch (Exception error)
            {
                return (count, $"{error.GetType().Name}: {error.Message}");
            }
        }
    }
}
