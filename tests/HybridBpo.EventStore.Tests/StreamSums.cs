using Npgsql;

namespace HybridBpo.Events.Tests;

/// <summary>Sums of payments, one row per stream; adds up, so whatever is applied twice or never shows.</summary>
internal sealed class StreamSums : IStreamwiseProjection
{
    public const string Table = "create table if not exists public.stream_sums (stream uuid primary key, total bigint)";

    public string Name => "stream_sums";

    public int Version => 1;

    public IReadOnlyCollection<Type> Reads => [typeof(MoneyPaid)];

    public async Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction tx, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        foreach (var e in events)
        {
            if (e.Data is MoneyPaid paid)
                await Run(connection, ct, $"""
                    insert into public.stream_sums as s values ({e.StreamId}, {paid.AmountMinor})
                    on conflict (stream) do update set total = s.total + {paid.AmountMinor}
                    """);
        }
    }

    public Task ResetAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct) =>
        Run(connection, ct, $"delete from public.stream_sums");

    public Task ResetStreamAsync(NpgsqlConnection connection, NpgsqlTransaction tx, string tenant, Guid stream, CancellationToken ct) =>
        Run(connection, ct, $"delete from public.stream_sums where stream = {stream}");

    private static async Task Run(NpgsqlConnection connection, CancellationToken ct, FormattableString sql)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { SqlText.Bind(sql) } };
        await batch.ExecuteNonQueryAsync(ct);
    }
}
