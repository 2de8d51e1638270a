using System.Text.Json;
using HybridBpo.Events;

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

    [Fact]
    public async Task Whoever_came_back_after_an_erasure_loses_to_a_later_retention_what_it_took_and_no_more()
    {
        await using var house = await BackupHouse.StartAsync();
        var (person, file) = await house.ReceiveScanAsync("Ada Again");
        await house.TellAsync("Ada Again", person);
        // The erasure before which nothing is known; what there is now was recorded when she had come back.
        var erased = new ErasureLine(DateTimeOffset.UtcNow.AddDays(-1), BackupHouse.Client, person, Person: true, [Guid.CreateVersion7()]);
        await house.ExecuteAsync($"""
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject, at)
            values ('{BackupHouse.Client}', 'system', 'test', 'person-erased', '{person}', now() - interval '1 day')
            """);
        await house.Get<ErasureList>().AddAsync([erased], Ct);
        Assert.NotNull((await house.BackUpAsync()).Value);
        await house.SetRetentionAsync(30);
        Assert.Equal((1, 1), await RunAsync(house));
        Assert.NotNull((await house.BackUpAsync(Path.Combine(house.Folder, "two.bak"))).Value);
        Assert.Equal((1, 1L), await RestoreAsync(house, BackupHouse.From(house.File, replace: true)));
        await AssertAsync(house);

        // A list as the version before wrote it: one line for the person, with the keys that retention destroyed among the others.
        var key = house.Get<ErasureList>().Read().Single(line => !line.Person && line.Keys.Count > 0).Keys[0];
        var old = $"{house.File}.old";
        var line = new { erased.At, erased.Client, erased.Subject, erased.Person, Keys = new[] { erased.Keys[0], key } };
        await File.WriteAllTextAsync(old, JsonSerializer.Serialize(line, JsonSerializerOptions.Web) + "\n", Ct);
        await using var other = await BackupHouse.EmptyAsync();
        Assert.Equal((1, 1L), await RestoreAsync(other, BackupHouse.From(house.File, erasures: old)));
        await AssertAsync(other);

        async Task AssertAsync(BackupHouse at)
        {
            Assert.Equal("", await at.LeftOfAsync((person, file)));
            Assert.Equal("Ada Again", await at.NameOfAsync(person));
            Assert.Equal(0, await at.AskAsync<long>($"select count(*) from platform.acts where act = 'erased-again'"));
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
