using System.Net;
using System.Net.Sockets;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

/// <summary>What certainly did not leave is planned again: an outage, a full mail server or a wrong password turns nothing into failed.</summary>
public sealed class TriedAgainTests : IAsyncLifetime
{
    private static readonly RelayOptions Quick = new()
    {
        MailPause = TimeSpan.FromMilliseconds(300),
        BackOff = TimeSpan.FromMilliseconds(200),
        Poll = TimeSpan.FromMilliseconds(100),
    };

    private DeliveryHosts hosts = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // A mail server was restarted while 2,000 reminders were due: each refused connection made one of them fail for good.
    [Fact]
    public async Task A_server_that_goes_away_in_the_middle_fails_nothing_and_all_leave_once_when_it_is_back()
    {
        var smtp = await SmtpCatcher.StartAsync();
        var host = await HostAsync(smtp.Settings, Quick);
        for (var i = 0; i < 150; i++)
            await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        var relay = host.GetRequiredService<DeliveryRelay>();
        await relay.StartAsync(Ct);
        await UntilAsync(() => Task.FromResult(smtp.Mails.Count >= 6));
        await smtp.DisposeAsync();
        await Task.Delay(2000, Ct);
        var during = await hosts.LedgerAsync();
        Assert.Equal(0, during.Failed);
        Assert.InRange(during.Unknown, 0, Quick.Parallel);
        Assert.True(during.Pending > 0, $"{during}");
        var waiting = await host.GetRequiredService<Deliveries>().ListAsync(DeliveryHosts.System, null, DeliveryStates.Planned, 1000, 0, Ct);
        Assert.Contains(waiting, delivery => delivery.WaitsFor == "mail-server");
        Assert.InRange(await CountAsync("letter_ended", "planned"), 0, Quick.Parallel);

        await using var back = await SmtpCatcher.StartAsync(smtp.Port);
        await UntilAsync(async () => (await hosts.LedgerAsync()).Pending == 0);
        await relay.StopAsync(Ct);
        var after = await hosts.LedgerAsync();
        Assert.Equal((0L, 150 - after.Unknown), (after.Failed, after.Sent));
        var arrived = smtp.Mails.Concat(back.Mails).Select(mail => mail.Header("Message-ID")).ToList();
        Assert.Equal(arrived.Distinct(), arrived);
    }

    [Fact]
    public async Task A_server_that_says_later_is_asked_again_later_as_an_attempt_of_its_own()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        var host = await HostAsync(smtp.Settings);
        var id = await hosts.PlanAsync(new LetterFacts("greylisted@example.com"));
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        var waiting = await hosts.FindAsync(id);
        Assert.Equal(DeliveryStates.Planned, waiting.State);
        Assert.Contains("451", waiting.Reason);
        Assert.InRange(waiting.AgainAt!.Value - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        await ComeUpAsync();
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        Assert.Equal((DeliveryStates.Sent, null), ((await hosts.FindAsync(id)).State, (await hosts.FindAsync(id)).AgainAt));
        Assert.Equal("letter_reserved letter_ended:planned letter_reserved letter_ended:sent", await hosts.EventsAsync(id));
        Assert.Equal($"<{id:N}@fernbrook.example.com>", Assert.Single(smtp.Mails).Header("Message-ID"));
    }

