namespace HybridBpo.Host.Tests;

/// <summary>Somebody changes by hand what the log's accounts stand on: it is said as it is, and hides nothing.</summary>
[Collection("command line")]
public sealed class NumbersChangedAlarmTests(TestHost host) : LogAlarmTest(host)
{
    [Fact]
    public async Task What_somebody_changed_by_hand_and_what_nobody_knows_is_said_as_it_is_and_one_unreadable_log_hides_no_other()
    {
        await AppendAsync("castlegate");
        var last = await AppendAsync("fernbrook");
        await UntilAsync(async () => (await Status()).HighWaterMark >= last);
        await SealAsync();
        await HealthAsync(codes => !codes.Contains("numbers-changed"));

        // Another host's turn, so that nothing is set back before it was looked at.
        await Run("update events.es_projection_leases set holder = 'another', until = now() + interval '1 hour' where name = 'Seals:All'");
        await Run("delete from events.mt_event_progression where name = 'Accounted:All'");
        await HealthAsync(codes => codes.Contains("numbers-changed"));
        const string Gone =
            "Somebody changed the log's numbers by hand: where it stood up to which number every one is accounted for, nothing stands";
        Assert.Contains(Gone, System.Net.WebUtility.HtmlDecode(await PageAsync()));
        Assert.Contains(Gone, (await CommandAsync("events", "status")).Output);
        Assert.Contains(Gone, (await CommandAsync("doctor")).Output);
        await Run("insert into events.mt_event_progression (name, last_seq_id) values ('Accounted:All', 1000000)");
        Assert.Contains(
            "that every number up to 1,000,000 is accounted for, and no more or less, is not so", (await CommandAsync("doctor")).Output);
        await SealAsync();
        Assert.Equal(503, (int)(await new Browser(Host.Staff).GetAsync("/health/log")).Status);
        Assert.Contains("numbers by hand: a host set back ", System.Net.WebUtility.HtmlDecode(await PageAsync()));
        Assert.Contains("every one is accounted for, set right from 1,000,000", await PageAsync());
        Assert.Contains("a host set back ", (await CommandAsync("doctor")).Output);

        // Missing before anybody looked: whether an upgrade, another program or a hand is the reason, is not known either.
        var never = await AppendAsync("castlegate");
        last = await AppendAsync("fernbrook");
        await UntilAsync(async () => (await Status()).HighWaterMark >= last);
        await Run($"delete from events.mt_events where seq_id = {never}");
        await Run("delete from events.mt_streams s where not exists (select from events.mt_events e where e.stream_id = s.id)");
        await Run($"insert into events.es_unknown_numbers (ending_sequence, starting_sequence) values ({never}, {never - 1})");
        var unknown = $"Of 1 missing number up to {never} nobody knows whether it ever had an event: it was missing already when a host of this "
            + "product first looked there, the last time on ";
        Assert.Contains(unknown, (await CommandAsync("verify-log")).Output);
        Assert.Contains(unknown, (await CommandAsync("events", "status")).Output);
        Assert.DoesNotContain("something else wrote the log", (await CommandAsync("doctor")).Output);

        await SealAsync();
        await Run("update events.es_seals set sealed_at = '20000-01-01' where client_id = 'castlegate'");
        var all = await CommandAsync("verify-log");
        Assert.Equal(1, all.Code);
        Assert.Contains("castlegate could not be verified to the end: ", all.Error);
        Assert.Contains("So nothing is said about it.", all.Error);
        Assert.Matches("(?m)^fernbrook: .* fit together", all.Output);
        var logs = Json((await CommandAsync("verify-log", "--json")).Output).GetProperty("logs").EnumerateArray().ToList();
        Assert.False(logs.Single(log => log.GetProperty("client").GetString() == "castlegate").GetProperty("ok").GetBoolean());
        var one = await CommandAsync("verify-log", "--client", "castlegate");
        Assert.Equal((1, true), (one.Code, one.Error.StartsWith("castlegate could not be verified to the end: ", StringComparison.Ordinal)));
        await Run("update events.es_seals set sealed_at = now() where client_id = 'castlegate'");
        await Run("delete from events.es_unknown_numbers");
    }
}
