using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// Brings the database's schemas up to date: each script in a transaction of its own, recorded by name and SHA-256, all under one advisory lock so
/// that hosts which start together take turns.
/// </summary>
public static class Migrator
{
    private const int Tries = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    internal const long LockKey = 0x6879627269646270; // "hybridbp"

    /// <summary>Applies what is missing.</summary>
    /// <param name="connectionString">The product's role; it owns the database.</param>
    /// <param name="sources">All schemas of this host in order.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>
    /// Names of the scripts applied now (<c>schema/script</c>), or <see cref="SchemaIsNewer"/>, <see cref="ScriptChanged"/> or
    /// <see cref="ScriptFailed"/>; what was applied before a refusal stays.
    /// </returns>
    public static Task<Result<IReadOnlyList<string>>> ApplyAsync(
        string connectionString, IReadOnlyList<SchemaSource> sources, CancellationToken ct) =>
        ApplyAsync(connectionString, sources, isRestore: false, ct);

    /// <summary>As the public one; a restore applies what is missing to the database that it is filling.</summary>
    internal static async Task<Result<IReadOnlyList<string>>> ApplyAsync(
        string connectionString, IReadOnlyList<SchemaSource> sources, bool isRestore, CancellationToken ct)
    {
        // A connection of its own, outside the pool: the lock ends with it even if we do not come to release it.
        var alone = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0, MaxAutoPrepare = 0 };
        await using var connection = new NpgsqlConnection(alone.ConnectionString);
        await connection.OpenAsync(ct);
        if (!isRestore)
        {
            await RunAsync(connection, $"select pg_advisory_lock({LockKey})", ct);
            if (await RestoreMark.CheckAsync(connection, ct) is { } unfinished)
                return unfinished;
        }
        await RunAsync(connection, """
            set client_min_messages = warning;
            create schema if not exists platform;
            create table if not exists platform.migrations (
              schema_name text not null,
              script text not null,
              sha256 text not null,
              applied_at timestamptz not null default now(),
              primary key (schema_name, script));
            """, ct);
        var applied = await AppliedAsync(connection, ct);
        if (Check(applied, sources) is { } refusal)
            return refusal;
        var done = new List<string>();
        foreach (var (source, script) in sources.SelectMany(source => source.Scripts.Select(script => (source, script))))
        {
            if (applied.ContainsKey($"{source.Name}/{script.Name}"))
                continue;
            if (await ApplyAsync(connection, source.Name, script, ct) is { } failed)
                return failed;
            done.Add($"{source.Name}/{script.Name}");
        }
        return done;
    }

    /// <summary>Compares the database with what this host brings, and changes nothing.</summary>
    /// <param name="connectionString">The product's role.</param>
    /// <param name="sources">All schemas of this host in order.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>How many scripts are applied and how many are not; or <see cref="SchemaIsNewer"/> or <see cref="ScriptChanged"/>.</returns>
    public static async Task<Result<SchemaState>> CompareAsync(
        string connectionString, IReadOnlyList<SchemaSource> sources, CancellationToken ct)
    {
        var alone = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, MaxAutoPrepare = 0 };
        await using var connection = new NpgsqlConnection(alone.ConnectionString);
        await connection.OpenAsync(ct);
        if (await RestoreMark.CheckAsync(connection, ct) is { } unfinished)
            return unfinished;
        await using var exists = new NpgsqlCommand("select to_regclass('platform.migrations') is not null", connection);
        var applied = (bool)(await exists.ExecuteScalarAsync(ct))! ? await AppliedAsync(connection, ct) : [];
        if (Check(applied, sources) is { } refusal)
            return refusal;
        return new SchemaState(applied.Count, sources.Sum(source => source.Scripts.Count) - applied.Count);
    }

    /// <summary>Why scripts that are applied somewhere do not fit these; null when they do.</summary>
    internal static Refusal? Check(IReadOnlyDictionary<string, string> applied, IReadOnlyList<SchemaSource> sources)
    {
        var known = sources.SelectMany(s => s.Scripts.Select(script => ($"{s.Name}/{script.Name}", script.Sha256))).ToDictionary();
        foreach (var (name, hash) in applied.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (!known.TryGetValue(name, out var mine))
                return new SchemaIsNewer($"The database was made by a newer HybridBpo ({name} is unknown here): start that version or a later one.");
            if (mine != hash)
                return new ScriptChanged($"The script {name} was applied with another text. Applied scripts never change: write a new one.");
        }
        return null;
    }

    // Hosts of the version before work on meanwhile: a script that waited for a table would make them all wait behind it, so it steps back and tries
    // again, as it does when it met one of them crosswise.
    private static async Task<Refusal?> ApplyAsync(NpgsqlConnection connection, string schema, SchemaScript script, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await TryAsync(connection, schema, script, ct);
            }
            catch (PostgresException busy) when (
                busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected && tries < Tries)
            {
                await Task.Delay(Pause, ct);
            }
            catch (PostgresException error)
            {
                return new ScriptFailed(error.SqlState == PostgresErrorCodes.LockNotAvailable
                    ? $"The script {schema}/{script.Name} found no moment at which its tables were free: end what holds them, such as a backup "
                        + "that is under way, and start again."
                    : $"The script {schema}/{script.Name} failed and left nothing behind: {error.MessageText} ({error.SqlState}).");
            }
        }
    }

    private static async Task<Refusal?> TryAsync(NpgsqlConnection connection, string schema, SchemaScript script, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RunAsync(connection, "set local lock_timeout = '2s'", ct);
        // The product itself over all clients: row-level security binds the owner too.
        await RunAsync(connection, $"create schema if not exists {schema}; select set_config('app.clients', '*', true)", ct);
        await RunAsync(connection, script.Text, ct);
        const string note = "insert into platform.migrations (schema_name, script, sha256) values ($1, $2, $3)";
        await using var record = new NpgsqlCommand(note, connection)
        {
            Parameters = { new() { Value = schema }, new() { Value = script.Name }, new() { Value = script.Sha256 } },
        };
        await record.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    private static async Task<Dictionary<string, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select schema_name || '/' || script, sha256 from platform.migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var applied = new Dictionary<string, string>();
        while (await reader.ReadAsync(ct))
            applied.Add(reader.GetString(0), reader.GetString(1));
        return applied;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>How far a database's schemas are.</summary>
/// <param name="Applied">Scripts that are applied.</param>
/// <param name="Missing">Scripts that this host would apply at its start.</param>
public sealed record SchemaState(int Applied, int Missing);

/// <summary>The database has a script that this host does not know: the host is too old for it.</summary>
public sealed record SchemaIsNewer(string Message) : Conflict(Message);

/// <summary>An applied script differs from the one that this host brings.</summary>
public sealed record ScriptChanged(string Message) : Conflict(Message);

/// <summary>A script ended with an error of PostgreSQL.</summary>
public sealed record ScriptFailed(string Message) : Unavailable(Message);
