namespace HybridBpo.Platform.Tests;

/// <summary>Only a journal that was in use when the backup was taken tells what left since; anything else needs a person's word.</summary>
public sealed class JournalProofTests : IAsyncLifetime
{
    private const string Word = "The machine was off from then on, as its own log says.";

    private SmtpCatcher smtp = null!;
    private BackupHouse house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_old_copy_of_the_journal_is_refused_by_name_and_time_and_what_left_later_is_not_sent_again()
    {
        await house.PlanAsync("before@example.com");
        Assert.Equal(1, await house.SendAsync());
        var late = await house.PlanAsync("dora@example.com");
        var copy = Copy(house.Journal, "copy");
        var taken = (await house.BackUpAsync()).Value;
        Assert.Equal(1, await house.SendAsync());
        await house.LeaveAsync();

        await using var other = await BackupHouse.EmptyAsync(smtp.Settings);
        var refusal = Assert.IsType<NotAJournal>((await other.RestoreAsync(BackupHouse.From(house.File, journal: copy))).Refusal).Message;
        Assert.StartsWith($"{copy} does not reach the backup: its newest line is of ", refusal);
        Assert.Contains($"the backup of {taken.Manifest.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC", refusal);
        Assert.Contains("--despite-journal", refusal);
        Assert.DoesNotContain('\n', refusal);

        Assert.Equal(1, (await other.RestoreAsync(BackupHouse.From(house.File))).Value.Unknown);
        // Nor does it end the doubt of that restore.
        Assert.IsType<NotAJournal>((await other.RestoreAsync(BackupHouse.From(house.File, replace: true, journal: copy))).Refusal);
        Assert.Equal(DeliveryStates.Unknown, await other.StateAsync(late));
        Assert.Equal(1, (await other.RestoreAsync(BackupHouse.From(house.File, replace: true, journal: house.Journal))).Value.Sent);
        Assert.Null((await other.Get<SendingSwitch>().TurnOnAsync(DeliveryHosts.Supervisor, BackupHouse.Client, Ct)).Refusal);
        await other.SendAsync();
        Assert.Equal(["before@example.com", "dora@example.com"], smtp.Mails.Select(mail => mail.To).Order());
    }

    [Fact]
    public async Task A_journal_that_does_not_reach_the_backup_is_taken_by_a_persons_word_which_is_kept()
    {
        await house.PlanAsync("before@example.com");
        await house.SendAsync();
        var due = await house.PlanAsync("dora@example.com");
        Assert.NotNull((await house.BackUpAsync()).Value);
        await house.LeaveAsync();
        await using var other = await BackupHouse.EmptyAsync(smtp.Settings);

        var report = (await other.RestoreAsync(BackupHouse.From(house.File, journal: house.Journal, despite: Word))).Value;

        Assert.Equal((true, 0, DeliveryStates.Planned), (report.JournalKnown, report.Unknown, await other.StateAsync(due)));
        Assert.Contains($"{house.Journal} does not reach the backup", Assert.Single(report.Warnings, words => words.Contains("by your word")));
        Assert.Equal(Word, await other.AskAsync<string>($"select detail ->> 'despiteJournal' from platform.acts where act = 'restored'"));
    }

    [Fact]
    public async Task A_host_that_ran_and_sent_nothing_proves_that_nothing_left_without_anybodys_word()
    {
        var due = await house.PlanAsync("dora@example.com", later: TimeSpan.FromMinutes(10));
        Assert.NotNull((await house.BackUpAsync()).Value);
        await Task.Delay(1100, Ct);
        Assert.Equal(0, await house.SendAsync());
        await house.LeaveAsync();
        await using var other = await BackupHouse.EmptyAsync(smtp.Settings);
        // A word that was not needed is not kept.
        var report = (await other.RestoreAsync(BackupHouse.From(house.File, journal: house.Journal, despite: Word))).Value;
        Assert.Equal((true, 0, DeliveryStates.Planned), (report.JournalKnown, report.Unknown, await other.StateAsync(due)));
        Assert.Empty(report.Warnings);
        Assert.Equal(0, await other.AskAsync<long>($"select count(*) from platform.acts where detail ? 'despiteJournal'"));
    }

