using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Platform.Tests;

/// <summary>What retention made unreadable after a backup is unreadable in what is restored from it: in the log, in tables and in files.</summary>
public sealed class RestoreRetentionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Copies_and_files_that_retention_took_away_after_the_backup_do_not_come_back_with_it()
    {
        await using var house = await BackupHouse.StartAsync();
        var (goes, spared) = (await house.ReceiveScanAsync("Ada"), await house.ReceiveScanAsync("Bo"));
        await house.ExecuteAsync($"update platform.scans set is_open = true where file = '{spared.File}'");
        Assert.NotNull((await house.BackUpAsync()).Value);
        // The policy was confirmed after the backup: what is restored knows nothing of it.
        await house.SetRetentionAsync(30);
        Assert.Equal((1, 1), await RunAsync(house));
        var later = Path.Combine(house.Folder, "two.bak");
        Assert.NotNull((await house.BackUpAsync(later)).Value);

        // By the database that is replaced and the list of the data folder; by that list alone; on another machine by the list of the later backup,
        // and by its keys, which lack the one that was destroyed.
        await AssertGoneAsync(house, BackupHouse.From(house.File, replace: true));
        foreach (var schema in HybridBpo.Testing.TestServer.Schemas)
            await house.ExecuteAsync($"drop schema {schema.Name} cascade");
        await AssertGoneAsync(house, BackupHouse.From(house.File));
        await using var other = await BackupHouse.EmptyAsync();
        await AssertGoneAsync(other, BackupHouse.From(house.File, erasures: $"{later}.erasures"));
        await using var third = await BackupHouse.EmptyAsync();
        await AssertGoneAsync(third, BackupHouse.From(house.File, keys: $"{later}.keys"));
        // Somebody wrote its instants in the time of their place.
        var local = Path.Combine(house.Folder, "local.erasures");
        var listed = await File.ReadAllTextAsync($"{later}.erasures", Ct);
        Assert.Contains("+00:00", listed);
        await File.WriteAllTextAsync(local, Regex.Replace(listed, "\"at\":\"([^\"]+)\"", at =>
            $"\"at\":\"{DateTimeOffset.Parse(at.Groups[1].Value, CultureInfo.InvariantCulture).ToOffset(TimeSpan.FromHours(2)):O}\""), Ct);
        Assert.Contains("+02:00", await File.ReadAllTextAsync(local, Ct));
        await using var fourth = await BackupHouse.EmptyAsync();
        await AssertGoneAsync(fourth, BackupHouse.From(house.File, erasures: local));
        await using var fifth = await BackupHouse.EmptyAsync();
        await AssertGoneAsync(fifth, BackupHouse.From(house.File, keys: $"{later}.keys", erasures: local));
        // The later backup knows it already, and the policy with it, which may have been switched off since.
        var knowing = (await third.RestoreAsync(BackupHouse.From(later, replace: true))).Value;
        Assert.Equal((0, 0L), (knowing.Erased, knowing.Redacted));
        Assert.Contains(knowing.Warnings, words => words.StartsWith("1 retention policy and every legal hold stand", StringComparison.Ordinal));

        async Task AssertGoneAsync(BackupHouse at, RestoreOrder order)
        {
            Assert.Equal(1L, (await RestoreAsync(at, order)).Redacted);
            Assert.Equal("", await at.LeftOfAsync(goes));
            Assert.Equal("log table file", await at.LeftOfAsync(spared));
            Assert.Equal("retention", await at.AskAsync<string>($"select why from events.es_erasures where subject_id = {goes.Person}"));
        }
    }

    private static async Task<(long Keys, int People)> RunAsync(BackupHouse house)
    {
        var run = await house.RetainAsync();
        return (run.Keys, (int)run.People);
    }

    private static async Task<(int Erased, long Redacted)> RestoreAsync(BackupHouse house, RestoreOrder order)
    {
        var report = (await house.RestoreAsync(order)).Value;
        return (report.Erased, report.Redacted);
    }
}
