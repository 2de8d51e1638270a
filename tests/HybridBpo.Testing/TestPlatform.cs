using HybridBpo.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Testing;

/// <summary>The platform's services on a test's database, with a fixed master key and a folder of their own.</summary>
public static class TestPlatform
{
    /// <summary>The master key of all tests: 32 bytes that count up.</summary>
    public const string MasterKeyText = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    /// <summary>Builds the services; dispose them. No worker runs unless the test adds it.</summary>
    /// <param name="database">The test's database.</param>
    /// <param name="more">Adds the module's services, events and projections.</param>
    /// <param name="clock">The clock; the real one when null.</param>
    /// <param name="settings">Further configuration, such as <c>Smtp:Host</c>.</param>
    public static ServiceProvider Build(TestDatabase database, Action<IServiceCollection, IConfiguration>? more = null, TimeProvider? clock = null,
        IReadOnlyDictionary<string, string?>? settings = null)
    {
        var configuration = Configuration(database, settings);
        var services = new ServiceCollection();
        services.AddSingleton(clock ?? TimeProvider.System);
        services.AddPlatform(configuration, database.ConnectionString);
        more?.Invoke(services, configuration);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    /// <summary>The configuration that <see cref="Build"/> uses.</summary>
    public static IConfiguration Configuration(TestDatabase database, IReadOnlyDictionary<string, string?>? settings = null) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [DataFolder.Key] = Path.Combine(Path.GetTempPath(), "hybridbpo-tests", database.Name),
            [MasterKey.Key] = MasterKeyText,
        }).AddInMemoryCollection(settings ?? new Dictionary<string, string?>()).Build();

    /// <summary>Adds a client with sensible values: US dollars, New York, <c>us-fdcpa</c>.</summary>
    public static async Task AddClientAsync(this IServiceProvider services, string code, CancellationToken ct)
    {
        var added = await services.GetRequiredService<Clients>()
            .AddAsync(Access.System("test"), new NewClient(code, code, "USD", "US", "America/New_York", "us-fdcpa"), ct);
        if (added.Refusal is { } refusal and not ClientExists)
            throw new InvalidOperationException(refusal.Message);
    }
}
