using Npgsql;

namespace HybridBpo.Events;

/// <summary>What a worker holds: the token fences off whoever held the lease before.</summary>
internal sealed record ProjectionLease(long Token, bool Stopped, bool Live);

/// <summary>The lease rows. The database's clock says whether a lease has run out.</summary>
internal sealed class ProjectionLeases(NpgsqlDataSource database, string holder, TimeSpan length)
{
    public TimeSpan Length => length;

    /// <summary>Takes or renews a lease; null while somebody else holds it.</summary>
    /// <param name="name">The progress row's name.</param>
    /// <param name="live">Is a projection that was never seen before live from the start?</param>
    /// <param name="force">Take it away from whoever holds it.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<ProjectionLease?> Take(string name, bool live, bool force, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            insert into events.es_projection_leases as l (name, holder, token, until, live) values ($1, $2, 1, clock_timestamp() + $3, $4)
            on conflict (name) do update set
                holder = $2, token = case when l.holder = $2 then l.token else l.token + 1 end, until = clock_timestamp() + $3
            where l.holder = $2 or l.until < clock_timestamp() or $5
            returning token, stopped, live
            """);
        command.Parameters.AddWithValue(name);
        command.Parameters.AddWithValue(holder);
        command.Parameters.AddWithValue(length);
        command.Parameters.AddWithValue(live);
        command.Parameters.AddWithValue(force);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new ProjectionLease(reader.GetInt64(0), reader.GetBoolean(1), reader.GetBoolean(2)) : null;
    }

    /// <summary>Gives a lease back. One that cannot be given back, because the database is away or the host is going, runs out by itself.</summary>
    public async Task Release(string name, CancellationToken ct)
    {
        try
        {
            await using var command = database.CreateCommand(
                "update events.es_projection_leases set until = clock_timestamp() where name = $1 and holder = $2");
            command.Parameters.AddWithValue(name);
            command.Parameters.AddWithValue(holder);
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or OperationCanceledException or TimeoutException)
        {
        }
    }

    /// <summary>Stops a projection at an event, for an operator to see.</summary>
    public async Task Stop(string name, long token, long failedSeq, string error, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            update events.es_projection_leases set stopped = true, failed_seq = $3, error = $4, changed_at = clock_timestamp()
            where name = $1 and token = $2
            """);
        command.Parameters.AddWithValue(name);
        command.Parameters.AddWithValue(token);
        command.Parameters.AddWithValue(failedSeq);
        command.Parameters.AddWithValue(Text.Clean(error[..Math.Min(error.Length, 4_000)]));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Tells others how far a rebuild is; null when none is under way. It only shows, so what ails this connection does not end the work.
    /// </summary>
    public async Task Report(string name, long token, (long At, long Of)? rebuilt, CancellationToken ct)
    {
        try
        {
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(SqlText.Bind(
                $"""
                update events.es_projection_leases set rebuilt_to = {rebuilt?.At}::bigint, rebuilt_of = {rebuilt?.Of}::bigint
                where name = {name} and token = {token}
                """));
            await batch.ExecuteNonQueryAsync(ct);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
        {
        }
    }

    /// <summary>Notes what hinders a worker that goes on trying, for an operator to see; null when nothing does any more.</summary>
    /// <returns>Is that news?</returns>
    public async Task<bool> Note(string name, long token, string? error, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            update events.es_projection_leases set error = {error}::text, changed_at = clock_timestamp()
            where name = {name} and token = {token} and error is distinct from {error}::text
            """));
        return await batch.ExecuteNonQueryAsync(ct) > 0;
    }

    /// <summary>The statement that moves the progress: only from where this worker believes it is, and only under its own unexpired token.</summary>
    public NpgsqlBatchCommand Advance(string name, long token, long from, long to) => new(
        """
        with held as (
            update events.es_projection_leases set until = clock_timestamp() + $1
            where name = $2 and token = $3 and until > clock_timestamp() returning 1)
        update events.mt_event_progression set last_seq_id = $5, last_updated = now() from held where name = $2 and last_seq_id = $4
        """)
    {
        Parameters =
        {
            new NpgsqlParameter { Value = length }, new NpgsqlParameter { Value = name }, new NpgsqlParameter { Value = token },
            new NpgsqlParameter { Value = from }, new NpgsqlParameter { Value = to },
        },
    };
}
