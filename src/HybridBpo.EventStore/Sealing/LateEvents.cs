using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Events of a client that are in no block although everything up to a later number was sealed: somebody put them at a number that was passed as
/// dead, or their seal was taken away, or the high-water mark once lost them, and no projection ever saw them.
/// </summary>
internal static class LateEvents
{
    public static async Task<ChainProblem?> First(
        NpgsqlDataSource database, string tenant, long after, long sealedUpTo, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select seq_id from events.mt_events where tenant_id = $1 and seq_id > $2 and seq_id <= $3 order by seq_id limit 1");
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(sealedUpTo);
        return await command.ExecuteScalarAsync(ct) is long seq
            ? Problem(seq, sealedUpTo)
            : null;
    }

    public static ChainProblem Problem(long seq, long sealedUpTo) => new(
        seq,
        $"Event {seq} is in no block although everything up to {sealedUpTo} was sealed: it was inserted later, or its seal was taken away, or that "
        + "number was raised by hand.");
}
