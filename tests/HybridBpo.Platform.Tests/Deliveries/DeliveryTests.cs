using HybridBpo.Events;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

public sealed class DeliveryTests : IAsyncLifetime
{
    private DeliveryHosts hosts = null!;
    private ServiceProvider host = null!;
    private readonly Letters letters = new("");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_sending_off_a_due_delivery_stays_planned_and_says_why_and_leaves_once_it_is_turned_on()
    {
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        var waiting = await hosts.FindAsync(id);
        Assert.Equal((DeliveryStates.Planned, "off"), (waiting.State, waiting.WaitsFor));
        Assert.Equal("Sending is off for this client until a supervisor turns it on.", DeliveryStates.WordsFor(waiting.WaitsFor!));
        Assert.Equal("", await hosts.EventsAsync(id));
        await hosts.TurnOnAsync();
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        var sent = await hosts.FindAsync(id);
        Assert.Equal((DeliveryStates.Sent, null, true), (sent.State, sent.WaitsFor, sent.Captured));
        Assert.Equal("letter_reserved letter_ended:sent", await hosts.EventsAsync(id));
    }

    [Fact]
    public async Task Without_a_mail_server_the_mail_is_captured_for_those_who_may_read_it_until_its_person_is_erased()
    {
        await hosts.TurnOnAsync();
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        await DeliveryHosts.RunAsync(host);
        var mails = host.GetRequiredService<CapturedMails>();
        var mail = (await mails.GetAsync(DeliveryHosts.Supervisor, DeliveryHosts.Client, id, Ct)).Value.Mail;
        Assert.Equal(("dora@example.com", "Your invoice", "Plain words äöü"), (mail.To, mail.Subject, mail.Text));
        Assert.Single((await mails.FindAsync(DeliveryHosts.Supervisor, null, "", 1, 50, Ct)).Value.Mails);
        Assert.IsType<Forbidden>((await mails.FindAsync(DeliveryHosts.Person("cora", Roles.Collector), null, "", 1, 50, Ct)).Refusal);
        Assert.Equal(0, await hosts.ExecuteAsync(
            $"update platform.captured_mails set subject_id = subject_id where position('dora' in encode(sealed, 'escape')) > 0"));
        await host.GetRequiredService<EventStore>().EraseSubjectAsync(DeliveryHosts.Client, id, Ct);
        Assert.IsType<NotFound>((await mails.GetAsync(DeliveryHosts.Supervisor, DeliveryHosts.Client, id, Ct)).Refusal);
    }

    [Fact]
    public async Task A_blocked_delivery_keeps_its_rule_and_comes_up_again_at_its_time()
    {
        await hosts.TurnOnAsync();
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com", "block", AgainSeconds: 0.5));
        var forever = await hosts.PlanAsync(new LetterFacts("dora@example.com", "block"));
        Assert.Equal(2, await DeliveryHosts.RunAsync(host));
        var blocked = await hosts.FindAsync(id);
        Assert.Equal(DeliveryStates.Blocked, blocked.State);
        Assert.Contains("It is night there.", blocked.Reason);
        Assert.NotNull(blocked.AgainAt);
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        await Task.Delay(700, Ct);
        await hosts.ExecuteAsync($"update platform.deliveries set json = json || '{{\"Verdict\": \"send\"}}'");
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        Assert.Equal(DeliveryStates.Sent, (await hosts.FindAsync(id)).State);
        Assert.Equal("letter_blocked letter_reserved letter_ended:sent", await hosts.EventsAsync(id));
        Assert.Equal(DeliveryStates.Blocked, (await hosts.FindAsync(forever)).State);
    }

    [Fact]
    public async Task What_is_not_wanted_any_more_is_cancelled_by_its_source_or_by_the_module()
    {
        await hosts.TurnOnAsync();
        var bySource = await hosts.PlanAsync(new LetterFacts("dora@example.com", "cancel"));
        var byModule = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        var session = host.GetRequiredService<EventStore>().OpenSession(DeliveryHosts.Client, DeliveryHosts.System);
        session.CancelDelivery(byModule, "disputed");
        await session.SaveChangesAsync(Ct);
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        Assert.Equal((DeliveryStates.Cancelled, """{"code": "paid"}"""), await StateAsync(bySource));
        Assert.Equal((DeliveryStates.Cancelled, """{"code": "disputed"}"""), await StateAsync(byModule));
    }

    [Fact]
    public async Task Planning_the_same_delivery_twice_makes_one()
    {
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        await hosts.PlanAsync(new LetterFacts("other@example.com"), id);
        Assert.Equal(1, (await hosts.LedgerAsync()).Planned);
        Assert.Contains("dora", (await hosts.FindAsync(id)).Json);
    }

    [Fact]
    public async Task A_source_that_throws_leaves_nothing_reserved_and_is_tried_again_later()
    {
        await hosts.TurnOnAsync();
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com", "throw"));
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        Assert.Equal((DeliveryStates.Planned, null), await StateAsync(id));
        Assert.Equal("", await hosts.EventsAsync(id));
        await hosts.ExecuteAsync($"update platform.deliveries set json = json || '{{\"Verdict\": \"send\"}}'");
        await hosts.RunOutLeasesAsync();
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        Assert.Equal(DeliveryStates.Sent, (await hosts.FindAsync(id)).State);
    }

