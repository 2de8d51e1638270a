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
        WithDatabaseAsync((server, stop) => WithServicesAsync(server.ConnectionString, async services =>
            (await services.GetRequiredService<PlatformStart>().CheckAsync(stop)).Refusal is { } wrong
                ? await SayAsync(wrong) : await act(services, stop)), ct);

    /// <summary>The same where there is an installation: whoever only looks, or takes away, makes none by the way.</summary>
    public async Task<int> WithInstallationAsync(Func<IServiceProvider, CancellationToken, Task<int>> act, CancellationToken ct) =>
        (NoInstallation ?? (MasterKey.IsThere(Configuration) ? null : MasterKey.Missing(Configuration))) is { } none
            ? await SayAsync(none) : await WithServicesAsync(act, ct);

    /// <summary>What to say where neither a database is named nor the data folder has one; else null.</summary>
    public Refusal? NoInstallation => DatabaseServer.IsThere(Configuration) ? null
        : new NotFound($"There is no installation in {DataFolder.Find(Configuration)}: name its data folder with {DataFolder.Key}, or its database "
            + $"with ConnectionStrings__{DatabaseServer.Key}.");

    /// <summary>Runs work on the database with its schema up to date; a refusal is said in one line.</summary>
    public async Task<int> WithDatabaseAsync(Func<DatabaseServer, CancellationToken, Task<int>> act, CancellationToken ct)
    {
        if (!(await DatabaseServer.OpenAsync(Configuration, ct)).Is(out var server, out var refusal)) return await SayAsync(refusal);
        await using (server)
        {
            var applied = await Migrator.ApplyAsync(server.ConnectionString, Composition.Schemas, ct);
            if (applied.Refusal is { } outdated) return await SayAsync(outdated);
            var differences = await ExpectedSchema.CompareAsync(server.ConnectionString, ct);
            return differences.Refusal is { } broken ? await SayAsync(broken) : await act(server, ct);
        }
    }

    /// <summary>
    /// Runs work with the services on a database that is taken as it is, older than this version or not: a backup comes before an upgrade.
    /// </summary>
    public async Task<int> WithUnchangedDatabaseAsync(
        Func<DatabaseServer, IServiceProvider, CancellationToken, Task<int>> act, CancellationToken ct)
    {
        if (NoInstallation is { } none) return await SayAsync(none);
        if (!(await DatabaseServer.OpenAsync(Configuration, ct)).Is(out var server, out var refusal)) return await SayAsync(refusal);
        await using (server)
        {
            if (!(await Migrator.CompareAsync(server.ConnectionString, Composition.Schemas, ct)).Is(out var state, out refusal))
                return await SayAsync(refusal);
            if (state.Applied == 0) return await SayAsync(new NotFound("The database is empty."));
            if (!MasterKey.IsThere(Configuration)) return await SayAsync(MasterKey.Missing(Configuration));
            return await WithServicesAsync(server.ConnectionString, async services =>
                await services.GetRequiredService<PlatformStart>().CheckMasterKeyAsync(ct) is { } wrong
                    ? await SayAsync(wrong) : await act(server, services, ct));
        }
    }

    /// <summary>
    /// Runs work that only reads on a database with all scripts applied, also where others changed something by which nothing starts: that is just
    /// when one has to look. What was changed is said on standard error.
    /// </summary>
    public async Task<int> WithReadableDatabaseAsync(Func<IServiceProvider, CancellationToken, Task<int>> act, CancellationToken ct)
    {
        if (NoInstallation is { } none) return await SayAsync(none);
        if (!(await DatabaseServer.OpenAsync(Configuration, ct)).Is(out var server, out var refusal)) return await SayAsync(refusal);
        await using (server)
        {
            if (!(await Migrator.CompareAsync(server.ConnectionString, Composition.Schemas, ct)).Is(out var state, out refusal))
                return await SayAsync(refusal);
            if (state.Missing == 0 && (await ExpectedSchema.CompareAsync(server.ConnectionString, ct)).Refusal is { } changed)
            {
                await SayAsync(changed);
                return await WithServicesAsync(server.ConnectionString, services => act(services, ct));
            }
        }

        return await WithInstallationAsync(act, ct);
    }

    /// <summary>Runs work with the services on a database whose schema fits, without looking at anything else.</summary>
    public async Task<T> WithServicesAsync<T>(string connectionString, Func<IServiceProvider, Task<T>> act)
    {
        await using var app = HostApp.Build(
            new StartOptions(connectionString, "", "", Demo: false, modules), builder => builder.Logging.ClearProviders());
        await using var scope = app.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider);
    }

    public async Task<int> SayAsync(Refusal refusal)
    {
        await error.WriteLineAsync(refusal.Message);
        return ExitCode.Failed;
    }
}
