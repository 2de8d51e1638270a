namespace HybridBpo.Platform.Tests;

/// <summary>
/// A step of a retention is listed before it is committed. Where the host died in between, a restore leaves what the step did not destroy.
/// </summary>
public sealed class ListedNotDestroyedTests
{
    private const string Everything = "log table file";

    [Fact]
    public async Task Who_is_held_since_a_step_was_listed_and_not_committed_loses_nothing_by_a_restore_and_is_named()
    {
        await using var house = await BackupHouse.StartAsync();
        var scan = await ListedAsync(house);
        await HoldAsync(house);
        // A line of another installation's clock may be younger than the backup, too.
        var list = Path.Combine(house.Folder, ErasureList.FileName);
        var old = ErasureList.Read(list).Value;
        Assert.NotNull((await house.BackUpAsync()).Value);
        await house.Get<ErasureList>().AddAsync([.. old.Select(line => line with { At = TimeProvider.System.GetUtcNow() })], Ct);

        var report = (await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Value;

        Assert.Equal(Everything, await house.LeftOfAsync(scan));
        Assert.Equal((0, 0L), (report.Erased, report.Redacted));
        Assert.Contains(report.Warnings, words => words.StartsWith($"{scan.Person} of fernbrook keeps 1 key", StringComparison.Ordinal));
        // Where the hold is lifted the nightly run goes on.
        await house.ExecuteAsync("update platform.legal_holds set lifted_at = now(), lifted_by = 'olga'");
        Assert.Equal(1, (await house.RetainAsync()).Keys);
        Assert.Equal("", await house.LeftOfAsync(scan));
    }

    [Fact]
    public async Task Who_is_held_only_in_the_database_that_is_replaced_loses_nothing_either()
    {
        await using var house = await BackupHouse.StartAsync();
        var scan = await house.ReceiveScanAsync("Ada");
        Assert.NotNull((await house.BackUpAsync()).Value);
        await ListAsync(house);
        await HoldAsync(house);

        var report = (await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Value;

        Assert.Equal(Everything, await house.LeftOfAsync(scan));
        Assert.Contains(report.Warnings, words => words.Contains($"{scan.Person} of fernbrook", StringComparison.Ordinal)
            && words.Contains("place it again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_stands_in_a_backup_younger_than_its_line_stays_until_the_policy_takes_it()
    {
        await using var house = await BackupHouse.StartAsync();
        var scan = await ListedAsync(house);
        await house.ExecuteAsync("update platform.retention_policies set days = null");
        Assert.NotNull((await house.BackUpAsync()).Value);

        var report = (await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Value;

        Assert.Equal(Everything, await house.LeftOfAsync(scan));
        Assert.Contains(report.Warnings, words => words.StartsWith("1 key of fernbrook, listed as destroyed", StringComparison.Ordinal));
        // Listed once more, and destroyed this time: the same backup does not bring it back.
        await house.ExecuteAsync("update platform.retention_policies set days = 30");
        Assert.Equal(1, (await house.RetainAsync()).Keys);
        for (var times = 0; times < 2; times++)
        {
            Assert.Equal(1L, (await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Value.Redacted);
            Assert.Equal("", await house.LeftOfAsync(scan));
        }
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<(Guid Person, Guid File)> ListedAsync(BackupHouse house)
    {
        var scan = await house.ReceiveScanAsync("Ada");
        await ListAsync(house);
        return scan;
    }

    // The commit fails, as it does when the server ends the session: what was listed before stays in the list.
    private static async Task ListAsync(BackupHouse house)
    {
        await house.SetRetentionAsync(30);
        await house.ExecuteAsync("""
            create function platform.at_step() returns trigger language plpgsql as $$ begin raise exception 'died'; end $$;
            create constraint trigger at_step after insert on platform.acts deferrable initially deferred
            for each row when (new.act = 'retention-step') execute function platform.at_step()
            """);
        await Assert.ThrowsAsync<AggregateException>(house.RetainAsync);
        await house.ExecuteAsync("drop trigger at_step on platform.acts; drop function platform.at_step()");
    }

    private static Task HoldAsync(BackupHouse house) => house.ExecuteAsync("""
        insert into platform.legal_holds (client_id, subject, matter, placed_by, placed_at)
        select client_id, person, 'docket 1', 'olga', now() from platform.scans
        """);
}
