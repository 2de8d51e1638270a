using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

/// <summary>What a journal says, and what it does not say, when hosts die in the middle of a line or somebody else wrote into it.</summary>
public sealed class JournalLinesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset TakenAt = DateTimeOffset.UtcNow.AddMinutes(-30);

    private readonly string folder = Directory.CreateTempSubdirectory("hybridbpo-journal-").FullName;

    private string Journal => Path.Combine(folder, "send-journal");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_line_torn_by_a_crash_takes_none_with_it_though_the_process_comes_again_under_its_number()
    {
        using (var journal = new SendJournal(Journal))
            journal.Write(SendJournal.Begins, Mail(), "<1>", DateTimeOffset.UtcNow);
        File.AppendAllText(Assert.Single(Directory.GetFiles(Journal)), "{\"at\":\"2026-");
        using (var again = new SendJournal(Journal))
            again.Write(SendJournal.Begins, Mail(), "<2>", DateTimeOffset.UtcNow);
        var read = JournalFolder.Read(Journal, TakenAt);
        Assert.Null(read.Problem);
        Assert.Equal(["<1>", "<2>"], Handover.Of(read.Since).Select(handover => handover.MessageId).Order());
        Assert.All(Handover.Of(read.Since), handover => Assert.Equal(DeliveryStates.Unknown, handover.Outcome));
    }

    [Fact]
    public void Two_that_write_at_once_under_one_name_lose_no_line_of_each_other()
    {
        using var one = new SendJournal(Journal);
        using var two = new SendJournal(Journal);
        for (var line = 0; line < 20; line++)
            (line % 2 == 0 ? one : two).Write(SendJournal.Begins, Mail(), $"<{line}>", DateTimeOffset.UtcNow);
        Assert.Equal(20, JournalFolder.Read(Journal, TakenAt).Since.Count);
    }

    [Theory]
    [InlineData("""{"at":"2026-01-01T00:00:00Z","what":"sent"}""")]
    [InlineData("""{"at":"NOW","what":"delivered","client":"c","delivery":"ID","channel":"e","source":"x","messageId":""}""")]
    [InlineData("""{"at":"NOW","what":"sent","client":"c\u0000","delivery":"ID","channel":"e","source":"x","messageId":""}""")]
    [InlineData("""{"at":"NOW","what":"sent","client":"c\ud800","delivery":"ID","channel":"e","source":"x","messageId":""}""")]
    [InlineData("""{"at":"NOW","what":"sent","client":"c","delivery":"ID","channel":null,"source":"x","messageId":""}""")]
    [InlineData("""{"at":"2999-01-01T00:00:00Z","what":"here"}""")]
    [InlineData("""{"what":"here"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\u0000")]
    public void A_line_that_no_host_writes_is_named_and_not_acted_upon(string line)
    {
        Directory.CreateDirectory(Journal);
        line = line.Replace("NOW", $"{DateTimeOffset.UtcNow:O}").Replace("ID", $"{Guid.NewGuid()}");
        using (var journal = new SendJournal(Journal))
            journal.WriteHere(DateTimeOffset.UtcNow, null, null);
        var file = Path.Combine(Journal, "2099-01-01-x-1.jsonl");
        File.WriteAllText(file, $"{line}\n");
        var read = JournalFolder.Read(Journal, TakenAt);
        Assert.Equal("line 1 of 2099-01-01-x-1.jsonl is none that a host writes", read.Problem);
        Assert.Equal((1, 0), (read.Lines, read.Since.Count));
        // As the last one, without its end, it is what a crash tore.
        File.WriteAllText(file, line);
        Assert.Null(JournalFolder.Read(Journal, TakenAt).Problem);
    }

    [Theory]
    [InlineData("2099-01-01-x-1.jsonl.gz", true)]
    [InlineData("2099-01-01-x-1.jsonl.1", true)]
    [InlineData("2020-01-01-x-1.jsonl.gz", false)]
    [InlineData("notes.txt", false)]
    public void A_file_that_was_packed_away_since_is_named(string name, bool isNamed)
    {
        Directory.CreateDirectory(Journal);
        File.WriteAllText(Path.Combine(Journal, name), "x");
        Assert.Equal(isNamed, JournalFolder.Read(Journal, TakenAt).Problem?.Contains($"{name} is packed or was renamed") == true);
    }

    [Fact]
    public async Task Lines_have_the_time_of_the_database_though_the_hosts_clock_is_days_behind()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        await using var hosts = await DeliveryHosts.StartAsync();
        var settings = new Dictionary<string, string?>(smtp.Settings) { [DataFolder.Key] = folder };
        var host = await hosts.AddHostAsync(settings: settings, clock: new Behind());
        await hosts.TurnOnAsync();
        await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        var read = JournalFolder.Read(Journal, DateTimeOffset.UtcNow);
        Assert.Equal(2, read.Since.Count);
        Assert.All(read.Since, line => Assert.InRange(line.At, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5)));
    }

    [Fact]
    public async Task While_the_journal_cannot_be_written_nothing_leaves_nothing_is_in_doubt_and_it_leaves_when_it_can()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        await using var hosts = await DeliveryHosts.StartAsync();
        await File.WriteAllTextAsync(Journal, "in the way", Ct);
        var settings = new Dictionary<string, string?>(smtp.Settings) { [DataFolder.Key] = folder };
        var host = await hosts.AddHostAsync(settings: settings);
        await hosts.TurnOnAsync();
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        await DeliveryHosts.RunAsync(host);
        var waits = await hosts.FindAsync(id);
        Assert.Equal((0, DeliveryStates.Planned), (smtp.Mails.Count, waits.State));
        Assert.Contains("the send journal cannot be written", waits.Reason);
        File.Delete(Journal);
        await hosts.ExecuteAsync($"update platform.deliveries set again_at = null where id = {id}");
        await DeliveryHosts.RunAsync(host);
        Assert.Equal((1, DeliveryStates.Sent), (smtp.Mails.Count, (await hosts.FindAsync(id)).State));
    }

    private static Delivery Mail() => new(
        "c", Guid.CreateVersion7(), "letters", "email", "", Guid.NewGuid(), "{}", DateTimeOffset.UtcNow, "sending", null, null, null, false,
        DateTimeOffset.UtcNow);

    private sealed class Behind : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddDays(-3);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
