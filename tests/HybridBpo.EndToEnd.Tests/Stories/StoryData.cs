using Npgsql;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>Looks into the database behind a story, as an oracle that no page takes part in.</summary>
internal sealed class StoryData(string connectionString) : IDisposable
{
    private readonly NpgsqlDataSource source =
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Options = "-c app.clients=*" }.ConnectionString);

    public async Task ExecuteAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> OneAsync<T>(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task<long> CountAsync(string from) => OneAsync<long>($"select count(*) from {from}");

    /// <summary>How many deliveries are in each state.</summary>
    public async Task<IReadOnlyDictionary<string, long>> LedgerAsync()
    {
        await using var command = source.CreateCommand("select state, count(*) from platform.deliveries group by state");
        await using var reader = await command.ExecuteReaderAsync();
        var ledger = new Dictionary<string, long>();
        while (await reader.ReadAsync()) ledger[reader.GetString(0)] = reader.GetInt64(1);
        return ledger;
    }

    /// <summary>Lets go of every connection; the next question takes a new one.</summary>
    public void Leave() => source.Clear();

    /// <summary>Waits until something holds.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> holds, int seconds = 400)
    {
        for (var end = DateTime.UtcNow.AddSeconds(seconds); DateTime.UtcNow < end; await Task.Delay(500))
        {
            if (await holds()) return;
        }
        Assert.Fail($"Not within {seconds} seconds: {what}");
    }

    /// <summary>Waits until the scan for reminders has begun and ended so many times from now on.</summary>
    public async Task ScansAsync(int times)
    {
        for (var n = 0; n < times; n++)
        {
            var last = await LastScanAsync();
            await UntilAsync("a scan runs", async () => await LastScanAsync() > last);
            await UntilAsync("the scan ends", async () =>
                await CountAsync("quartz.qrtz_fired_triggers where job_name = 'collections.plan-nudges'") == 0);
        }
    }

    public void Dispose() => source.Dispose();

    private Task<long> LastScanAsync() =>
        OneAsync<long>("select prev_fire_time from quartz.qrtz_triggers where trigger_name = 'collections.plan-nudges'");
}
