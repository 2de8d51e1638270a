using HybridBpo.Events;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

/// <summary>What ended in doubt reaches a person, who says what came of it; none of it sends anything.</summary>
public sealed class SettleDeliveryTests : IAsyncLifetime
{
    private DeliveryHosts hosts = null!;
    private ServiceProvider host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unknown_delivery_becomes_sent_or_not_sent_by_a_persons_word_once_and_in_their_name()
    {
        var (left, stayed) = (await UnknownAsync(), await UnknownAsync());
        Assert.Equal(new StuckCounts(0, 2, 0, 0), await CountAsync());
        Assert.IsType<Forbidden>((await MarkAsync(DeliveryHosts.Person("cora", Roles.Collector), left, true)).Refusal);
        var stranger = DeliveryHosts.Supervisor with { Clients = ["castlegate"] };
        Assert.IsType<NotFound>((await MarkAsync(stranger, left, true)).Refusal);

        Assert.Null((await MarkAsync(DeliveryHosts.Supervisor, left, true)).Refusal);
        Assert.Null((await MarkAsync(DeliveryHosts.Supervisor, stayed, false)).Refusal);
        Assert.IsType<AlreadySettled>((await MarkAsync(DeliveryHosts.OtherSupervisor, left, false)).Refusal);

        Assert.Equal("letter_reserved letter_ended:unknown letter_ended:sent", await hosts.EventsAsync(left));
        Assert.Equal("letter_reserved letter_ended:unknown letter_ended:failed", await hosts.EventsAsync(stayed));
        var said = (await host.GetRequiredService<EventStore>().FetchStreamAsync(DeliveryHosts.Client, left, ct: Ct))[^1];
        Assert.Contains(DeliveryHosts.Supervisor.Actor.Id, said.Headers.Values);
        Assert.Equal((DeliveryStates.Sent, DeliveryStates.Failed), ((await hosts.FindAsync(left)).State, (await hosts.FindAsync(stayed)).State));
        Assert.Equal(2, await hosts.CountAsync($"select count(*) from platform.acts where actor_id = {DeliveryHosts.Supervisor.Actor.Id}"));

        Assert.False((await CountAsync()).Any);
        await hosts.RunOutLeasesAsync();
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        var ledger = await hosts.LedgerAsync();
        Assert.True(ledger.Balances);
        Assert.Equal((1, 1, 0), (ledger.Sent, ledger.Failed, ledger.Unknown));
    }

    [Fact]
    public async Task Two_people_who_say_so_at_the_same_instant_leave_one_word()
    {
        var id = await UnknownAsync();
        var said = await Task.WhenAll(
            MarkAsync(DeliveryHosts.Supervisor, id, true), MarkAsync(DeliveryHosts.OtherSupervisor, id, false));
        Assert.Single(said, done => done.Refusal is null);
        Assert.Single(said, done => done.Refusal is AlreadySettled);
        Assert.Equal(1, await hosts.CountAsync($"select count(*) from platform.acts where subject = {id}"));
    }

    [Fact]
    public async Task A_failed_delivery_is_taken_off_the_list_by_a_supervisor_and_stays_failed()
    {
        var id = await UnknownAsync();
        await hosts.ExecuteAsync($"update platform.deliveries set state = 'failed' where id = {id}");
        Assert.Equal(new StuckCounts(0, 0, 1, 0), await CountAsync());
        var settle = host.GetRequiredService<SettleDelivery>();
        Assert.IsType<Forbidden>(
            (await settle.NoteAsync(DeliveryHosts.Person("audra", Roles.Auditor), DeliveryHosts.Client, id, Ct)).Refusal);
        Assert.Null((await settle.NoteAsync(DeliveryHosts.Supervisor, DeliveryHosts.Client, id, Ct)).Refusal);
        Assert.Null((await settle.NoteAsync(DeliveryHosts.Supervisor, DeliveryHosts.Client, id, Ct)).Refusal);
        Assert.False((await CountAsync()).Any);
        Assert.Equal(1, (await hosts.LedgerAsync()).Failed);
        Assert.Equal(1, await hosts.CountAsync($"select count(*) from platform.acts where subject = {id}"));
    }