    [Fact]
    public async Task A_journal_that_begins_after_the_backup_is_not_all_that_left_since()
    {
        await house.PlanAsync("dora@example.com");
        Assert.NotNull((await house.BackUpAsync()).Value);
        Assert.Equal(1, await house.SendAsync());
        await house.LeaveAsync();
        // A restored copy began a journal of its own, and somebody takes that one for the lost machine's.
        await using var other = await BackupHouse.EmptyAsync(smtp.Settings);
        Assert.Equal(1, (await other.RestoreAsync(BackupHouse.From(house.File))).Value.Unknown);
        await other.SendAsync();
        var refusal = Assert.IsType<NotAJournal>(
            (await other.RestoreAsync(BackupHouse.From(house.File, replace: true, journal: other.Journal))).Refusal).Message;
        Assert.StartsWith($"{other.Journal} begins only after the backup was taken", refusal);
        var both = BackupHouse.From(house.File, replace: true) with { Journals = [other.Journal, house.Journal] };
        var report = (await other.RestoreAsync(both)).Value;
        Assert.Equal((1, 0), (report.Sent, report.Unknown));
    }

    [Fact]
    public async Task An_old_copy_does_not_become_the_journal_by_what_a_restored_database_wrote_to_it()
    {
        await house.PlanAsync("before@example.com");
        await house.SendAsync();
        await house.PlanAsync("dora@example.com");
        await using var other = await BackupHouse.EmptyAsync(smtp.Settings);
        Copy(house.Journal, other.Journal);
        Assert.NotNull((await house.BackUpAsync()).Value);
        Assert.Equal(1, await house.SendAsync());
        await house.LeaveAsync();
        Assert.Equal(1, (await other.RestoreAsync(BackupHouse.From(house.File))).Value.Unknown);
        await other.SendAsync();
        await other.LeaveAsync();
        var again = BackupHouse.From(house.File, replace: true, journal: other.Journal);
        var refusal = Assert.IsType<NotAJournal>((await other.RestoreAsync(again)).Refusal).Message;
        Assert.StartsWith($"{other.Journal} does not reach the backup of ", refusal);
        // The true one went on until then, and may have been gone on with since.
        Copy(house.Journal, other.Journal);
        Assert.Equal(1, (await other.RestoreAsync(again)).Value.Sent);
    }

    [Theory]
    [InlineData("fernbrook")]
    [InlineData("opened-later")]
    public async Task A_journal_of_which_the_backup_knows_nothing_is_taken_by_a_persons_word(string client)
    {
        var due = await house.PlanAsync("dora@example.com");
        Assert.NotNull((await house.BackUpAsync()).Value);
        var folder = Directory.CreateDirectory(Path.Combine(house.Folder, "some")).FullName;
        var left = Guid.NewGuid();
        await WriteAsync(folder, Line(DateTimeOffset.UtcNow.AddHours(-1), Guid.NewGuid(), client), Line(DateTimeOffset.UtcNow, left, client));
        await using var other = await BackupHouse.EmptyAsync(smtp.Settings);
        var refusal = Assert.IsType<NotAJournal>((await other.RestoreAsync(BackupHouse.From(house.File, journal: folder))).Refusal).Message;
        Assert.Contains("looks like the send journal of another installation", refusal);
        Assert.Contains("--despite-journal", refusal);

        var report = (await other.RestoreAsync(BackupHouse.From(house.File, journal: folder, despite: Word))).Value;

        Assert.Contains(left, report.NotInBackup.Select(listed => listed.Delivery));
        Assert.Equal((0, DeliveryStates.Planned), (report.Unknown, await other.StateAsync(due)));
        Assert.Equal(1, await other.AskAsync<long>($"select count(*) from platform.acts where detail ->> 'despiteJournal' = {Word}"));
    }

