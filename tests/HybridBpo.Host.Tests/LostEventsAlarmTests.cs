namespace HybridBpo.Host.Tests;

/// <summary>
/// Somebody takes events out of the log and with them what would tell of it, streams and seals: the host notices without any checkpoint, and every
/// place says so, of the log as a whole and not of a client.
/// </summary>
[Collection("command line")]
public sealed class LostEventsAlarmTests(TestHost host) : LogAlarmTest(host)
{
    [Fact]
    public async Task Health_page_and_commands_say_it_and_none_says_whose_they_were()
    {
        await AppendAsync("castlegate");
        var (gone, more) = (await AppendAsync("castlegate"), await AppendAsync("castlegate"));
        var last = await AppendAsync("fernbrook");
        await UntilAsync(async () => (await Status()).HighWaterMark >= last);
        await SealAsync();
        Assert.Equal(0, (await HealthAsync(codes => !codes.Contains("events-lost"))).GetProperty("lostEvents").GetInt64());
        Assert.DoesNotContain("gone from the log", await PageAsync());
        var (code, said, _) = await CommandAsync("verify-log", "--client", "castlegate");
        Assert.Equal(0, code);
        Assert.Matches("^castlegate: [0-9]+ events in [0-9]+ blocks? fit together", said);
        Assert.Matches(@"ok +lost events +none: every number up to \d+ is an event, or was never used", (await CommandAsync("doctor")).Output);
        Assert.Matches(@"lost +none: every number up to \d+ is an event, or was never used", (await CommandAsync("events", "status")).Output);

        await Run($"delete from events.mt_events where seq_id in ({gone}, {more})");
        await Run("delete from events.mt_streams s where not exists (select from events.mt_events e where e.stream_id = s.id)");
        await Run("delete from events.es_seals");
        await Run("update events.mt_event_progression set last_seq_id = 0 where name in ('Seals:All', 'Seals:Ahead')");
        await Run("delete from events.es_lost_numbers");
        await SealAsync();

        var words = $"2 events are gone from the log: {gone} to {more}. Those numbers were accounted for and belong to no event any more; "
            + "whose they were, the log cannot tell.";
        var health = await HealthAsync(codes => codes.Contains("events-lost"));
        Assert.Equal(2, health.GetProperty("lostEvents").GetInt64());
        Assert.Equal(503, (int)(await new Browser(Host.Staff).GetAsync("/health/log")).Status);
        Assert.Contains(words, System.Net.WebUtility.HtmlDecode(await PageAsync()));
        var status = await CommandAsync("events", "status");
        Assert.Contains($"lost            {words} Found ", status.Output);
        Assert.Equal(2, Json((await CommandAsync("events", "status", "--json")).Output).GetProperty("lost").GetProperty("count").GetInt64());
        var doctor = await CommandAsync("doctor");
        Assert.Equal(1, doctor.Code);
        Assert.Contains($"{words}  → Find out who writes to the database", doctor.Output);

        // Whose they were nobody knows: every client's verification says it of all, also where its own log is in order.
        var other = await CommandAsync("verify-log", "--client", "fernbrook");
        Assert.Equal(1, other.Code);
        Assert.StartsWith("fernbrook: 1 event in 1 block fit together", other.Output, StringComparison.Ordinal);
        Assert.Equal($"Of the log of all clients: {words} Find out who writes to the database, verify each client's log against a checkpoint from "
            + "before, and look for the events in a backup.", other.Error.Trim());
        var json = await CommandAsync("verify-log", "--client", "fernbrook", "--json");
        var found = Json(json.Output);
        var lost = found.GetProperty("lostNumbers");
        Assert.Equal((1, true, 2), (json.Code, found.GetProperty("ok").GetBoolean(), lost.GetProperty("count").GetInt64()));
        Assert.Equal(
            (gone, more),
            (lost.GetProperty("first")[0].GetProperty("first").GetInt64(), lost.GetProperty("first")[0].GetProperty("last").GetInt64()));

        // Its own verification from before tells of castlegate that it has fewer; all at once too.
        var own = await CommandAsync("verify-log", "--client", "castlegate");
        Assert.Equal(1, own.Code);
        Assert.Matches(@"^castlegate: A verification of [^.]+ UTC found 3 sealed events, all in order, and only 1 is sealed now: ", own.Error);
        Assert.Contains($"Of the log of all clients: {words}", own.Error);
        var all = await CommandAsync("verify-log");
        Assert.Equal(1, all.Code);
        Assert.Contains("fernbrook: 1 event in 1 block fit together", all.Output);
        Assert.Contains("castlegate: A verification of ", all.Error);
        Assert.Contains($"Of the log of all clients: {words}", all.Error);
        var whole = Json((await CommandAsync("verify-log", "--json")).Output);
        Assert.Equal(2, whole.GetProperty("lostNumbers").GetProperty("count").GetInt64());
        Assert.Contains(whole.GetProperty("logs").EnumerateArray(), log => log.GetProperty("client").GetString() == "fernbrook");
        Assert.Equal(2, (await CommandAsync("verify-log", "--checkpoint", "f.json")).Code);
    }
}
