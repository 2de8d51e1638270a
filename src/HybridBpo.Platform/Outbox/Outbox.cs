using System.Text.Json;
using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>What people may know and do about internal messages.</summary>
/// <param name="database">Where they are.</param>
/// <param name="time">How long is waited.</param>
public sealed class Outbox(Database database, TimeProvider time)
{
    // A handover ends within the relay's patience, or its lease does.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Adds internal messages to a transaction of <see cref="Database.InTransactionAsync{T}"/>: they leave when it commits. Where events are written,
    /// <see cref="EventStoreExtensions.Send{T}"/> is used instead.
    /// </summary>
    /// <param name="connection">The connection of the transaction.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="kind">The <see cref="IMessageHandler.Kind"/> that handles them.</param>
    /// <param name="messages">Plain data each.</param>
    /// <param name="ct">Cancellation.</param>
    public static async Task SendAsync<T>(
        NpgsqlConnection connection, string client, string kind, IReadOnlyCollection<T> messages, CancellationToken ct)
    {
        if (messages.Count == 0) return;
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                SqlText.Bind($"""
                    insert into platform.messages (id, client_id, kind, json, not_before)
                    select m.id, {client}, {kind}, m.json::jsonb, clock_timestamp()
                    from unnest({messages.Select(_ => Guid.CreateVersion7()).ToArray()},
                                {messages.Select(message => JsonSerializer.Serialize(message)).ToArray()}) as m (id, json)
                    """),
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Messages that failed ten times and wait for a person, oldest first, at most 200.</summary>
    public Task<IReadOnlyList<StuckMessage>> ListStuckAsync(Access access, CancellationToken ct) =>
        database.QueryAsync<StuckMessage>(access, $"""
            select id, client_id, kind, attempt, coalesce(error, '') as error, created_at
            from platform.messages where state = 'stuck' order by created_at limit 200
            """, ct);

    /// <summary>Lets a stuck message be tried again, ten times anew; who said so is kept.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.FollowUp"/>.</param>
    /// <param name="id">The message.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<Done>> RetryAsync(Access access, Guid id, CancellationToken ct)
    {
        if (!access.May(Act.FollowUp))
            return new Forbidden("Only a supervisor lets a stuck message be tried again.");
        return await database.ExecuteAsync(access, $"""
            with tried as (
              update platform.messages set state = 'waiting', attempt = 0, not_before = clock_timestamp()
              where id = {id} and state = 'stuck' returning client_id, kind)
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject, detail)
            select client_id, {access.Actor.Kind}, {access.Actor.Id}, 'message-retried', {id}, jsonb_build_object('kind', kind) from tried
            """, ct) == 1
            ? Done.Yes
            : new NotFound("There is no such message that waits for a person.");
    }

    /// <summary>
    /// Gives up all messages that name a person or a case which is erased. One that a host is handling at this moment is waited for: it may write
    /// about the person.
    /// </summary>
    /// <param name="access">Who erases.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="about">The person, or the case.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>Whether there was any.</returns>
    public async Task<bool> GiveUpAsync(Access access, string client, Guid about, CancellationToken ct)
    {
        var (found, named) = (false, $"{about:D}");
        for (var began = time.GetTimestamp(); ; await Task.Delay(Pause, ct))
        {
            found |= await database.ExecuteAsync(access, $"""
                update platform.messages set state = 'done', json = null, error = null, done_at = clock_timestamp()
                where client_id = {client} and state in ('waiting', 'stuck') and position({named} in json::text) > 0
                  and (lease_until is null or lease_until < clock_timestamp())
                """, ct) > 0;
            if (!await database.SingleOrDefaultAsync<bool>(access, $"""
                select exists (select from platform.messages where client_id = {client} and state = 'waiting' and position({named} in json::text) > 0)
                """, ct)) return found;
            found = true;
            if (time.GetElapsedTime(began) > Patience)
                throw new InvalidOperationException("A message about the person is being handled. Carry the erasure out again in a minute.");
        }
    }

    /// <summary>How much waits, for health and supervision.</summary>
    public async Task<OutboxState> StateAsync(Access access, CancellationToken ct) =>
        (await database.SingleOrDefaultAsync<OutboxState>(access, $"""
            select count(*) filter (where state = 'waiting') as waiting,
                   count(*) filter (where state = 'stuck') as stuck,
                   coalesce(extract(epoch from clock_timestamp() - min(not_before) filter (where state = 'waiting' and attempt = 0)), 0)::float8
                     as oldest
            from platform.messages where state in ('waiting', 'stuck')
            """, ct))!;
}

/// <summary>A message that waits for a person.</summary>
/// <param name="Id">The message.</param>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Attempt">How often it was tried.</param>
/// <param name="Error">What the last try said.</param>
/// <param name="CreatedAt">When it was sent.</param>
public sealed record StuckMessage(Guid Id, string ClientId, string Kind, int Attempt, string Error, DateTimeOffset CreatedAt);

/// <summary>How much waits in the outbox.</summary>
/// <param name="Waiting">Messages to be handled.</param>
/// <param name="Stuck">Messages that wait for a person.</param>
/// <param name="Oldest">Age of the oldest message that is due and was never tried, in seconds.</param>
public sealed record OutboxState(long Waiting, long Stuck, double Oldest);
