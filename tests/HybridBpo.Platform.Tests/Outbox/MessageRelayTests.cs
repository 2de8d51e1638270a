using System.Collections.Concurrent;
using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

public sealed class MessageRelayTests : IAsyncLifetime
{
    private static readonly Access System = Access.System("test");
    private readonly List<ServiceProvider> hosts = [];
    private readonly TestDatabase database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private sealed record Greeting(string Words);

    private sealed class Listener(Func<Message, CancellationToken, Task> hear) : IMessageHandler
    {
        public string Kind => "greeting";

        public ConcurrentBag<Message> Heard { get; } = [];

        public async Task HandleAsync(Message message, CancellationToken ct)
        {
            await hear(message, ct);
            Heard.Add(message);
        }
    }

    [Fact]
    public async Task Several_hosts_share_the_messages_and_each_is_handled_once()
    {
        var listener = new Listener((_, _) => Task.CompletedTask);
        var relays = Enumerable.Range(0, 3).Select(_ => Host(listener)).ToList();
        for (var i = 0; i < 100; i++)
            await SendAsync($"hello {i}");
        while ((await Task.WhenAll(relays.Select(relay => relay.RunOnceAsync(Ct)))).Sum() > 0) { }
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"hello {i}").Order(),
            listener.Heard.Select(message => message.Read<Greeting>().Words).Order());
        Assert.Equal(100, await CountAsync("done"));
        Assert.Equal(0L, await AskAsync($"select count(*) from platform.messages where json is not null"));
    }

    [Fact]
    public async Task A_failing_message_backs_off_and_after_ten_tries_waits_for_a_person_who_can_retry_it()
    {
        var broken = true;
        var relay = Host(new Listener((_, _) => broken ? throw new InvalidDataException("Dora Debtor owes 3") : Task.CompletedTask));
        await SendAsync("hello");
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            Assert.Equal(1, await relay.RunOnceAsync(Ct));
            Assert.Equal(0, await relay.RunOnceAsync(Ct));
            await Services.GetRequiredService<Database>().ExecuteAsync(System, $"update platform.messages set not_before = clock_timestamp()", Ct);
        }
        Assert.Equal(0, await relay.RunOnceAsync(Ct));
        var outbox = Services.GetRequiredService<Outbox>();
        var stuck = Assert.Single(await outbox.ListStuckAsync(System, Ct));
        Assert.Equal((10, "InvalidDataException in MessageRelayTests"), (stuck.Attempt, stuck.Error));
        Assert.Equal(1, (await outbox.StateAsync(System, Ct)).Stuck);
        broken = false;
        Assert.Null((await outbox.RetryAsync(System, stuck.Id, Ct)).Refusal);
        Assert.Equal(1, await relay.RunOnceAsync(Ct));
        Assert.Equal(1, await CountAsync("done"));
    }

    [Fact]
    public async Task Erasing_a_person_empties_the_stuck_messages_that_name_them_and_no_others()
    {
        var relay = Host(new Listener((_, _) => throw new InvalidDataException()), new RelayOptions { Tries = 1 });
        var (dora, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await SendAsync($"about {dora}");
        await SendAsync($"about {other}");
        Assert.Equal(2, await relay.RunOnceAsync(Ct));
        Assert.Equal(2, await CountAsync("stuck"));
        await new Erasure(Services.GetRequiredService<EventStore>(), Services.GetServices<ISubjectEraser>()).EraseAsync("fernbrook", dora, Ct);
        Assert.Equal(0L, await AskAsync($"select count(*) from platform.messages where position({$"{dora}"} in json::text) > 0"));
        Assert.Equal(1, await CountAsync("stuck"));
        Assert.Equal(1L, await AskAsync($"select count(*) from platform.messages where position({$"{other}"} in json::text) > 0"));
    }

    [Fact]
    public async Task A_message_is_not_handled_before_its_time()
    {
        var relay = Host(new Listener((_, _) => Task.CompletedTask));
        await SendAsync("later", DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal(0, await relay.RunOnceAsync(Ct));
        Assert.Equal(1, await CountAsync("waiting"));
    }

    [Fact]
    public async Task A_stolen_lease_fences_the_slow_host_off()
    {
        var (slow, fast) = (Host(new Listener((_, _) => Task.CompletedTask)), Host(new Listener((_, _) => Task.CompletedTask)));
        await SendAsync("hello");
        var held = Assert.Single(await slow.TakeAsync(10, Ct));
        await Services.GetRequiredService<Database>().ExecuteAsync(
            System, $"update platform.messages set lease_until = clock_timestamp() - interval '1 s'", Ct);
        var stolen = Assert.Single(await fast.TakeAsync(10, Ct));
        Assert.True(stolen.LeaseToken > held.LeaseToken);
        Assert.False(await slow.FinishAsync(held, Ct));
        Assert.Equal(1, await CountAsync("waiting"));
        Assert.True(await fast.FinishAsync(stolen, Ct));
        Assert.Equal(1, await CountAsync("done"));
    }

    [Fact]
    public async Task A_lease_is_renewed_while_its_handler_works_and_no_other_host_takes_the_message()
    {
        var options = new RelayOptions { Lease = TimeSpan.FromMilliseconds(900) };
        var listener = new Listener((_, ct) => Task.Delay(2500, ct));
        var (slow, other) = (Host(listener, options), Host(listener, options));
        await SendAsync("hello");
        var working = slow.RunOnceAsync(Ct);
        for (var i = 0; i < 8; i++)
        {
            await Task.Delay(250, Ct);
            Assert.Equal(0, await other.RunOnceAsync(Ct));
        }
        await working;
        Assert.Single(listener.Heard);
        Assert.Equal(1, await CountAsync("done"));
    }

    [Fact]
    public async Task A_commit_on_another_host_wakes_the_relay_long_before_it_polls()
    {
        var heard = new TaskCompletionSource();
        var listener = new Listener((_, _) =>
        {
            heard.TrySetResult();
            return Task.CompletedTask;
        });
        var relay = Host(listener, new RelayOptions { Poll = TimeSpan.FromMinutes(5) });
        var wake = hosts[^1].GetRequiredService<Wake>();
        await wake.StartAsync(Ct);
        await relay.StartAsync(Ct);
        Host(listener);
        // Until it listens it cannot be woken: a word that came too early is followed by another.
        for (var word = 0; word < 30 && !heard.Task.IsCompleted; word++)
        {
            await SendAsync("hello");
            await Task.WhenAny(heard.Task, Task.Delay(TimeSpan.FromSeconds(1), Ct));
        }
        Assert.True(heard.Task.IsCompleted);
        await relay.StopAsync(Ct);
        await wake.StopAsync(Ct);
    }

    [Fact]
    public async Task A_slow_message_does_not_hold_back_the_others()
    {
        var heard = new ConcurrentBag<string>();
        var release = new TaskCompletionSource();
        var relay = Host(new Listener(async (message, _) =>
        {
            var words = message.Read<Greeting>().Words;
            if (words == "slow")
                await release.Task;
            heard.Add(words);
        }), new RelayOptions { Parallel = 2, Poll = TimeSpan.FromMilliseconds(100) });
        await SendAsync("slow");
        for (var i = 0; i < 10; i++)
            await SendAsync("quick");
        await relay.StartAsync(Ct);
        for (var wait = 0; wait < 600 && heard.Count < 10; wait++)
            await Task.Delay(50, Ct);
        Assert.Equal(10, heard.Count(words => words == "quick"));
        release.SetResult();
        await relay.StopAsync(Ct);
    }

    [Fact]
    public async Task A_host_that_stops_gives_its_message_back_at_once()
    {
        var begun = new TaskCompletionSource();
        var stopping = Host(new Listener(async (_, ct) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, ct);
        }));
        var other = Host(new Listener((_, _) => Task.CompletedTask));
        await SendAsync("hello");
        await stopping.StartAsync(Ct);
        await begun.Task;
        await stopping.StopAsync(Ct);
        Assert.Equal(1, await other.RunOnceAsync(Ct));
        Assert.Equal(1L, await AskAsync($"select count(*) from platform.messages where state = 'done' and attempt = 1"));
    }

    public async ValueTask InitializeAsync() => await database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
            await host.DisposeAsync();
        await database.DisposeAsync();
    }

    private ServiceProvider Services => hosts[^1];

    private MessageRelay Host(Listener listener, RelayOptions? options = null)
    {
        hosts.Add(TestPlatform.Build(database, (services, configuration) => services
            .AddSingleton<IMessageHandler>(listener).AddSingleton(options ?? new RelayOptions()).AddPlatformWorkers(configuration)));
        return hosts[^1].GetRequiredService<MessageRelay>();
    }

    private async Task SendAsync(string words, DateTimeOffset? notBefore = null)
    {
        var session = Services.GetRequiredService<EventStore>().OpenSession("fernbrook", System);
        session.Send("greeting", new Greeting(words), notBefore);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
    }

    private Task<long> CountAsync(string state) => AskAsync($"select count(*) from platform.messages where state = {state}");

    private Task<long> AskAsync(FormattableString sql) => Services.GetRequiredService<Database>().SingleOrDefaultAsync<long>(System, sql, Ct);
}
