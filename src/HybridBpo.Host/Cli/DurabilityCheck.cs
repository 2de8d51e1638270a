using Dapper;
using Npgsql;

namespace HybridBpo.Host.Cli;

/// <summary>Does the server keep what it confirmed, whatever happens to it? Some are tuned not to; a decision would be lost and nobody told.</summary>
internal static class DurabilityCheck
{
    private static readonly string[] Settings = ["fsync", "full_page_writes", "synchronous_commit"];

    public static async Task<DoctorCheck> LookAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        var off = (await connection.QueryAsync<string>(new CommandDefinition(
            "select name from pg_settings where name = any (@Settings) and setting = 'off' order by name", new { Settings }, cancellationToken: ct)))
            .ToList();
        return off.Count == 0
            ? new DoctorCheck("durability", true, "what was confirmed outlives a crash of the server")
            : new DoctorCheck("durability", false, $"{string.Join(", ", off)} off: a crash of the server loses what was confirmed",
                "Set it to on for this server, database and role.");
    }
}
