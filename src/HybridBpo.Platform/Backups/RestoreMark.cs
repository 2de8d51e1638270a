using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// What a restore writes beside a database, as its comment: a comment belongs to no schema, goes along when the database is renamed, and is in no
/// dump. No host and no command starts on a database that says <see cref="Unfinished"/>.
/// </summary>
internal static class RestoreMark
{
    public const string Unfinished = "HybridBPO: a restore into this database was not finished";
    public const string Restored = "HybridBPO: restored, about to take its place";
    public const string Replaced = "HybridBPO: replaced by a restore";

    public static async Task<string?> ReadAsync(NpgsqlConnection connection, string database, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select shobj_description(oid, 'pg_database') from pg_database where datname = $1", connection)
        {
            Parameters = { new() { Value = database } },
        };
        return await command.ExecuteScalarAsync(ct) as string;
    }

    public static async Task WriteAsync(NpgsqlConnection connection, string database, string? mark, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"comment on database {Quoted(database)} is {(mark is null ? "null" : $"'{mark}'")}", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Refuses a database that a restore left half-way.</summary>
    public static async Task<Refusal?> CheckAsync(NpgsqlConnection connection, CancellationToken ct) =>
        await ReadAsync(connection, connection.Database, ct) == Unfinished
            ? new RestoreUnfinished("A restore into this database was not finished, so nothing may start on it: run ./run.sh restore FILE again.")
            : null;

    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>A restore into the database was broken off: nothing starts on it until one has come to its end.</summary>
public sealed record RestoreUnfinished(string Message) : Conflict(Message);
