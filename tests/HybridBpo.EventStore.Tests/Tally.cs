using Npgsql;

namespace HybridBpo.Events.Tests;

/// <summary>An asynchronous projection that notes every event once, in a table whose key refuses a second time.</summary>
internal sealed class Tally(string name, int version = 1) : IAsyncProjection
{
    public const string Table =
        """
        create table if not exists public.tally (projection text, version int, place bigserial, seq bigint, tenant text, setting text,
            primary key (projection, version, seq))
        """;

    public string Name => name;

    public int Version => version;

    public IReadOnlyCollection<Type>? Reads { get; set; }

    public Func<StoredEvent, bool> FailsOn { get; set; } = _ => false;

    public Func<Task> BeforeCommit { get; set; } = () => Task.CompletedTask;

    public Func<Task> BeforeReset { get; set; } = () => Task.CompletedTask;

    public Func<Task> OnSwap { get; set; } = () => Task.CompletedTask;

    public int Swaps { get; private set; }

    public async Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction tx, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        if (events.FirstOrDefault(FailsOn) is { } bad)
            throw new FormatException($"cannot digest {bad.Type}");
        await using var command = new NpgsqlCommand(
            """
            insert into public.tally (projection, version, seq, tenant, setting)
            select $1, $2, e.seq, e.tenant, current_setting('app.clients') from unnest($3, $4) as e (seq, tenant)
            """,
            connection);
        command.Parameters.AddWithValue(name);
        command.Parameters.AddWithValue(version);
        command.Parameters.AddWithValue(events.Select(e => e.Seq).ToArray());
        command.Parameters.AddWithValue(events.Select(e => e.Tenant).ToArray());
        await command.ExecuteNonQueryAsync(ct);
        await BeforeCommit();
    }

    public async Task ResetAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct)
    {
        await BeforeReset();
        await using var command = new NpgsqlCommand("delete from public.tally where projection = $1 and version = $2", connection);
        command.Parameters.AddWithValue(name);
        command.Parameters.AddWithValue(version);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task SwapAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct)
    {
        await OnSwap();
        Swaps++;
    }
}
