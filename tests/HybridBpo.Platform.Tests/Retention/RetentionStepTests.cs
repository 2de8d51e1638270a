using HybridBpo.Events;

namespace HybridBpo.Platform.Tests;

/// <summary>What happens between two steps of a run holds for the next one; and a step takes keys and copies together, or neither.</summary>
public sealed class RetentionStepTests
{
    private const string Everything = "log table file", Nothing = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("update platform.retention_policies set days = null")]
    [InlineData("update platform.retention_policies set days = 31")]
    public async Task A_policy_that_is_switched_off_or_lengthened_ends_the_run_before_its_next_step(string change)
    {
        await using var house = await HouseAsync();
        var scans = new[] { await house.ReceiveScanAsync("Ada"), await house.ReceiveScanAsync("Bo"), await house.ReceiveScanAsync("Cy") };
        await AtStepAsync(house, change);
        Assert.Equal(1, (await house.RetainAsync()).Keys);
        Assert.Equal([Nothing, Everything, Everything], await LeftAsync(house, scans));
        Assert.Null(await house.AskAsync<DateTimeOffset?>($"select ran_at from platform.retention_policies"));
    }

    [Theory]
    [InlineData("""
        insert into platform.legal_holds (client_id, subject, matter, placed_by, placed_at)
        select client_id, person, 'docket 1', 'olga', now() from platform.scans where name is not null
        """)]
    [InlineData("update platform.scans set is_open = true where name is not null")]
    public async Task Whoever_is_held_or_has_something_open_since_the_run_began_keeps_key_copy_and_file(string change)
    {
        await using var house = await HouseAsync();
        var scans = new[] { await house.ReceiveScanAsync("Ada"), await house.ReceiveScanAsync("Bo") };
        await AtStepAsync(house, change);
        var run = await house.RetainAsync();
        Assert.Equal((1, 1), (run.Keys, run.Held + run.Open));
        Assert.Equal([Nothing, Everything], await LeftAsync(house, scans));
        await house.ExecuteAsync("update platform.legal_holds set lifted_at = now(), lifted_by = 'olga'; update platform.scans set is_open = false");
        Assert.Equal(1, (await house.RetainAsync()).Keys);
        Assert.Equal([Nothing, Nothing], await LeftAsync(house, scans));
    }

    [Fact]
    public async Task A_run_that_dies_in_a_step_leaves_keys_and_copies_of_it_whole_and_the_next_run_goes_on()
    {
        await using var house = await HouseAsync();
        var scans = new[] { await house.ReceiveScanAsync("Ada"), await house.ReceiveScanAsync("Bo") };
        await AtStepAsync(house, "if (select count(*) > 0 from platform.acts where act = 'retention-step') then raise exception 'died'; end if");
        await Assert.ThrowsAsync<AggregateException>(house.RetainAsync);
        Assert.Equal([Nothing, Everything], await LeftAsync(house, scans));
        await house.ExecuteAsync("drop trigger at_step on platform.acts");
        Assert.Equal(1, (await house.RetainAsync()).Keys);
        Assert.Equal([Nothing, Nothing], await LeftAsync(house, scans));
    }

    [Fact]
    public async Task Each_step_notes_what_it_did_and_only_the_end_counts_what_is_left()
    {
        await using var house = await HouseAsync();
        foreach (var name in new[] { "Ada", "Bo", "Cy", "Dee" })
            await house.ReceiveScanAsync(name);
        await house.ExecuteAsync("""
            insert into platform.legal_holds (client_id, subject, matter, placed_by, placed_at)
            select client_id, person, 'docket 1', 'olga', now() from platform.scans where name = 'Dee'
            """);
        Assert.Equal(3, (await house.RetainAsync()).Keys);
        Assert.Equal("1 1 ?, 1 1 ?, 1 1 ?, 3 3 1", await house.AskAsync<string>($"""
            select string_agg(concat_ws(' ', detail ->> 'Keys', detail ->> 'People', coalesce(detail ->> 'Held', '?')), ', ' order by id)
            from platform.acts where act in ('retention-step', 'retention-run')
            """));
    }

    [Fact]
    public async Task What_was_recorded_before_keys_had_kinds_and_months_is_in_no_preview_and_loses_nothing()
    {
        await using var house = await HouseAsync();
        var (before, since) = (await house.ReceiveScanAsync("Ada", general: true), await house.ReceiveScanAsync("Bo"));
        var preview = await house.Get<RetentionRuns>().PreviewAsync(Access.System("test"), BackupHouse.Client, "scan_received", 30, Ct);
        Assert.Equal(1, preview.Value.People);
        Assert.Equal(1, (await house.RetainAsync()).Keys);
        Assert.Equal([Everything, Nothing], await LeftAsync(house, before, since));
    }

    [Fact]
    public async Task A_kind_that_this_host_does_not_know_is_left_to_one_that_does()
    {
        await using var house = await HouseAsync();
        var scan = await house.ReceiveScanAsync("Ada");
        await house.ExecuteAsync("update events.es_subject_keys set kind = 'scan_sorted' where kind = 'scan_received'");
        await house.ExecuteAsync("update platform.retention_policies set kind = 'scan_sorted'");
        var failed = await Assert.ThrowsAsync<AggregateException>(house.RetainAsync);
        Assert.Contains("does not know the kind", failed.InnerException!.Message);
        Assert.Equal(Everything, await house.LeftOfAsync(scan));
    }

    private static async Task<BackupHouse> HouseAsync()
    {
        var house = await BackupHouse.StartAsync();
        await house.SetRetentionAsync(30);
        house.Get<RetentionRuns>().KeysPerStep = 1;
        return house;
    }

    // Somebody else's transaction cannot be placed between two steps; what the step itself does last comes to the same.
    private static Task AtStepAsync(BackupHouse house, string sql) => house.ExecuteAsync($"""
        create function platform.at_step() returns trigger language plpgsql as $$ begin {sql}; return new; end $$;
        create trigger at_step before insert on platform.acts for each row when (new.act = 'retention-step') execute function platform.at_step()
        """);

    private static async Task<string[]> LeftAsync(BackupHouse house, params (Guid Person, Guid File)[] scans)
    {
        var left = new List<string>();
        foreach (var scan in scans)
            left.Add(await house.LeftOfAsync(scan));
        return [.. left];
    }
}
