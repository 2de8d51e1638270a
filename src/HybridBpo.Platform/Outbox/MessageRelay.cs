using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>Takes due messages under a lease, hands them to their handlers, and marks them done if the lease still holds.</summary>
internal sealed class MessageRelay(
    Database database, IEnumerable<IMessageHandler> handlers, Wake wake, RelayOptions options, ILogger<MessageRelay> log) : BackgroundService
{
    private static readonly Access Relay = Access.System("message-relay");

    private readonly Dictionary<string, IMessageHandler> handlers = handlers.ToDictionary(handler => handler.Kind);

    internal sealed record Leased(Guid Id, string ClientId, string Kind, string Json, int Attempt, long LeaseToken)
    {
        public Message Message => new(Id, ClientId, Kind, Json, Attempt);
    }

    protected override Task ExecuteAsync(CancellationToken ct) =>
        new WorkLoop(wake, options, log, "message relay").RunAsync(TakeAsync, HandleAsync, ct);

    /// <summary>Takes and handles what is due now.</summary>
    /// <returns>How many messages were taken.</returns>
    internal async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var taken = await TakeAsync(options.Parallel, ct);
        await Task.WhenAll(taken.Select(message => HandleAsync(message, ct)));
        return taken.Count;
    }

    internal Task<IReadOnlyList<Leased>> TakeAsync(int most, CancellationToken ct) =>
        database.QueryAsync<Leased>(Relay, $"""
            with due as materialized (
              select id from platform.messages
              where state = 'waiting' and not_before <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
                and kind = any ({handlers.Keys.ToArray()})
              order by not_before limit {most} for update skip locked)
            update platform.messages m
            set attempt = attempt + 1, lease_token = nextval('platform.lease_tokens'), lease_until = clock_timestamp() + {options.Lease}
            from due where m.id = due.id
            returning m.id, m.client_id, m.kind, m.json::text as json, m.attempt, m.lease_token
            """, ct);

    private async Task HandleAsync(Leased message, CancellationToken ct)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var keeper = KeepAsync(message, lost);
        try
        {
            await handlers[message.Kind].HandleAsync(message.Message, lost.Token);
            if (!await FinishAsync(message, ct))
                log.LogWarning("The lease on message {Kind} {Id} was lost; another host handles it.", message.Kind, message.Id);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await ReleaseAsync(message);
        }
        catch (Exception error)
        {
            await PutBackAsync(message, error, ct);
        }
        finally
        {
            await lost.CancelAsync();
            await keeper;
        }
    }

    /// <returns>False when the lease was lost meanwhile: another host has the message now.</returns>
    internal async Task<bool> FinishAsync(Leased message, CancellationToken ct) =>
        await database.ExecuteAsync(Relay, $"""
            update platform.messages
            set state = 'done', json = null, error = null, done_at = clock_timestamp(), lease_token = null, lease_until = null
            where id = {message.Id} and lease_token = {message.LeaseToken}
            """, ct) == 1;

    // The host stops: another one may take it at once.
    private Task<int> ReleaseAsync(Leased message) =>
        database.ExecuteAsync(Relay, $"""
            update platform.messages set lease_token = null, lease_until = null, attempt = attempt - 1
            where id = {message.Id} and lease_token = {message.LeaseToken}
            """, CancellationToken.None);

    private async Task PutBackAsync(Leased message, Exception error, CancellationToken ct)
    {
        var stuck = message.Attempt >= options.Tries;
        // The error's text may quote what the message says of people: only its kind and place go to the log and beside the message.
        var what = Describe(error);
        log.LogWarning("Message {Kind} {Id} failed at try {Attempt} with {Error}{Stuck}.",
            message.Kind, message.Id, message.Attempt, what, stuck ? " and waits for a person" : "");
        await database.ExecuteAsync(Relay, $"""
            update platform.messages
            set state = {(stuck ? "stuck" : "waiting")}, error = {what},
                not_before = clock_timestamp() + {options.PauseAfter(message.Attempt)}, lease_token = null, lease_until = null
            where id = {message.Id} and lease_token = {message.LeaseToken}
            """, ct);
    }

    // Renews the lease while the handler works; when another host has it, the work is told to stop.
    private async Task KeepAsync(Leased message, CancellationTokenSource lost)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.Lease / 3, lost.Token);
                var kept = await database.ExecuteAsync(Relay, $"""
                    update platform.messages set lease_until = clock_timestamp() + {options.Lease}
                    where id = {message.Id} and lease_token = {message.LeaseToken}
                    """, lost.Token);
                if (kept == 0)
                    await lost.CancelAsync();
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or NpgsqlException)
        {
            // Done, or the database is away: then the lease runs out by itself.
        }
    }

    // Names of the database's own things are ours; what it quotes of a row is not.
    private static string Describe(Exception error)
    {
        var kind = error is PostgresException sql
            ? string.Join(' ', new[] { "PostgreSQL", sql.SqlState, sql.TableName, sql.ConstraintName }.Where(word => !string.IsNullOrEmpty(word)))
            : error.GetType().Name;
        var place = new System.Diagnostics.StackTrace(error).GetFrames().Select(frame => frame.GetMethod())
            .FirstOrDefault(method => method?.DeclaringType?.FullName?.StartsWith("HybridBpo.", StringComparison.Ordinal) == true);
        return place is null ? kind : $"{kind} in {Bare(place.DeclaringType!)}";
    }

    // An async method runs in a type of the compiler's within its own.
    private static string Bare(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal) && type.DeclaringType is { } owner ? Bare(owner) : type.Name;
}
