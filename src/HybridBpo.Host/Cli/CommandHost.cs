using HybridBpo.Host.Web;

namespace HybridBpo.Host.Cli;

/// <summary>Starts or finds the database, brings the schema up to date, and runs work with the host's services.</summary>
internal sealed class CommandHost(IReadOnlyList<IModule> modules, TextWriter output, TextWriter error) : ICommandHost
{
    public IReadOnlyList<IModule> Modules => modules;

    public TextWriter Out => output;

    public TextWriter Error => error;

    public IConfiguration Configuration { get; } =
        new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .Build();

    public Task<int> WithServicesAsync(Func<IServiceProvider, CancellationToken, Task<int>> act, CancellationToken ct) =>
        WithDatabaseAsync(async (server, stop) =>
        {
            var options = new StartOptions(server.ConnectionString, "", "", Demo: false, modules);
            await using var app = HostApp.Build(options, builder => builder.Logging.ClearProviders());
            if ((await app.Services.GetRequiredService<PlatformStart>().CheckAsync(stop)).Refusal is { } wrong) return await SayAsync(wrong);
            await using var scope = app.Services.CreateAsyncScope();
            return await act(scope.ServiceProvider, stop);
        }, ct);

    /// <summary>Runs work on the database with its schema up to date; a refusal is said in one line.</summary>
    public async Task<int> WithDatabaseAsync(Func<DatabaseServer, CancellationToken, Task<int>> act, CancellationToken ct)
    {
        if (!(await DatabaseServer.OpenAsync(Configuration, ct)).Is(out var server, out var refusal)) return await SayAsync(refusal);
        await using (server)
        {
            var applied = await Migrator.ApplyAsync(server.ConnectionString, Composition.Schemas, ct);
            return applied.Refusal is { } outdated ? await SayAsync(outdated) : await act(server, ct);
        }
    }

    public async Task<int> SayAsync(Refusal refusal)
    {
        await error.WriteLineAsync(refusal.Message);
        return ExitCode.Failed;
    }
}
