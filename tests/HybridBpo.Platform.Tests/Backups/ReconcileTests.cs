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
        Assert.Contains("--journal", Assert.Single(report.Warnings));
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
}
