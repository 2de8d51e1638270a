using HybridBpo.Events;

namespace HybridBpo.Platform.Tests;

public sealed class ReconcileTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_left_after_the_backup_never_leaves_again_and_what_nobody_knows_of_is_listed()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        await using var house = await BackupHouse.StartAsync(smtp.Settings);
        var (sent, dropped, waits) = (await house.PlanAsync("dora@example.com"), await house.PlanAsync("dropped@example.com"),
            await house.PlanAsync("later@example.com"));
        var notDue = await house.PlanAsync("ines@example.com", later: TimeSpan.FromDays(2));
        Assert.NotNull((await house.BackUpAsync()).Value);
        var foreign = await house.PlanAsync("emil@example.com");
        Assert.Equal(4, await house.SendAsync());
        Assert.Equal(3, smtp.Mails.Count);
        await house.LeaveAsync();

        // The machine is lost, its journal is not.
        await using var other = await BackupHouse.EmptyAsync(smtp.Settings);
        var report = (await other.RestoreAsync(BackupHouse.From(house.File, journal: Path.Combine(house.Folder, "send-journal")))).Value;
        Assert.True(report.JournalKnown);
        Assert.Equal((1, 1), (report.Sent, report.Unknown));
        var listed = Assert.Single(report.NotInBackup);
        Assert.Equal((foreign, DeliveryStates.Sent), (listed.Delivery, listed.Outcome));
        Assert.Equal(
            [DeliveryStates.Sent, DeliveryStates.Unknown, DeliveryStates.Planned, DeliveryStates.Planned, DeliveryStates.Sent],
            [await other.StateAsync(sent), await other.StateAsync(dropped), await other.StateAsync(waits), await other.StateAsync(notDue),
                await other.StateAsync(foreign)]);
        Assert.Equal("letter_ended", (await other.Get<EventStore>().FetchStreamAsync(BackupHouse.Client, sent, ct: Ct)).Single().Type);

        // Off until a person turns it on; planned again under the same id it stays what it was.
        Assert.Equal(0, await other.SendAsync());
        Assert.Null((await other.Get<SendingSwitch>().TurnOnAsync(DeliveryHosts.Supervisor, BackupHouse.Client, Ct)).Refusal);
        await other.PlanAsync("emil@example.com", foreign);
        await other.SendAsync();
        Assert.Equal(["dora@example.com", "dropped@example.com", "emil@example.com"], smtp.Mails.Select(m => m.To).Order());
        Assert.True((await other.Get<Deliveries>().LedgerAsync(DeliveryHosts.System, BackupHouse.Client, Ct)).Balances);
    }

    [Fact]
    public async Task Without_anything_that_tells_what_left_whatever_was_due_counts_as_unknown()
    {
        await using var house = await BackupHouse.StartAsync();
        var (due, notDue) = (await house.PlanAsync("dora@example.com"), await house.PlanAsync("ines@example.com", later: TimeSpan.FromDays(2)));
        Assert.NotNull((await house.BackUpAsync()).Value);
        await using var other = await BackupHouse.EmptyAsync();
        var report = (await other.RestoreAsync(BackupHouse.From(house.File))).Value;
        Assert.False(report.JournalKnown);
        var searched = Path.Combine(other.Folder, "send-journal");
        Assert.Contains($"{searched}, is not there", Assert.Single(report.Warnings));
        Assert.Contains($"./run.sh restore {house.File} --replace --journal FOLDER/send-journal", report.Warnings[0]);
        Assert.Equal(new JournalRead(searched, 0, null), Assert.Single(report.Journals!));
        Assert.Equal((DeliveryStates.Unknown, DeliveryStates.Planned), (await other.StateAsync(due), await other.StateAsync(notDue)));
    }

    [Fact]
    public async Task The_database_that_is_replaced_tells_what_left_it_where_its_journal_lies_on_another_machine()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        await using var house = await BackupHouse.StartAsync(smtp.Settings);
        var sent = await house.PlanAsync("dora@example.com");
        Assert.NotNull((await house.BackUpAsync()).Value);
        var foreign = await house.PlanAsync("emil@example.com");
        Assert.Equal(2, await house.SendAsync());
        await house.LeaveAsync();
        Directory.Delete(Path.Combine(house.Folder, "send-journal"), recursive: true);
        var report = (await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Value;
        Assert.Equal((1, 0, foreign), (report.Sent, report.Unknown, Assert.Single(report.NotInBackup).Delivery));
        Assert.Equal((DeliveryStates.Sent, DeliveryStates.Sent), (await house.StateAsync(sent), await house.StateAsync(foreign)));
    }

    [Fact]
    public async Task When_the_journal_is_found_after_a_restore_without_it_the_same_restore_with_it_ends_all_doubt()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        await using var house = await BackupHouse.StartAsync(smtp.Settings);
        var (sent, stays) = (await house.PlanAsync("dora@example.com"), await house.PlanAsync("emil@example.com"));
        Assert.NotNull((await house.BackUpAsync()).Value);
        await house.ExecuteAsync($"update platform.deliveries set due_at = due_at + interval '1 hour' where id = '{stays}'");
        Assert.Equal(1, await house.SendAsync());
        await house.LeaveAsync();
        await using var other = await BackupHouse.EmptyAsync(smtp.Settings);
        Assert.Equal(2, (await other.RestoreAsync(BackupHouse.From(house.File))).Value.Unknown);

        var journal = Path.Combine(house.Folder, "send-journal");
        var report = (await other.RestoreAsync(BackupHouse.From(house.File, replace: true, journal: journal))).Value;

        Assert.Equal((1, 0), (report.Sent, report.Unknown));
        Assert.Equal((DeliveryStates.Sent, DeliveryStates.Planned), (await other.StateAsync(sent), await other.StateAsync(stays)));
        Assert.InRange(report.Journals!.Single(read => read.Folder == journal).Lines, 3, 4);
        // Without naming it again, what an earlier restore put in doubt stays in doubt.
        await using var third = await BackupHouse.EmptyAsync(smtp.Settings);
        Assert.Equal(2, (await third.RestoreAsync(BackupHouse.From(house.File))).Value.Unknown);
        Assert.Equal(2, (await third.RestoreAsync(BackupHouse.From(house.File, replace: true))).Value.Unknown);
    }

    [Fact]
    public async Task A_folder_that_holds_no_journal_of_this_installation_silences_nothing()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        await using var house = await BackupHouse.StartAsync(smtp.Settings);
        await house.PlanAsync("before@example.com");
        Assert.Equal(1, await house.SendAsync());
        var due = await house.PlanAsync("dora@example.com");
        Assert.NotNull((await house.BackUpAsync()).Value);
        var (own, folder) = (Path.Combine(house.Folder, "send-journal"), Directory.CreateDirectory(Path.Combine(house.Folder, "some")).FullName);
        var longAgo = DateTimeOffset.UtcNow.AddHours(-1);

        Assert.Contains("holds no send journal", await RefusedAsync(folder));
        Assert.Contains($"Name {own} instead", await RefusedAsync(house.Folder));
        await File.WriteAllTextAsync(Path.Combine(folder, "2099-01-01-x-1.jsonl"), "not a line\n{}\n", Ct);
        Assert.Contains("holds no send journal", await RefusedAsync(folder));
        await WriteAsync("castlegate", longAgo, DateTimeOffset.UtcNow);
        Assert.Contains("none of its clients is in the backup", await RefusedAsync(folder));
        await WriteAsync(BackupHouse.Client, longAgo, DateTimeOffset.UtcNow);
        Assert.Contains("the backup knows nothing of what left by it before", await RefusedAsync(folder));
        Assert.Equal(DeliveryStates.Planned, await house.StateAsync(due));
        // Its own, also when nothing left by it since: the host goes on.
        await house.LeaveAsync();
        await house.ExecuteAsync("update platform.deliveries set due_at = due_at + interval '1 hour'");
        Assert.Equal(0, await house.SendAsync());
        Assert.Equal(0, (await house.RestoreAsync(BackupHouse.From(house.File, replace: true, journal: own))).Value.Unknown);

        async Task<string> RefusedAsync(string journal) => Assert.IsType<NotAJournal>(
            (await house.RestoreAsync(BackupHouse.From(house.File, replace: true, journal: journal))).Refusal).Message;

        Task WriteAsync(string client, params DateTimeOffset[] times) =>
            File.WriteAllLinesAsync(Path.Combine(folder, "2099-01-01-x-1.jsonl"), times.Select(at => $$"""
                {"at":"{{at:O}}","what":"sent","client":"{{client}}","delivery":"{{Guid.NewGuid()}}","channel":"email","source":"x","messageId":"<a>"}
                """), Ct);
    }
}
