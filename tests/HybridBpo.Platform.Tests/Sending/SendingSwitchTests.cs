using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HybridBpo.Platform.Tests;

public sealed class SendingSwitchTests : IAsyncLifetime
{
    private DeliveryHosts hosts = null!;
    private ServiceProvider host = null!;
    private SendingSwitch sending = null!;
    private readonly Letters letters = new("");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Scopes => [SendingScope.Firm, SendingScope.Client, SendingScope.Channel, SendingScope.Template];

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task A_stop_of_any_scope_holds_and_restarting_takes_two_people(string kind)
    {
        await hosts.TurnOnAsync();
        var stop = (await sending.StopAsync(DeliveryHosts.Supervisor, Scope(kind), "A wrong text went out.", Ct)).Value;
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        Assert.Equal($"stopped-{kind}", (await hosts.FindAsync(id)).WaitsFor);

        Assert.False((await sending.RestartAsync(DeliveryHosts.Supervisor, stop, Ct)).Value.Restarted);
        Assert.IsType<NeedsAnotherPerson>((await sending.RestartAsync(DeliveryHosts.Supervisor, stop, Ct)).Refusal);
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        Assert.True((await sending.RestartAsync(DeliveryHosts.OtherSupervisor, stop, Ct)).Value.Restarted);
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        Assert.Equal(DeliveryStates.Sent, (await hosts.FindAsync(id)).State);

        var ended = Assert.Single(await sending.StopsAsync(DeliveryHosts.Supervisor, onlyOpen: false, Ct));
        Assert.Equal(("sam", "sam", "sue"), (ended.StoppedBy, ended.RestartAskedBy, ended.RestartedBy));
        Assert.Empty(await sending.StopsAsync(DeliveryHosts.Supervisor, onlyOpen: true, Ct));
    }

    [Fact]
    public async Task A_stop_of_another_channel_text_or_client_does_not_hold_this_one()
    {
        await hosts.TurnOnAsync();
        SendingScope[] others = [SendingScope.OfChannel("sms"), SendingScope.OfTemplate("reminder-2"), SendingScope.OfChannel("email", "castlegate")];
        foreach (var scope in others)
            Assert.Null((await sending.StopAsync(DeliveryHosts.System with { Roles = [Roles.Supervisor] }, scope, "test", Ct)).Refusal);
        Assert.Null(await sending.WhyNotAsync(DeliveryHosts.System, DeliveryHosts.Client, "email", "reminder-1", Ct));
        Assert.Equal("stopped-template", await sending.WhyNotAsync(DeliveryHosts.System, DeliveryHosts.Client, "email", "reminder-2", Ct));
    }

    [Fact]
    public async Task A_stop_holds_within_five_seconds_while_the_relay_runs()
    {
        await hosts.TurnOnAsync();
        var services = host.GetServices<IHostedService>().ToList();
        foreach (var service in services)
            await service.StartAsync(Ct);
        var before = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        for (var wait = 0; wait < 600 && (await hosts.FindAsync(before)).State != DeliveryStates.Sent; wait++)
            await Task.Delay(50, Ct);
        Assert.Equal(DeliveryStates.Sent, (await hosts.FindAsync(before)).State);
        for (var i = 0; i < 300; i++)
            await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        await sending.StopAsync(DeliveryHosts.Supervisor, SendingScope.OfFirm(), "Stop everything.", Ct);
        var stopped = DateTimeOffset.UtcNow;
        await Task.Delay(TimeSpan.FromSeconds(5), Ct);
        var sent = (await hosts.LedgerAsync()).Sent;
        await hosts.PlanAsync(new LetterFacts("late@example.com"));
        await Task.Delay(TimeSpan.FromSeconds(2), Ct);
        Assert.Equal(sent, (await hosts.LedgerAsync()).Sent);
        Assert.True((await hosts.LedgerAsync()).Pending > 0);
        var deliveries = await host.GetRequiredService<Deliveries>().ListAsync(DeliveryHosts.System, null, DeliveryStates.Sent, 1000, 0, Ct);
        Assert.All(deliveries, delivery => Assert.True(delivery.ChangedAt < stopped.AddSeconds(5)));
        foreach (var service in services)
            await service.StopAsync(Ct);
    }

