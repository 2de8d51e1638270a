using HybridBpo.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HybridBpo.Platform.Tests;

/// <summary>A host that does nothing but deliver letters and handle greetings, until its input ends or somebody kills it.</summary>
internal static class RelayProcess
{
    public static async Task<int> PlayAsync(string connectionString, string smtpPort, string name)
    {
        var settings = new Dictionary<string, string?>(SmtpCatcher.SettingsFor(int.Parse(smtpPort)))
        {
            [DataFolder.Key] = Path.Combine(Path.GetTempPath(), "hybridbpo-tests", name),
            [MasterKey.Key] = TestPlatform.MasterKeyText,
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddPlatform(configuration, connectionString);
        Letters.Add(services, configuration, new Letters($" by {name}"), Options);
        await using var provider = services.BuildServiceProvider();
        foreach (var service in provider.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        Console.WriteLine("running");
        await Console.In.ReadToEndAsync();
        foreach (var service in provider.GetServices<IHostedService>())
            await service.StopAsync(CancellationToken.None);
        return 0;
    }

    // Short, so that a test sees an abandoned handover end.
    private static RelayOptions Options => new()
    {
        Lease = TimeSpan.FromSeconds(8),
        HandOver = TimeSpan.FromSeconds(5),
        Poll = TimeSpan.FromMilliseconds(200),
        Parallel = 4,
    };
}
