
namespace HybridBpo.Platform.Tests;

/// <summary>Two relay processes on one database, one killed with -9 in the middle: the ledger balances and nobody gets a mail twice.</summary>
public sealed class TwoRelaysTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_in_the_middle_nothing_is_lost_and_nothing_sent_twice()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        await using var hosts = await DeliveryHosts.StartAsync();
        await hosts.AddHostAsync(settings: smtp.Settings);
        var ordinary = await PlanAsync(hosts, 60, "dora@example.com");
        var slow = await PlanAsync(hosts, 16, "slow@example.com");
        var rest = await PlanAsync(hosts, 60, "dora@example.com");
        var refused = await PlanAsync(hosts, 6, "refused@example.com");
        var blocked = await PlanAsync(hosts, 6, "dora@example.com", "block");
        var cancelled = await PlanAsync(hosts, 6, "dora@example.com", "cancel");
        var planned = ordinary.Concat(slow).Concat(rest).Concat(refused).Concat(blocked).Concat(cancelled).ToList();
        await hosts.TurnOnAsync();

        using var first = Start(hosts, smtp, "first");
        using var second = Start(hosts, smtp, "second");
        Assert.Equal("running", await first.ReadAsync(Ct));
        Assert.Equal("running", await second.ReadAsync(Ct));
        // The server holds a slow mail of the first relay for two seconds before it answers: that is the moment.
        await UntilAsync(() => smtp.Mails.Any(mail => mail.To.StartsWith("slow") && mail.Header("Subject")!.EndsWith("by first")));
        await first.KillAsync();

        await UntilAsync(async () => await hosts.LedgerAsync() is { Pending: 0 });
        await Task.Delay(1000, Ct);
        Assert.Equal(0, await second.FinishAsync(Ct));

        var ledger = await hosts.LedgerAsync();
        Assert.True(ledger.Balances, $"{ledger}");
        Assert.Equal(planned.Count, ledger.Planned);
        Assert.Equal((6L, 6L, 6L, 0L), (ledger.Blocked, ledger.Cancelled, ledger.Failed, ledger.Pending));
        Assert.InRange(ledger.Unknown, 1, 4);
        Assert.Equal(planned.Count - 18 - ledger.Unknown, ledger.Sent);

        var arrived = smtp.Mails.Select(mail => mail.Header("Message-ID")!).ToList();
        Assert.Equal(arrived.Distinct(), arrived);
        Assert.Contains(smtp.Mails, mail => mail.Header("Subject")!.EndsWith("by second"));
        foreach (var id in planned)
        {
            var delivery = await hosts.FindAsync(id);
            var didArrive = arrived.Any(messageId => messageId.Contains($"{id:N}"));
            Assert.True(didArrive || delivery.State != DeliveryStates.Sent, $"{id} counts as sent, but never arrived.");
            if (didArrive)
                Assert.True(delivery.State is DeliveryStates.Sent or DeliveryStates.Unknown, $"{id} arrived, but counts as {delivery.State}.");
            Assert.Equal(Expected(delivery.State), await hosts.EventsAsync(id));
        }
    }

    private static string Expected(string state) => state switch
    {
        DeliveryStates.Blocked => "letter_blocked",
        DeliveryStates.Cancelled => "",
        _ => $"letter_reserved letter_ended:{state}",
    };

    private static PlayedProcess Start(DeliveryHosts hosts, SmtpCatcher smtp, string name) =>
        PlayedProcess.Start(["relay", hosts.Database.ConnectionString, $"{smtp.Port}", name]);

    private static async Task<List<Guid>> PlanAsync(DeliveryHosts hosts, int count, string to, string verdict = "send")
    {
        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
            ids.Add(await hosts.PlanAsync(new LetterFacts(to, verdict)));
        return ids;
    }

    private static Task UntilAsync(Func<bool> done) => UntilAsync(() => Task.FromResult(done()));

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        for (var wait = 0; wait < 600; wait++)
        {
            if (await done())
                return;
            await Task.Delay(100, Ct);
        }
        Assert.Fail("It did not come to that within a minute.");
    }
}
