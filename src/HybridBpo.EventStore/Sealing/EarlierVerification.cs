using System.Globalization;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// The verification of a client that found most events, all in order: what is sealed never gets less. Shows a log whose end was cut off with its
/// seals and streams alike, without a checkpoint; not where as many came since, and not to whoever doubts the database itself.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Events">How many were sealed then.</param>
internal sealed record EarlierVerification(DateTimeOffset At, long Events)
{
    public static async Task<EarlierVerification?> Most(NpgsqlDataSource database, string tenant, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Ask(tenant));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new EarlierVerification(reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1))
            : null;
    }

    internal static NpgsqlBatchCommand Ask(string tenant) => SqlText.Bind(
        $"""
        select done_at, events from events.es_verifications where client_id = {tenant} and ok order by events desc, id desc limit 1
        """);

    public ChainProblem? Compare(long now) => now >= Events ? null : new ChainProblem(null, string.Create(
        CultureInfo.InvariantCulture,
        $"A verification of {At.UtcDateTime:yyyy-MM-dd HH:mm} UTC found {Events} sealed events, all in order, and only {now} "
        + $"{(now == 1 ? "is" : "are")} sealed now: the last seals were cut off, and likely the events with them."));
}