    [Fact]
    public async Task A_stop_between_the_rules_and_the_reservation_undoes_the_reservation()
    {
        await hosts.TurnOnAsync();
        letters.WhilePreparing = async _ => await sending.StopAsync(DeliveryHosts.Supervisor, SendingScope.OfFirm(), "Now.", Ct);
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        await DeliveryHosts.RunAsync(host);
        Assert.Equal((DeliveryStates.Planned, ""), ((await hosts.FindAsync(id)).State, await hosts.EventsAsync(id)));
    }

    [Fact]
    public async Task A_stop_between_the_reservation_and_the_handover_is_seen()
    {
        await hosts.TurnOnAsync();
        await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        var leases = host.GetRequiredService<DeliveryLeases>();
        var held = Assert.Single(await leases.TakeDueAsync(["letters"], 10, Ct));
        await hosts.ExecuteAsync($"update platform.deliveries set state = 'sending'");
        Assert.Null(await leases.WhyNotNowAsync(held, Ct));
        await sending.StopAsync(DeliveryHosts.Supervisor, SendingScope.OfClient(DeliveryHosts.Client), "Now.", Ct);
        Assert.Equal("stopped-client", await leases.WhyNotNowAsync(held, Ct));
    }

    [Fact]
    public async Task Roles_that_may_not_stop_or_start_are_refused()
    {
        var collector = DeliveryHosts.Person("cora", Roles.Collector);
        var compliance = DeliveryHosts.Person("carl", Roles.Compliance);
        Assert.IsType<Forbidden>((await sending.TurnOnAsync(collector, DeliveryHosts.Client, Ct)).Refusal);
        Assert.IsType<Forbidden>((await sending.StopAsync(collector, SendingScope.OfFirm(), "x", Ct)).Refusal);
        var stop = (await sending.StopAsync(compliance, SendingScope.OfFirm(), "x", Ct)).Value;
        Assert.IsType<Forbidden>((await sending.RestartAsync(compliance, stop, Ct)).Refusal);
        Assert.IsType<NotFound>((await sending.StopAsync(DeliveryHosts.Supervisor, SendingScope.OfClient("castlegate"), "x", Ct)).Refusal);
        Assert.IsType<Invalid>((await sending.StopAsync(DeliveryHosts.Supervisor, SendingScope.OfFirm(), " ", Ct)).Refusal);
    }

    [Fact]
    public async Task In_a_copy_of_the_database_sending_starts_off()
    {
        var start = host.GetRequiredService<PlatformStart>();
        Assert.Equal("", (await start.CheckAsync(Ct)).Value);
        await hosts.TurnOnAsync();
        Assert.Equal("", (await start.CheckAsync(Ct)).Value);
        Assert.Null(await sending.WhyNotAsync(DeliveryHosts.System, DeliveryHosts.Client, "email", "", Ct));
        // A restored or cloned database has another number in its server, so what it noted of itself no longer fits.
        await hosts.ExecuteAsync($"update platform.installation set identity = 'elsewhere/1'");
        Assert.Contains("sending was turned off", (await start.CheckAsync(Ct)).Value);
        Assert.Equal("off", await sending.WhyNotAsync(DeliveryHosts.System, DeliveryHosts.Client, "email", "", Ct));
    }

    public async ValueTask InitializeAsync()
    {
        hosts = await DeliveryHosts.StartAsync();
        host = await hosts.AddHostAsync(letters);
        sending = host.GetRequiredService<SendingSwitch>();
    }

    public ValueTask DisposeAsync() => hosts.DisposeAsync();

    private static SendingScope Scope(string kind) => kind switch
    {
        SendingScope.Client => SendingScope.OfClient(DeliveryHosts.Client),
        SendingScope.Channel => SendingScope.OfChannel("email"),
        SendingScope.Template => SendingScope.OfTemplate("reminder-1", DeliveryHosts.Client),
        _ => SendingScope.OfFirm(),
    };
}
