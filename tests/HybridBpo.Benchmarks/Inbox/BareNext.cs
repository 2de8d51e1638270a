using Npgsql;

namespace HybridBpo.Benchmarks.Inbox;

/// <summary>The floor of "next": the same rows taken and given back by bare Npgsql, with nothing recorded and nobody's rights looked at.</summary>
internal sealed class BareNext(NpgsqlDataSource source, string[] clients)
{
    public async Task TakeAsync(int worker)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        var client = clients[worker % clients.Length];
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('app.clients', $1, true)") { Parameters = { new() { Value = client } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            with pick as (
              select case_id from inbox.cases
              where client_id = $1 and kind = $2 and stage not in ('delivered', 'withdrawn') and holder is null
              order by urgency desc, due_at, opened_at, case_id limit 1 for update skip locked)
            update inbox.cases c set holder = $3, lease_until = now() + interval '5 minutes', token = token + 1
            from pick where c.client_id = $1 and c.case_id = pick.case_id returning c.case_id
            """)
        {
            Parameters = { new() { Value = client }, new() { Value = BenchHouse.Plan }, new() { Value = $"bare-{worker}" } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("update inbox.cases set holder = null, lease_until = null where holder = $1")
        {
            Parameters = { new() { Value = $"bare-{worker}" } },
        });
        await batch.ExecuteNonQueryAsync();
    }
}
