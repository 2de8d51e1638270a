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

    protected override async Task ExecuteAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var next = wake.Next;
            try
            {
                if (await RunOnceAsync(ct) == 0)
                    await Wake.WaitAsync(next, options.Poll, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException)
            {
                log.LogWarning(error, "The message relay cannot reach the database; it tries again.");
                await Task.Delay(options.Poll, CancellationToken.None);
            }
        }
    }

    /// <summary>Takes and handles what is due now.</summary>
    /// <returns>How many messages were taken.</returns>
    internal async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var taken = await TakeAsync(ct);
        if (taken.Count == 0)
            return 0;
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var keeper = KeepAsync(taken, lost);
        try
        {
            var limit = new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = lost.Token };
            await Parallel.ForEachAsync(taken, limit, async (message, token) => await HandleAsync(message, token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("The leases on {Count} messages were lost; another host handles them.", taken.Count);
        }
        finally
        {
            await lost.CancelAsync();
            await keeper;
        }
        return taken.Count;
    }

    internal Task<IReadOnlyList<Leased>> TakeAsync(CancellationToken ct) =>
        database.QueryAsync<Leased>(Relay, $"""
            with due as materialized (
              select id from platform.messages
              where state = 'waiting' and not_before <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
                and kind = any ({handlers.Keys.ToArray()})
              order by not_before limit {options.Parallel * 4} for update skip locked)
            update platform.messages m
            set attempt = attempt + 1, lease_token = nextval('platform.lease_tokens'), lease_until = clock_timestamp() + {options.Lease}
            from due where m.id = due.id
            returning m.id, m.client_id, m.kind, m.json::text as json, m.attempt, m.lease_token
            """, ct);

    private async Task HandleAsync(Leased message, CancellationToken ct)
    {
        try
        {
            await handlers[message.Kind].HandleAsync(message.Message, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            await PutBackAsync(message, error, ct);
            return;
        }
        await FinishAsync(message, ct);
    }

    /// <returns>False when the lease was lost meanwhile: another host has the message now.</returns>
    internal async Task<bool> FinishAsync(Leased message, CancellationToken ct) =>
        await database.ExecuteAsync(Relay, $"""
            update platform.messages
            set state = 'done', json = null, error = null, done_at = clock_timestamp(), lease_token = null, lease_until = null
            where id = {message.Id} and lease_token = {message.LeaseToken}
            """, ct) == 1;

    private async Task PutBackAsync(Leased message, Exception error, CancellationToken ct)
    {
        var stuck = message.Attempt >= options.Tries;
        // The error's text may quote what the message says of people: only its type and place go to the log.
        log.LogWarning("Message {Kind} {Id} failed at try {Attempt} with {Error}{Stuck}.",
            message.Kind, message.Id, message.Attempt, error.GetType().Name, stuck ? " and waits for a person" : "");
        await database.ExecuteAsync(Relay, $"""
            update platform.messages
            set state = {(stuck ? "stuck" : "waiting")}, error = {Shorten($"{error.GetType().Name}: {error.Message}")},
                not_before = clock_timestamp() + {options.PauseAfter(message.Attempt)}, lease_token = null, lease_until = null
            where id = {message.Id} and lease_token = {message.LeaseToken}
            """, ct);
    }

    // Renews the leases of what is not done yet; when one that we still work on is gone, the work stops.
    private async Task KeepAsync(IReadOnlyList<Leased> taken, CancellationTokenSource lost)
    {
        var (ids, tokens) = (taken.Select(message => message.Id).ToArray(), taken.Select(message => message.LeaseToken).ToArray());
        try
        {
            while (true)
            {
                await Task.Delay(options.Lease / 3, lost.Token);
                await database.ExecuteAsync(Relay, $"""
                    update platform.messages m set lease_until = clock_timestamp() + {options.Lease}
                    from unnest({ids}, {tokens}) as held (id, token)
                    where m.id = held.id and m.lease_token = held.token and m.lease_until > clock_timestamp()
                    """, lost.Token);
                var stolen = await database.SingleOrDefaultAsync<long>(Relay, $"""
                    select count(*) from platform.messages m
                    join unnest({ids}, {tokens}) as held (id, token) on m.id = held.id
                    where m.lease_token > held.token
                    """, lost.Token);
                if (stolen > 0)
                    await lost.CancelAsync();
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or NpgsqlException)
        {
            // Done, or the database is away: then the leases run out by themselves.
        }
    }

    private static string Shorten(string text) => text.Length <= 1000 ? text : text[..1000];
}
