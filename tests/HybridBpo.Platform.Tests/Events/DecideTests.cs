using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

public sealed class DecideTests : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private const string Client = "fernbrook";
    private static readonly Access Person = new(new Actor(Actor.Person, "cora", "Cora"), [Client], [Roles.Collector]);

    private readonly ServiceProvider services;
    private readonly EventStore store;
    private readonly Guid parcel = Guid.NewGuid();

    public DecideTests(TestDatabase database)
    {
        services = TestPlatform.Build(database, (added, _) => added.AddEvents(typeof(ParcelOpened), typeof(StampAdded), typeof(ParcelClosed)));
        store = services.GetRequiredService<EventStore>();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_message_and_result_are_written_together_in_the_askers_name()
    {
        var command = Guid.NewGuid();
        var answer = await store.DecideAsync<Parcel, int>(Person, Client, parcel, command,
            _ => new Decision<int>(3, new ParcelOpened("a"), new StampAdded(3)),
            (session, stamps) => session.Send("parcel.stamped", stamps), Ct);
        Assert.Equal(3, answer.Value);
        var events = await store.FetchStreamAsync(Client, parcel, ct: Ct);
        Assert.Equal(["parcel_opened", "stamp_added"], events.Select(e => e.Type));
        Assert.Equal(("person", "cora", command.ToString()), (events[0].Headers["actor_kind"], events[0].Headers["actor_id"], events[0].CausationId));
        Assert.Equal(1, await MessagesAsync());
    }

    [Fact]
    public async Task A_repeated_command_answers_its_first_result_also_when_the_state_has_moved_on()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await AddAsync(first, 2);
        await store.DecideAsync<Parcel, Done>(Person, Client, parcel, second,
            _ => new Decision<Done>(Done.Yes, new ParcelClosed(DateTimeOffset.UnixEpoch)), ct: Ct);
        Assert.Equal(2, (await AddAsync(first, 2)).Value);
        Assert.IsType<ParcelIsClosed>((await AddAsync(Guid.NewGuid(), 1)).Refusal);
        Assert.Equal(2, (await store.AggregateStreamAsync<Parcel>(Client, parcel, ct: Ct))!.Stamps);
    }

    [Fact]
    public async Task The_id_of_a_command_is_good_for_its_own_act_and_thing_only()
    {
        var command = Guid.NewGuid();
        await AddAsync(command, 2);
        Assert.IsType<CommandOfAnotherAct>((await CloseAsync(parcel)).Refusal);
        Assert.IsType<CommandOfAnotherAct>((await CloseAsync(parcel, refuses: true)).Refusal);
        Assert.IsType<CommandOfAnotherAct>((await CloseAsync(Guid.NewGuid())).Refusal);
        Assert.Equal(2, (await AddAsync(command, 2)).Value);
        Assert.False((await store.AggregateStreamAsync<Parcel>(Client, parcel, ct: Ct))!.Closed);

        Task<Result<Done>> CloseAsync(Guid which, bool refuses = false) => store.DecideAsync<Parcel, Done>(Person, Client, which, command,
            _ => refuses ? new ParcelIsClosed("Closed.") : new Decision<Done>(Done.Yes, new ParcelClosed(DateTimeOffset.UnixEpoch)), ct: Ct);
    }

    [Fact]
    public async Task A_refusal_writes_nothing()
    {
        var refused = await store.DecideAsync<Parcel, int>(Person, Client, parcel, Guid.NewGuid(), _ => new ParcelIsClosed("Closed."), ct: Ct);
        Assert.IsType<ParcelIsClosed>(refused.Refusal);
        Assert.Empty(await store.FetchStreamAsync(Client, parcel, ct: Ct));
    }

    [Fact]
    public async Task Racing_commands_all_count_or_are_told_to_try_again()
    {
        await AddAsync(Guid.NewGuid(), 0);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => AddAsync(Guid.NewGuid(), 1)));
        Assert.All(answers.Where(answer => answer.Refusal is not null), answer => Assert.IsType<ChangedMeanwhile>(answer.Refusal));
        Assert.Equal(answers.Count(answer => answer.Refusal is null), (await store.AggregateStreamAsync<Parcel>(Client, parcel, ct: Ct))!.Stamps);
    }

    [Fact]
    public async Task Another_clients_thing_is_not_found()
    {
        var refused = await store.DecideAsync<Parcel, int>(
            Person, "castlegate", parcel, Guid.NewGuid(), _ => throw new InvalidOperationException(), ct: Ct);
        Assert.IsType<NotFound>(refused.Refusal);
        Assert.Throws<UnauthorizedAccessException>(() => store.OpenSession("castlegate", Person));
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private Task<Result<int>> AddAsync(Guid command, int count) =>
        store.DecideAsync<Parcel, int>(Person, Client, parcel, command, found => found switch
        {
            null => new Decision<int>(count, new ParcelOpened("a"), new StampAdded(count)),
            { Closed: true } => new ParcelIsClosed("Closed."),
            _ => new Decision<int>(found.Stamps + count, new StampAdded(count)),
        }, ct: Ct);

    private async Task<long> MessagesAsync() => await services.GetRequiredService<Database>().SingleOrDefaultAsync<long>(
        Person, $"select count(*) from platform.messages where kind = 'parcel.stamped' and json = '3'::jsonb", Ct);
}