    // A host five hours behind asked again at once, until the tries were used up; one five hours ahead let it lie for five hours.
    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task A_host_whose_clock_is_wrong_asks_again_when_the_database_says(int hours)
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        var host = await hosts.AddHostAsync(settings: smtp.Settings, clock: new FakeClock(DateTimeOffset.UtcNow.AddHours(hours)));
        await hosts.TurnOnAsync();
        var id = await hosts.PlanAsync(new LetterFacts("later@example.com"));
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        Assert.InRange((await hosts.FindAsync(id)).AgainAt!.Value - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_server_that_says_later_every_time_makes_it_fail_in_the_end()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        var host = await HostAsync(smtp.Settings, new RelayOptions { LaterTries = 3 });
        var id = await hosts.PlanAsync(new LetterFacts("later@example.com"));
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal(DeliveryStates.Planned, (await hosts.FindAsync(id)).State);
            Assert.Equal(1, await DeliveryHosts.RunAsync(host));
            await ComeUpAsync();
        }
        var failed = await hosts.FindAsync(id);
        Assert.Equal((DeliveryStates.Failed, null), (failed.State, failed.AgainAt));
        Assert.Contains("451", failed.Reason);
        Assert.Contains("3 times", failed.Reason);
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        Assert.Equal(new DeliveryLedger(1, 0, 0, 0, 0, 1, 0), await hosts.LedgerAsync());
    }

    [Fact]
    public async Task With_a_wrong_password_nothing_fails_and_the_server_is_left_alone_for_a_while()
    {
        await using var smtp = await SmtpCatcher.StartAsync(password: "right");
        var settings = new Dictionary<string, string?>(smtp.Settings) { ["Smtp:User"] = "mailer", ["Smtp:Password"] = "wrong" };
        var host = await HostAsync(settings);
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        Assert.Equal(DeliveryStates.Planned, (await hosts.FindAsync(id)).State);
        await ComeUpAsync();
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        Assert.Equal("mail-server", (await hosts.FindAsync(id)).WaitsFor);
        Assert.Equal("letter_reserved letter_ended:planned", await hosts.EventsAsync(id));

        settings["Smtp:Password"] = "right";
        Assert.Equal(1, await DeliveryHosts.RunAsync(await hosts.AddHostAsync(settings: settings)));
        Assert.Equal(DeliveryStates.Sent, (await hosts.FindAsync(id)).State);
    }

    [Fact]
    public async Task A_port_that_takes_the_connection_and_says_nothing_of_mail_counts_as_away()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var hangsUp = HangUpAsync(listener);
        var host = await HostAsync(SmtpCatcher.SettingsFor(((IPEndPoint)listener.LocalEndpoint).Port));
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        var waiting = await hosts.FindAsync(id);
        Assert.Equal((DeliveryStates.Planned, "mail-server", ""), (waiting.State, waiting.WaitsFor, await hosts.EventsAsync(id)));
        listener.Stop();
        await hangsUp;
    }

    [Fact]
    public async Task A_stop_at_the_last_moment_leaves_the_delivery_planned()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        var letters = new Letters("");
        var host = await hosts.AddHostAsync(letters, settings: smtp.Settings);
        await hosts.TurnOnAsync();
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        // Between the reservation and the handover nothing of ours runs: the trigger stops sending in that moment.
        await hosts.ExecuteAsync($"""
            create function stop_it() returns trigger language plpgsql as $$ begin
              update platform.clients set sending_on = false; return new; end $$;
            """);
        await hosts.ExecuteAsync($"""
            create constraint trigger last_moment after update on platform.deliveries deferrable initially deferred
              for each row when (new.state = 'sending') execute function stop_it()
            """);
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        Assert.Equal(DeliveryStates.Planned, (await hosts.FindAsync(id)).State);
        Assert.Equal("letter_reserved letter_ended:planned", await hosts.EventsAsync(id));
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        Assert.Equal("off", (await hosts.FindAsync(id)).WaitsFor);
        Assert.Empty(smtp.Mails);
    }

    public async ValueTask InitializeAsync() => hosts = await DeliveryHosts.StartAsync();

    public ValueTask DisposeAsync() => hosts.DisposeAsync();

    private static async Task HangUpAsync(TcpListener listener)
    {
        try
        {
            while (true)
                (await listener.AcceptTcpClientAsync(Ct)).Dispose();
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
        }
    }

    private Task<int> ComeUpAsync() => hosts.ExecuteAsync(
        $"update platform.deliveries set again_at = clock_timestamp() - interval '1 s' where again_at is not null");

    private async Task<ServiceProvider> HostAsync(IReadOnlyDictionary<string, string?> settings, RelayOptions? options = null)
    {
        var host = await hosts.AddHostAsync(options: options, settings: settings);
        await hosts.TurnOnAsync();
        return host;
    }

    private Task<long> CountAsync(string type, string outcome) => hosts.CountAsync($"""
        select count(*) from events.mt_events where type = {type} and data ->> 'Outcome' = {outcome}
        """);

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        for (var wait = 0; wait < 400; wait++)
        {
            if (await done())
                return;
            await Task.Delay(100, Ct);
        }
        Assert.Fail("It did not come to that within 40 seconds.");
    }
}