    [Fact]
    public async Task All_failed_ones_that_a_supervisor_was_told_of_are_taken_off_at_once_and_each_is_kept_in_their_name()
    {
        Guid[] failed = [await UnknownAsync(), await UnknownAsync()];
        var unknown = await UnknownAsync();
        await hosts.ExecuteAsync($"update platform.deliveries set state = 'failed' where id = any ({failed})");
        var (settle, stuck) = (host.GetRequiredService<SettleDelivery>(), host.GetRequiredService<StuckWork>());
        var told = Assert.Single(await stuck.FailedAsync(DeliveryHosts.Supervisor, Ct));
        Assert.Equal((DeliveryHosts.Client, 2), (told.ClientId, told.Count));
        var later = await UnknownAsync();
        await hosts.ExecuteAsync($"update platform.deliveries set state = 'failed' where id = {later}");
        var auditor = DeliveryHosts.Person("audra", Roles.Auditor);
        Assert.IsType<Forbidden>((await settle.NoteAllAsync(auditor, DeliveryHosts.Client, told.Latest, Ct)).Refusal);
        var stranger = DeliveryHosts.Supervisor with { Clients = ["castlegate"] };
        Assert.IsType<NotFound>((await settle.NoteAllAsync(stranger, DeliveryHosts.Client, told.Latest, Ct)).Refusal);
        Assert.Equal(2, (await settle.NoteAllAsync(DeliveryHosts.Supervisor, DeliveryHosts.Client, told.Latest, Ct)).Value);
        Assert.Equal(0, (await settle.NoteAllAsync(DeliveryHosts.Supervisor, DeliveryHosts.Client, told.Latest, Ct)).Value);
        var left = await CountAsync();
        Assert.Equal((new StuckCounts(0, 1, 1, 0), true), (left, left.IsFault));
        Assert.False(new StuckCounts(0, 0, 1, 1).IsFault);
        Assert.Equal(2, await hosts.CountAsync($"""
            select count(*) from platform.acts where subject = any ({failed}) and act = 'delivery-noted'
              and actor_id = {DeliveryHosts.Supervisor.Actor.Id}
            """));
        Assert.Equal(DeliveryStates.Unknown, (await hosts.FindAsync(unknown)).State);
    }

    [Fact]
    public async Task What_failed_before_there_was_a_list_is_not_put_on_it_and_what_failed_since_stays()
    {
        Guid[] failed = [await UnknownAsync(), await UnknownAsync()];
        await hosts.ExecuteAsync($"update platform.deliveries set state = 'failed' where id = any ({failed})");
        await hosts.ExecuteAsync($"update platform.deliveries set changed_at = changed_at - interval '10 years' where id = {failed[0]}");
        var script = await File.ReadAllTextAsync(Path.Combine(Testing.Repository.Root, "src/HybridBpo.Platform/Sql/011_failed_before.sql"), Ct);
        await hosts.ExecuteAsync(System.Runtime.CompilerServices.FormattableStringFactory.Create(script));
        Assert.Equal(failed[1], Assert.Single(await host.GetRequiredService<StuckWork>().DeliveriesAsync(DeliveryHosts.Supervisor, 20, Ct)).Id);
    }

    [Fact]
    public async Task One_that_cannot_be_made_ready_is_shown_after_five_tries_and_one_that_a_rule_blocks_is_not()
    {
        await hosts.TurnOnAsync();
        var broken = await hosts.PlanAsync(new LetterFacts("dora@example.com", "throw"));
        await hosts.PlanAsync(new LetterFacts("dora@example.com", "block", AgainSeconds: 0.001));
        for (var round = 0; round < 6; round++)
        {
            await Task.Delay(5, Ct);
            await DeliveryHosts.RunAsync(host);
            await hosts.RunOutLeasesAsync();
        }
        var shown = Assert.Single(await host.GetRequiredService<StuckWork>().DeliveriesAsync(DeliveryHosts.Supervisor, 20, Ct));
        Assert.Equal((broken, DeliveryStates.Planned), (shown.Id, shown.State));
        Assert.Equal("1 tried five times or more", (await CountAsync()).Words);
    }

    public async ValueTask InitializeAsync()
    {
        hosts = await DeliveryHosts.StartAsync();
        host = await hosts.AddHostAsync();
    }

    public ValueTask DisposeAsync() => hosts.DisposeAsync();

    private Task<StuckCounts> CountAsync() => host.GetRequiredService<StuckWork>().CountAsync(DeliveryHosts.Supervisor, Ct);

    private Task<Result<Done>> MarkAsync(Access access, Guid id, bool left) =>
        host.GetRequiredService<SettleDelivery>().MarkAsync(access, DeliveryHosts.Client, id, left, Ct);

    // A host that ended in the middle of the handover, and another one that found it.
    private async Task<Guid> UnknownAsync()
    {
        await hosts.ExecuteAsync($"update platform.clients set sending_on = true");
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        var session = host.GetRequiredService<EventStore>().OpenSession(DeliveryHosts.Client, DeliveryHosts.System);
        session.Append(id, new LetterReserved("dora@example.com"));
        session.Queue($"""
            update platform.deliveries set state = 'sending', lease_until = clock_timestamp() - interval '1 s', lease_token = 1 where id = {id}
            """);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        Assert.Equal(DeliveryStates.Unknown, (await hosts.FindAsync(id)).State);
        return id;
    }
}
