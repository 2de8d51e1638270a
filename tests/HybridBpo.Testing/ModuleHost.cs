using HybridBpo.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Testing;

/// <summary>
/// One module on the real platform and a real database, served by HTTP. What other modules and the host own, the test plays: it registers that in
/// <c>more</c>, and says who its people are. Several may share a database.
/// </summary>
public sealed class ModuleHost : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hybridbpo-module-").FullName;
    private readonly WebApplication app;

    private ModuleHost(TestDatabase database, IModule module, Func<string, Access?> who, Action<IServiceCollection>? more, bool relay,
        IReadOnlyDictionary<string, string?>? settings, string url)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseUrls(url);
        builder.Configuration.AddConfiguration(TestPlatform.Configuration(database, settings));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [DataFolder.Key] = folder });
        builder.Services.AddPlatform(builder.Configuration, database.ConnectionString);
        builder.Services.AddPages();
        foreach (var item in module.Navigation)
            builder.Services.AddSingleton(item);
        more?.Invoke(builder.Services);
        module.AddServices(builder.Services, builder.Configuration);
        if (relay)
        {
            builder.Services.AddSingleton(new RelayOptions { Poll = TimeSpan.FromMilliseconds(50), BackOff = TimeSpan.FromMilliseconds(50) });
            builder.Services.AddPlatformWorkers(builder.Configuration);
        }
        app = builder.Build();
        ModuleDoor.Use(app, who);
        module.MapEndpoints(app);
        module.MapPublicEndpoints(app.MapGroup("").AllowAnonymous().ShowsNobody());
    }

    /// <summary>The module's and the platform's services.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>What the module mapped.</summary>
    public IEndpointRouteBuilder Endpoints => app;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts it.</summary>
    /// <param name="database">The test's database.</param>
    /// <param name="module">The module.</param>
    /// <param name="who">What somebody may see and do, by the name that <see cref="As"/> was given; null for nobody.</param>
    /// <param name="more">Registers what the test plays; before the module's own services.</param>
    /// <param name="relay">Run the relays and the other workers as well.</param>
    /// <param name="settings">Further configuration.</param>
    /// <param name="url">Where to listen; a free port unless said.</param>
    public static async Task<ModuleHost> StartAsync(TestDatabase database, IModule module, Func<string, Access?> who,
        Action<IServiceCollection>? more = null, bool relay = true, IReadOnlyDictionary<string, string?>? settings = null,
        string url = "http://127.0.0.1:0")
    {
        var host = new ModuleHost(database, module, who, more, relay, settings, url);
        await host.app.StartAsync();
        return host;
    }

    /// <summary>A service.</summary>
    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Somebody's browser, which follows no redirect; <c>/token</c> answers a form's token.</summary>
    public HttpClient As(string person)
    {
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        http.DefaultRequestHeaders.Add(ModuleDoor.Person, person);
        return http;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
