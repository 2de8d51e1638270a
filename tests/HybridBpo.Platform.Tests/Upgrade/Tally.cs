using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Platform.Tests;

/// <summary>Writes down every name that was told, once: a second time would break its key and stop it.</summary>
internal sealed class Tally : IAsyncProjection
{
    public string Name => "tally";

    public int Version => 1;

    public async Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction tx, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        var told = events.Where(e => e.Data is NameTold).Select(e => e.Seq).ToArray();
        await using var insert = new NpgsqlCommand("insert into public.tally (seq) select * from unnest($1)", connection, tx)
        {
            Parameters = { new() { Value = told } },
        };
        await insert.ExecuteNonQueryAsync(ct);
    }

    public async Task ResetAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct)
    {
        await using var empty = new NpgsqlCommand("delete from public.tally", connection, tx);
        await empty.ExecuteNonQueryAsync(ct);
    }
}
