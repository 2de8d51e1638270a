using HybridBpo.Events;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

/// <summary>Somebody is erased while a mail to them is leaving: what comes of it brings nothing of them back.</summary>
public sealed class LeavingMailTests : IAsyncLifetime
{
    private DeliveryHosts hosts = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_erasure_waits_until_it_has_left_and_keeps_nothing_of_it()
    {
        var (leaving, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var host = await hosts.AddHostAsync(new Letters("") { WhileConfirming = _ => { leaving.TrySetResult(); return goOn.Task; } });
        await hosts.TurnOnAsync();
        var who = await hosts.PlanAsync(new LetterFacts("zoe@example.com"));
        var relay = DeliveryHosts.RunAsync(host);
        await leaving.Task.WaitAsync(Ct);

        var erasing = host.GetRequiredService<Erasure>().EraseAsync(DeliveryHosts.Client, who, Ct);
        await Task.WhenAny(erasing, Task.Delay(600, Ct));
        Assert.False(erasing.IsCompleted);
        goOn.SetResult();
        await Task.WhenAll(relay, erasing);

        Assert.Equal(DeliveryStates.Sent, (await hosts.FindAsync(who)).State);
        await AssertNothingIsKeptAsync(who);
    }

    [Fact]
    public async Task What_a_host_that_stood_still_writes_afterwards_holds_no_word_of_the_server_and_no_mail()
    {
        var (leaving, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        DeliveryReceipt? told = null;
        var host = await hosts.AddHostAsync(new Letters("")
        {
            WhileConfirming = async _ => { if (leaving.TrySetResult()) await goOn.Task.ContinueWith(_ => throw new Npgsql.NpgsqlException("away")); },
            Told = receipt => told = receipt,
        });
        await hosts.TurnOnAsync();
        var who = await hosts.PlanAsync(new LetterFacts("zoe@example.com"));
        var relay = DeliveryHosts.RunAsync(host);
        await leaving.Task.WaitAsync(Ct);
        await hosts.RunOutLeasesAsync();
        await host.GetRequiredService<Erasure>().EraseAsync(DeliveryHosts.Client, who, Ct);
        goOn.SetResult();
        await relay;

        Assert.Equal("The person was erased while it left.", told?.Words);
        Assert.Contains("The person was erased", (await hosts.FindAsync(who)).Reason);
        await AssertNothingIsKeptAsync(who);
    }

    private async Task AssertNothingIsKeptAsync(Guid who)
    {
        Assert.Equal(0, await hosts.CountAsync($"select count(*) from platform.captured_mails where subject_id = {who}"));
        Assert.Equal(0, await hosts.CountAsync($"select count(*) from events.es_subject_keys where subject_id = {who}"));
        Assert.Equal(0, await hosts.CountAsync($"select count(*) from platform.deliveries where position('zoe' in reason::text) > 0"));
    }

    public async ValueTask InitializeAsync() => hosts = await DeliveryHosts.StartAsync();

    public ValueTask DisposeAsync() => hosts.DisposeAsync();
}