    [Theory]
    [InlineData("dora@example.com", "Hello\r\nBcc: everybody@example.com", null)]
    [InlineData("dora@example.com\r\nBcc: everybody@example.com", "Hello", null)]
    [InlineData("dora@example.com, everybody@example.com", "Hello", null)]
    [InlineData("Dora <dora@example.com>", "Hello", null)]
    [InlineData("dora@example.com", "Hello", "https://example.com/o/1>\r\nBcc: everybody@example.com")]
    [InlineData("dora@example.com", "Hello", "javascript:alert(1)")]
    public async Task A_mail_that_would_smuggle_a_header_fails_with_words_and_leaves_nothing(string to, string subject, string? unsubscribe)
    {
        await hosts.TurnOnAsync();
        var id = await hosts.PlanAsync(new LetterFacts(to, Subject: subject, Unsubscribe: unsubscribe));
        await DeliveryHosts.RunAsync(host);
        var failed = await hosts.FindAsync(id);
        Assert.Equal(DeliveryStates.Failed, failed.State);
        Assert.Contains(" not ", failed.Reason);
        Assert.Equal("letter_reserved letter_ended:failed", await hosts.EventsAsync(id));
        Assert.Empty((await host.GetRequiredService<CapturedMails>().FindAsync(DeliveryHosts.Supervisor, null, "", 1, 50, Ct)).Value.Mails);
    }

    [Fact]
    public async Task Before_the_reservation_a_stolen_lease_fences_the_slow_host_off()
    {
        await hosts.TurnOnAsync();
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        var other = await hosts.AddHostAsync();
        letters.WhilePreparing = async _ =>
        {
            letters.WhilePreparing = _ => Task.CompletedTask;
            await hosts.RunOutLeasesAsync();
            Assert.Equal(1, await DeliveryHosts.RunAsync(other));
        };
        await DeliveryHosts.RunAsync(host);
        Assert.Equal(DeliveryStates.Sent, (await hosts.FindAsync(id)).State);
        Assert.Equal("letter_reserved letter_ended:sent", await hosts.EventsAsync(id));
    }

    [Fact]
    public async Task A_host_whose_lease_was_taken_before_it_reserved_reserves_nothing()
    {
        await hosts.TurnOnAsync();
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        var other = await hosts.AddHostAsync();
        var stolen = new List<DeliveryLeases.Held>();
        letters.WhilePreparing = async _ =>
        {
            await hosts.RunOutLeasesAsync();
            stolen.AddRange(await other.GetRequiredService<DeliveryLeases>().TakeDueAsync(["letters"], 10, Ct));
        };
        await DeliveryHosts.RunAsync(host);
        Assert.Equal((DeliveryStates.Planned, ""),
            ((await hosts.FindAsync(id)).State, await hosts.EventsAsync(id)));
        await other.GetRequiredService<DeliveryWork>().DeliverAsync(Assert.Single(stolen), Ct);
        Assert.Equal("letter_reserved letter_ended:sent", await hosts.EventsAsync(id));
    }

    [Fact]
    public async Task A_host_whose_lease_ran_out_before_it_reserved_reserves_nothing()
    {
        await hosts.TurnOnAsync();
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        letters.WhilePreparing = _ => hosts.RunOutLeasesAsync();
        await DeliveryHosts.RunAsync(host);
        Assert.Equal((DeliveryStates.Planned, ""), ((await hosts.FindAsync(id)).State, await hosts.EventsAsync(id)));
    }

    [Fact]
    public async Task A_host_whose_lease_was_taken_after_the_handover_cannot_call_it_sent()
    {
        await hosts.TurnOnAsync();
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        var other = await hosts.AddHostAsync();
        var stolen = new List<DeliveryLeases.Held>();
        letters.WhileConfirming = async _ =>
        {
            await hosts.RunOutLeasesAsync();
            stolen.AddRange(await other.GetRequiredService<DeliveryLeases>().TakeAbandonedAsync(["letters"], 10, Ct));
        };
        await DeliveryHosts.RunAsync(host);
        Assert.Equal(DeliveryStates.Sending, (await hosts.FindAsync(id)).State);
        await other.GetRequiredService<DeliveryWork>().GiveUpAsync(Assert.Single(stolen), Ct);
        Assert.Equal(DeliveryStates.Unknown, (await hosts.FindAsync(id)).State);
        Assert.Equal("letter_reserved letter_ended:unknown", await hosts.EventsAsync(id));
    }

    [Fact]
    public async Task An_abandoned_handover_becomes_unknown_and_neither_host_touches_it_again()
    {
        await hosts.TurnOnAsync();
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        var leases = host.GetRequiredService<DeliveryLeases>();
        var held = Assert.Single(await leases.TakeDueAsync(["letters"], 10, Ct));
        await hosts.ExecuteAsync($"update platform.deliveries set state = 'sending'");
        Assert.Null(await leases.WhyNotNowAsync(held, Ct));
        await hosts.RunOutLeasesAsync();
        var other = await hosts.AddHostAsync();
        Assert.Equal(1, await DeliveryHosts.RunAsync(other));
        Assert.Equal(DeliveryStates.Unknown, (await hosts.FindAsync(id)).State);
        Assert.Equal("lease", await leases.WhyNotNowAsync(held, Ct));
        await host.GetRequiredService<DeliveryWork>().GiveUpAsync(held, Ct);
        Assert.Equal("letter_ended:unknown", await hosts.EventsAsync(id));
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        Assert.Equal(new DeliveryLedger(1, 0, 0, 0, 0, 0, 1), await hosts.LedgerAsync());
    }

    public async ValueTask InitializeAsync()
    {
        hosts = await DeliveryHosts.StartAsync();
        host = await hosts.AddHostAsync(letters);
    }

    public ValueTask DisposeAsync() => hosts.DisposeAsync();

    private async Task<(string State, string? Reason)> StateAsync(Guid id)
    {
        var found = await hosts.FindAsync(id);
        return (found.State, found.Reason);
    }
}