    [Fact]
    public async Task An_own_journal_that_cannot_be_read_is_named_and_leaves_doubt_and_ends_no_restore()
    {
        var due = await house.PlanAsync("dora@example.com");
        Assert.NotNull((await house.BackUpAsync()).Value);
        await house.ExecuteAsync("update platform.deliveries set due_at = due_at + interval '1 hour'");
        await house.LeaveAsync();
        await house.SendAsync();
        await house.LeaveAsync();
        await using var other = await BackupHouse.EmptyAsync(smtp.Settings);
        Directory.CreateDirectory(other.Journal);
        // A link to itself: nobody can read it, not even root.
        File.CreateSymbolicLink(Path.Combine(other.Journal, "2099-01-01-x-1.jsonl"), "2099-01-01-x-1.jsonl");

        var report = (await other.RestoreAsync(BackupHouse.From(house.File, journal: house.Journal))).Value;

        Assert.Equal((false, 1, DeliveryStates.Unknown), (report.JournalKnown, report.Unknown, await other.StateAsync(due)));
        Assert.Contains($"{other.Journal}, could not be read as a whole: ", Assert.Single(report.Warnings));
    }

    [Fact]
    public async Task Where_the_replaced_database_tells_what_left_an_unreadable_own_journal_is_named_and_nothing_else()
    {
        var sent = await house.PlanAsync("dora@example.com");
        Assert.NotNull((await house.BackUpAsync()).Value);
        Assert.Equal(1, await house.SendAsync());
        File.CreateSymbolicLink(Path.Combine(house.Journal, "2099-01-01-x-1.jsonl"), "2099-01-01-x-1.jsonl");
        var report = (await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Value;
        Assert.Equal((true, 1, 0), (report.JournalKnown, report.Sent, report.Unknown));
        Assert.Contains(house.Journal, Assert.Single(report.Warnings));
        Assert.Equal(DeliveryStates.Sent, await house.StateAsync(sent));
        // Named, it is refused by name, and taken by a person's word.
        var named = BackupHouse.From(house.File, replace: true, journal: house.Journal);
        Assert.Contains("could not be read as a whole", Assert.IsType<NotAJournal>((await house.RestoreAsync(named)).Refusal).Message);
        Assert.Equal(0, (await house.RestoreAsync(named with { DespiteJournal = Word })).Value.Unknown);
    }

    [Fact]
    public async Task One_hosts_journal_alone_does_not_say_that_a_mail_which_another_may_have_sent_did_not_leave()
    {
        var id = await house.PlanAsync("dora@example.com");
        // Its second attempt was another host's, in the middle when the backup was taken.
        await house.ExecuteAsync(
            $"update platform.deliveries set state = 'sending', lease_until = now() + interval '1 hour', attempt = 2 where id = '{id}'");
        Assert.NotNull((await house.BackUpAsync()).Value);
        await using var other = await BackupHouse.EmptyAsync(smtp.Settings);
        Directory.CreateDirectory(other.Journal);
        await WriteAsync(other.Journal, Line(DateTimeOffset.UtcNow, id, what: "handing-over"), Line(DateTimeOffset.UtcNow, id, what: "planned"));
        Assert.Equal(1, (await other.RestoreAsync(BackupHouse.From(house.File))).Value.Unknown);
        Assert.Equal(DeliveryStates.Unknown, await other.StateAsync(id));
    }

    private static string Line(DateTimeOffset at, Guid delivery, string client = BackupHouse.Client, string what = "sent") => $$"""
        {"at":"{{at:O}}","what":"{{what}}","client":"{{client}}","delivery":"{{delivery}}","channel":"email","source":"x","messageId":"<a>"}
        """;

    private static Task WriteAsync(string folder, params string[] lines) =>
        File.WriteAllLinesAsync(Path.Combine(folder, "2099-01-01-x-1.jsonl"), lines, Ct);

    private string Copy(string folder, string name)
    {
        var copy = Directory.CreateDirectory(Path.Combine(house.Folder, name)).FullName;
        foreach (var file in Directory.GetFiles(folder))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        return copy;
    }

    public async ValueTask InitializeAsync()
    {
        smtp = await SmtpCatcher.StartAsync();
        house = await BackupHouse.StartAsync(smtp.Settings);
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await smtp.DisposeAsync();
    }
}
