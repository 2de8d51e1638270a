using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>How modules use the event store.</summary>
public static class EventStoreExtensions
{
    private const int Tries = 3;

    /// <summary>Opens a unit of work in the name of the asker.</summary>
    /// <param name="store">The store.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="access">Who acts.</param>
    /// <param name="causation">The message or command that brought it about.</param>
    /// <exception cref="UnauthorizedAccessException">The asker may not see the client: a check in the caller is missing.</exception>
    public static EventSession OpenSession(this EventStore store, string client, Access access, Guid? causation = null)
    {
        if (!access.Sees(client))
            throw new UnauthorizedAccessException($"{access.Actor.Kind} {access.Actor.Id} may not see the client {client}.");
        var correlation = Activity.Current?.TraceId.ToString();
        return store.OpenSession(client, new EventMetadata(access.Actor.Kind, access.Actor.Id, correlation, causation?.ToString()));
    }

    /// <summary>Adds an internal message to the batch; it is handled after the commit, at least once. No order among messages is promised.</summary>
    /// <param name="session">The unit of work.</param>
    /// <param name="kind">The <see cref="IMessageHandler.Kind"/> that handles it.</param>
    /// <param name="message">Plain data; <see cref="Message.Read{T}"/> reads it.</param>
    /// <param name="notBefore">Handled at this instant at the earliest; at once when null.</param>
    public static void Send<T>(this EventSession session, string kind, T message, DateTimeOffset? notBefore = null) =>
        session.Queue($"""
            insert into platform.messages (id, client_id, kind, json, not_before)
            values ({Guid.CreateVersion7()}, {session.Tenant}, {kind}, {JsonSerializer.Serialize(message)}::jsonb,
                    coalesce({notBefore}::timestamptz, clock_timestamp()))
            """);

    /// <summary>The same, handled so much later by the clock of the database: a host whose clock is wrong changes nothing.</summary>
    /// <param name="session">The unit of work.</param>
    /// <param name="kind">The <see cref="IMessageHandler.Kind"/> that handles it.</param>
    /// <param name="message">Plain data; <see cref="Message.Read{T}"/> reads it.</param>
    /// <param name="after">How long it waits from when it is written.</param>
    public static void SendLater<T>(this EventSession session, string kind, T message, TimeSpan after) =>
        session.Queue($"""
            insert into platform.messages (id, client_id, kind, json, not_before)
            values ({Guid.CreateVersion7()}, {session.Tenant}, {kind}, {JsonSerializer.Serialize(message)}::jsonb, clock_timestamp() + {after})
            """);

    /// <summary>The same, sent only when a condition holds in the transaction that writes the events, once it holds its locks.</summary>
    /// <param name="session">The unit of work.</param>
    /// <param name="kind">The <see cref="IMessageHandler.Kind"/> that handles it.</param>
    /// <param name="message">Plain data; <see cref="Message.Read{T}"/> reads it.</param>
    /// <param name="condition">SQL that is true or not.</param>
    public static void SendIf<T>(this EventSession session, string kind, T message, FormattableString condition) =>
        session.Queue($"""
            insert into platform.messages (id, client_id, kind, json, not_before)
            select {Guid.CreateVersion7()}, {session.Tenant}, {kind}, {JsonSerializer.Serialize(message)}::jsonb, clock_timestamp()
            where {condition}
            """);

    /// <summary>
    /// Loads a stream, decides, and writes events, read models, messages and the command's result in one batch. Loads and decides again when somebody
    /// else was faster (3 times). The same command a second time answers its first result without a second effect, also when the state has moved on.
    /// </summary>
    /// <typeparam name="TState">The aggregate, with <c>Create</c> and <c>Apply</c> methods.</typeparam>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="store">The store.</param>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="commandId">Chosen by the asker; the same for each repetition.</param>
    /// <param name="decide">Pure: from the state (null when there is none) to a decision or a refusal.</param>
    /// <param name="also">Adds messages, deliveries and read-model statements to the batch.</param>
    /// <param name="ct">Cancellation.</param>
    /// <param name="caller">The use case: with the stream it is what the command's id stands for, and the same id for another act is refused.</param>
    public static async Task<Result<T>> DecideAsync<TState, T>(this EventStore store, Access access, string client, Guid stream, Guid commandId,
        Func<TState?, Result<Decision<T>>> decide, Action<EventSession, T>? also = null, CancellationToken ct = default,
        [CallerMemberName] string caller = "")
        where TState : class
    {
        var act = $"{typeof(TState).Name}.{caller}:{typeof(T).Name} {stream:D}";
        if (!access.Sees(client))
            return new NotFound("There is no such thing.");
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var session = store.OpenSession(client, access, commandId);
            var loaded = await session.FetchForWriting<TState>(stream, ct);
            if (!decide(loaded.Aggregate).Is(out var decision, out var refusal))
            {
                return await store.ResultOfAsync(client, commandId, act, ct) switch
                {
                    SaveOutcome.AlreadyDone first => JsonSerializer.Deserialize<T>(first.ResultJson)!,
                    SaveOutcome.CommandTaken => new CommandOfAnotherAct(),
                    _ => refusal,
                };
            }
            if (decision.Events.Count > 0)
                loaded.AppendMany(decision.Events);
            also?.Invoke(session, decision.Value);
            session.ForCommand(commandId, JsonSerializer.Serialize(decision.Value), act);
            switch (await session.SaveChangesAsync(ct))
            {
                case SaveOutcome.Saved:
                    return decision.Value;
                case SaveOutcome.AlreadyDone done:
                    return JsonSerializer.Deserialize<T>(done.ResultJson)!;
                case SaveOutcome.CommandTaken:
                    return new CommandOfAnotherAct();
                case SaveOutcome.StreamArchived:
                    return new Archived("It is archived and takes no more changes.");
            }
        }
        return new ChangedMeanwhile("Others are changing the same thing at this moment: please try again.");
    }
}
