using System.Globalization;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>Reads a failed batch as the refusal that it is. Asks the database only where the error does not tell.</summary>
internal static class Refusals
{
    private const string VersionMoved = "ES001";
    private const string Archived = "ES002";

    /// <summary>Two transactions got into each other's way and PostgreSQL undid this one.</summary>
    public static bool IsUndone(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>Nothing is wrong with what was asked: the database is away, or another transaction was in the way.</summary>
    public static bool IsPassing(Exception e) => e switch
    {
        PostgresException postgres => postgres.IsTransient || IsUndone(postgres) || postgres.SqlState == PostgresErrorCodes.QueryCanceled,
        NpgsqlException or IOException or TimeoutException or ObjectDisposedException => true,
        _ => false,
    };

    /// <summary>Kind of an error for a log that may say nothing personal: what it says itself may quote an event.</summary>
    public static string Kind(Exception e) => e is PostgresException postgres ? $"{e.GetType().Name} {postgres.SqlState}" : e.GetType().Name;

    /// <summary>Null when the error is no refusal.</summary>
    public static async Task<SaveOutcome?> Read(
        NpgsqlDataSource database, PostgresException error, string tenant, PendingWork work, Dictionary<Guid, long> known, CancellationToken ct)
    {
        switch (error.SqlState, error.SchemaName, error.ConstraintName)
        {
            case (VersionMoved, _, _) when error.MessageText.Split(' ') is [var id, var actual]:
                var stream = work.Streams.Single(s => s.Id == Guid.Parse(id));
                return new SaveOutcome.VersionConflict(stream.Id, Expected(stream, known), long.Parse(actual, CultureInfo.InvariantCulture));
            case (Archived, _, _):
                return new SaveOutcome.StreamArchived(Guid.Parse(error.MessageText));
            case (PostgresErrorCodes.UniqueViolation, "events", "es_commands_pkey") when work.Command is var (command, _, act):
                return await FirstResult(database, tenant, command, act, ct);
            case (PostgresErrorCodes.UniqueViolation, "events", "pkey_mt_streams_tenant_id_id" or "pk_mt_events_stream_and_version"):
                return await FirstConflict(database, tenant, work, known, ct);
            default:
                return null;
        }
    }

    /// <summary>The versions of streams; 0 for one that is not there.</summary>
    public static async Task<Dictionary<Guid, long>> Versions(NpgsqlDataSource database, string tenant, Guid[] streams, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select a.id, coalesce(s.version, 0) from unnest($2) as a (id)
            left join events.mt_streams s on s.tenant_id = $1 and s.id = a.id
            """);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(streams);
        var versions = new Dictionary<Guid, long>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            versions[reader.GetGuid(0)] = reader.GetInt64(1);
        return versions;
    }

    private static async Task<SaveOutcome?> FirstConflict(
        NpgsqlDataSource database, string tenant, PendingWork work, Dictionary<Guid, long> known, CancellationToken ct)
    {
        var streams = work.Streams.Where(s => s.Expectation != StreamExpectation.Any || known.ContainsKey(s.Id)).ToList();
        var versions = await Versions(database, tenant, [.. streams.Select(s => s.Id)], ct);
        return streams.Find(s => versions[s.Id] != Expected(s, known)) switch
        {
            null => null,
            { Expectation: StreamExpectation.New } stream => new SaveOutcome.StreamExists(stream.Id),
            { } stream => new SaveOutcome.VersionConflict(stream.Id, Expected(stream, known), versions[stream.Id]),
        };
    }

    private static long Expected(StreamAppend stream, Dictionary<Guid, long> known) =>
        known.TryGetValue(stream.Id, out var version) ? version : stream.Expected;

    /// <summary>What a command came to: <c>AlreadyDone</c>, <c>CommandTaken</c>, or null when it was never carried out.</summary>
    public static async Task<SaveOutcome?> FirstResult(NpgsqlDataSource database, string tenant, Guid command, string act, CancellationToken ct)
    {
        await using var query = database.CreateCommand("select result, act from events.es_commands where client_id = $1 and command_id = $2");
        query.Parameters.AddWithValue(tenant);
        query.Parameters.AddWithValue(command);
        await using var reader = await query.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var first = reader.GetString(1);
        return act.Length == 0 || first.Length == 0 || act == first
            ? new SaveOutcome.AlreadyDone(reader.GetString(0))
            : new SaveOutcome.CommandTaken(command);
    }
}
