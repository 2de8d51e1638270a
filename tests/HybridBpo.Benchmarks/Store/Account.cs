using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Benchmarks.Store;

internal sealed record AccountOpened([property: Code] string Reference, [property: Code] string Currency, long BalanceMinor, DateTimeOffset DueAt);

internal sealed record MoneyPaid(long AmountMinor, DateTimeOffset PaidAt, [property: Code] string Method);

internal sealed record Account(string Reference, long BalanceMinor)
{
    public static Account Create(AccountOpened e) => new(e.Reference, e.BalanceMinor);

    public Account Apply(MoneyPaid e) => this with { BalanceMinor = BalanceMinor - e.AmountMinor };
}

/// <summary>One row per account, written with its events.</summary>
internal sealed class Balances : IInlineProjection
{
    public IReadOnlyCollection<Type> Events => [typeof(AccountOpened)];

    public void Project(StoredEvent e, EventSession session) =>
        session.Queue(
            $"""
            insert into public.balances (client_id, account, balance)
            values ({session.Tenant}, {e.StreamId}, {((AccountOpened)e.Data).BalanceMinor})
            """);
}

/// <summary>One row per stream with the number of its events, kept up by the daemon.</summary>
internal sealed class Counts : IAsyncProjection
{
    public string Name => "counts";

    public int Version => 1;

    public async Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction tx, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        var counted = events.CountBy(e => (e.Tenant, e.StreamId)).ToList();
        await using var command = new NpgsqlCommand(
            """
            insert into public.counts as c (client_id, account, events) select * from unnest($1, $2, $3)
            on conflict (client_id, account) do update set events = c.events + excluded.events
            """,
            connection);
        command.Parameters.AddWithValue(counted.Select(c => c.Key.Tenant).ToArray());
        command.Parameters.AddWithValue(counted.Select(c => c.Key.StreamId).ToArray());
        command.Parameters.AddWithValue(counted.Select(c => (long)c.Value).ToArray());
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task ResetAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("delete from public.counts", connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
