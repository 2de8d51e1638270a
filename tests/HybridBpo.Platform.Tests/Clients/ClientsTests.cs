using HybridBpo.Testing;

namespace HybridBpo.Platform.Tests;

public sealed class ClientsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly NewClient Good = new("fernbrook", "Fernbrook Energy", "USD", "US", "America/New_York", "us-fdcpa");

    private readonly Clients clients = new(new Database(test.DataSource), new FakeClock());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Access Administrator => new(new Actor(Actor.Person, "ada", "Ada"), [], [Roles.Administrator]);

    [Fact]
    public async Task A_new_client_has_sending_off_and_a_second_of_its_code_is_refused()
    {
        var added = await clients.AddAsync(Administrator, Good with { ClientId = "aldermoor" }, Ct);
        Assert.False(added.Value.SendingOn);
        Assert.Equal(new FakeClock().Now, added.Value.CreatedAt);
        Assert.IsType<ClientExists>((await clients.AddAsync(Administrator, Good with { ClientId = "aldermoor" }, Ct)).Refusal);
    }

    [Theory]
    [InlineData("Fernbrook", "n", "USD", "US", "UTC", "us-fdcpa", "code")]
    [InlineData("f", "n", "USD", "US", "UTC", "us-fdcpa", "code")]
    [InlineData("f,*", "n", "USD", "US", "UTC", "us-fdcpa", "code")]
    [InlineData("fern\n", "n", "USD", "US", "UTC", "us-fdcpa", "code")]
    [InlineData("fern", " ", "USD", "US", "UTC", "us-fdcpa", "name")]
    [InlineData("fern", "n", "usd", "US", "UTC", "us-fdcpa", "currency")]
    [InlineData("fern", "n", "USD", "USA", "UTC", "us-fdcpa", "country")]
    [InlineData("fern", "n", "USD", "US", "Mars/Olympus", "us-fdcpa", "time zone")]
    [InlineData("fern", "n", "USD", "US", "UTC", "", "regime")]
    public async Task What_cannot_be_taken_is_named(
        string code, string name, string currency, string country, string zone, string regime, string named)
    {
        var refused = await clients.AddAsync(Administrator, new NewClient(code, name, currency, country, zone, regime), Ct);
        Assert.Contains(named, Assert.IsType<ClientNotValid>(refused.Refusal).Message);
    }

    [Fact]
    public async Task Only_those_who_may_see_a_client_see_it()
    {
        await clients.AddAsync(Administrator, Good with { ClientId = "bramley" }, Ct);
        await clients.AddAsync(Administrator, Good with { ClientId = "castlegate" }, Ct);
        var collector = new Access(new Actor(Actor.Person, "cora", "Cora"), ["bramley"], [Roles.Collector]);
        Assert.Equal("bramley", Assert.Single(await clients.ListAsync(collector, Ct)).ClientId);
        Assert.Null(await clients.GetAsync(collector, "castlegate", Ct));
        Assert.IsType<Forbidden>((await clients.AddAsync(collector, Good with { ClientId = "dunmore" }, Ct)).Refusal);
    }

    [Fact]
    public async Task Settings_are_one_json_object()
    {
        await clients.AddAsync(Administrator, Good with { ClientId = "edgeworth" }, Ct);
        var access = Administrator with { Clients = ["edgeworth"] };
        Assert.Null((await clients.ChangeSettingsAsync(access, "edgeworth", """{"capPerWeek": 2}""", Ct)).Refusal);
        Assert.Equal("""{"capPerWeek": 2}""", (await clients.GetAsync(access, "edgeworth", Ct))!.Settings);
        Assert.IsType<ClientNotValid>((await clients.ChangeSettingsAsync(access, "edgeworth", "[]", Ct)).Refusal);
        Assert.IsType<NotFound>((await clients.ChangeSettingsAsync(access, "nobody", "{}", Ct)).Refusal);
    }
}
