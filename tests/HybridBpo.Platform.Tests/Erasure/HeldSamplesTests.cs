using HybridBpo.Platform.Scanning;
using Npgsql;

namespace HybridBpo.Platform.Tests;

/// <summary>The database's samples of tables that others hold while the proof is made.</summary>
public sealed class HeldSamplesTests
{
    private const string Mail = "gone@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_table_that_was_held_for_a_while_they_are_read_in_the_end()
    {
        await using var house = await StartAsync();
        await using var holder = await HoldAsync(house, "a job of somebody else");
        var scanning = ScanAsync(house);
        await UntilAsync(house, "exists (select from pg_locks where not granted and relation = 'public.kept'::regclass)");
        // Longer than it is tried at first.
        await Task.Delay(2500, Ct);
        await holder.DisposeAsync();

        var scan = await scanning;

        Assert.Empty(scan.Missed!);
        Assert.Equal("pg_stats of public.kept.said", Assert.Single(scan.Hits).Place);
    }

    [Theory]
    [InlineData("a job of somebody else", "others held them all the time")]
    [InlineData("pg_dump", "a backup is running")]
    public async Task What_stays_held_is_told_and_nobody_waits_behind_it_for_long(string who, string says)
    {
        await using var house = await StartAsync();
        await using var holder = await HoldAsync(house, who);
        house.Get<ErasureScanner>().Patience = TimeSpan.FromSeconds(2);

        var scan = await ScanAsync(house);

        var told = Assert.Single(scan.Missed!);
        Assert.StartsWith(says, told);
        Assert.Contains("public.kept", told);
        Assert.DoesNotContain(scan.NotRead, what => what.Contains("samples"));
        Assert.Empty(scan.Hits);
    }

    private static Task<ErasureScan> ScanAsync(BackupHouse house) =>
        house.Get<ErasureScanner>().RunAsync(BackupHouse.Client, Guid.CreateVersion7(), SubjectTraces.Told(Mail), null, Ct);

    // A table whose rows are guarded, with a sample of a row that is gone.
    private static async Task<BackupHouse> StartAsync()
    {
        var house = await BackupHouse.StartAsync();
        await house.ExecuteAsync($"""
            create table public.kept (client_id text, said text);
            alter table public.kept enable row level security;
            alter table public.kept force row level security;
            create policy kept_all on public.kept using (current_setting('app.clients', true) = '*' and said is not null);
            insert into public.kept select '{BackupHouse.Client}', 'to {Mail}' from generate_series(1, 50);
            """);
        await house.ExecuteAsync("analyze public.kept");
        await house.ExecuteAsync("delete from public.kept");
        return house;
    }

    private static async Task<NpgsqlConnection> HoldAsync(BackupHouse house, string who)
    {
        var holder = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(house.Database.ConnectionString) { Pooling = false, ApplicationName = who }.ConnectionString);
        await holder.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("begin; lock table public.kept in access share mode", holder);
        await command.ExecuteNonQueryAsync(Ct);
        return holder;
    }

    private static async Task UntilAsync(BackupHouse house, string condition)
    {
        for (var tries = 0; !await house.AskAsync<bool>($"select {Sql.Raw(condition)}"); tries++)
        {
            Assert.True(tries < 3000, condition);
            await Task.Delay(10, Ct);
        }
    }
}
