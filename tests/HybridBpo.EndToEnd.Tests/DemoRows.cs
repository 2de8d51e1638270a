using Npgsql;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>What tests read from, and plant in, the demo's database, across clients.</summary>
internal static class DemoRows
{
    /// <summary>The first value of the first row; null when there is none.</summary>
    public static async Task<string?> AskAsync(this DemoHost demo, string sql) => (await demo.ListAsync(sql)).Select(r => r[0]).FirstOrDefault();

    /// <summary>All rows as text.</summary>
    public static async Task<List<string[]>> ListAsync(this DemoHost demo, string sql, params object[] values)
    {
        await using var connection = await demo.Database.DataSource.OpenConnectionAsync();
        await using (var open = new NpgsqlCommand("set app.clients = '*'", connection)) await open.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string[]>();
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : $"{reader.GetValue(i)}")]);
        return rows;
    }
}
