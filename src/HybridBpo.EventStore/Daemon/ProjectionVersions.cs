using System.Globalization;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>The versions of one projection, as their rows are named: <c>Name:All</c>, <c>Name:V2:All</c> and so on.</summary>
internal static class ProjectionVersions
{
    public static string ProgressName(IAsyncProjection projection) => ProgressName(projection.Name, projection.Version);

    /// <summary>The newest version that readers see; 0 when there is none. Whoever asks has the turn until the transaction ends.</summary>
    public static async Task<int> NewestLive(NpgsqlConnection connection, string projection, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SqlText.Bind($"select pg_advisory_xact_lock(hashtextextended({"es_swap " + projection}, 0))"));
        batch.BatchCommands.Add(SqlText.Bind($"select name from events.es_projection_leases where live and starts_with(name, {projection + ":"})"));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var newest = 0;
        while (await reader.ReadAsync(ct))
            newest = Math.Max(newest, VersionOf(projection, reader.GetString(0)));
        return newest;
    }

    /// <summary>
    /// Forgets versions older than the one before: a host of the release before may still run, one of the release before that may not.
    /// </summary>
    public static async Task Forget(NpgsqlConnection connection, IAsyncProjection live, CancellationToken ct)
    {
        string[] old = [.. Enumerable.Range(1, Math.Max(0, live.Version - 2)).Select(version => ProgressName(live.Name, version))];
        if (old.Length == 0)
            return;
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SqlText.Bind($"delete from events.es_projection_leases where name = any ({old})"));
        batch.BatchCommands.Add(SqlText.Bind($"delete from events.mt_event_progression where name = any ({old})"));
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static string ProgressName(string name, int version) =>
        version == 1 ? $"{name}:All" : string.Create(CultureInfo.InvariantCulture, $"{name}:V{version}:All");

    private static int VersionOf(string projection, string name) => name[(projection.Length + 1)..].Split(':') switch
    {
        ["All"] => 1,
        [['V', .. var digits], "All"] when int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) => version,
        _ => 0,
    };
}
