using HybridBpo.Events;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>The PostgreSQL that the product uses: the one that configuration names, or the private one.</summary>
public sealed class DatabaseServer : IAsyncDisposable
{
    private readonly PrivatePostgres? owned;

    private DatabaseServer(string connectionString, string description, PrivatePostgres? owned)
    {
        this.owned = owned;
        ConnectionString = WithDefaults(connectionString);
        Description = description;
    }

    /// <summary>The configuration key of an outside PostgreSQL: <c>ConnectionStrings:HybridBpo</c>.</summary>
    public const string Key = "HybridBpo";

    /// <summary>Connections of one host: two leave room on a server of PostgreSQL's usual 100, and four on the private one of 200.</summary>
    public const int MostConnections = 40;

    /// <summary>Connects as the product's role.</summary>
    public string ConnectionString { get; }

    /// <summary>Connects as the private server's superuser; null for an outside server.</summary>
    internal string? AdminConnectionString => owned?.AdminConnectionString;

    /// <summary>What a person reads, such as "private PostgreSQL 15"; holds no password.</summary>
    public string Description { get; }

    /// <summary>Is a database named, or does the data folder have one?</summary>
    /// <param name="configuration">As for <see cref="OpenAsync"/>.</param>
    public static bool IsThere(IConfiguration configuration) => configuration.GetConnectionString(Key) is { Length: > 0 }
        || Directory.Exists(Path.Combine(DataFolder.Find(configuration), "postgres", "data"));

    /// <summary>Takes the named server, or starts or joins the private one.</summary>
    /// <param name="configuration">Looked up: <c>ConnectionStrings:HybridBpo</c>, <c>HYBRIDBPO_DATA</c>, <c>HYBRIDBPO_PG_BIN</c>.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>The server, or a refusal that says what to install or mend.</returns>
    public static async Task<Result<DatabaseServer>> OpenAsync(IConfiguration configuration, CancellationToken ct)
    {
        if (configuration.GetConnectionString(Key) is { Length: > 0 } named)
        {
            var parts = new NpgsqlConnectionStringBuilder(named);
            return new DatabaseServer(named, $"PostgreSQL at {parts.Host}:{parts.Port}, database {parts.Database}", null);
        }
        var folder = DataFolder.Find(configuration);
        var options = new PrivatePostgresOptions(folder) { Binaries = configuration[PostgresBinaries.Key] };
        if (!(await PrivatePostgres.StartAsync(options, ct)).Is(out var server, out var refusal))
            return refusal;
        return new DatabaseServer(server.ConnectionString, $"private PostgreSQL {server.Major} in {folder}", server);
    }

    /// <summary>
    /// Adds what the product wants of every connection unless the connection string says otherwise: statements that repeat are prepared, and one host
    /// takes at most <see cref="MostConnections"/> of the server's.
    /// </summary>
    public static string WithDefaults(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(EventStoreOptions.Tuned(connectionString));
        builder.ApplicationName ??= "hybridbpo";
        // ContainsKey knows every keyword there is; Keys has those that were given.
        if (!builder.Keys.Contains("Maximum Pool Size"))
            builder.MaxPoolSize = MostConnections;
        return builder.ConnectionString;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => owned?.DisposeAsync() ?? ValueTask.CompletedTask;
}
