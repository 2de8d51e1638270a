using System.Collections.Concurrent;
using HybridBpo.Host.SignIn;
using HybridBpo.Host.Web;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Host.Tests;

/// <summary>The host in this process, listening on free ports, with all modules, a probe module and a database of its own.</summary>
public sealed class TestHost : IAsyncLifetime
{
    public static readonly Actor Tester = Actor.ForSystem("test");
    internal readonly string DataFolder = Directory.CreateTempSubdirectory("hybridbpo-host-").FullName;
    private readonly ConcurrentDictionary<string, string> keys = new();
    private int people;

    public TestDatabase Database { get; } = new();

    public WebApplication App { get; private set; } = null!;

    public Uri Staff { get; private set; } = null!;

    public Uri Public { get; private set; } = null!;

    public LogLines Log { get; } = new();

    public (string Key, string Value)[] Settings { get; init; } = [];

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        App = Build(Database.ConnectionString, [.. Composition.Modules, new ProbeModule()], Settings);
        var listeners = await HostApp.StartAsync(App, CancellationToken.None);
        (Staff, Public) = (new Uri(listeners.Staff[0]), new Uri(listeners.Public[0]));
        App.Services.GetRequiredService<StartState>().Reached();
        var clients = App.Services.GetRequiredService<Clients>();
        foreach (var code in new[] { "fernbrook", "castlegate", "oakmere" })
            await clients.AddAsync(Access.System("test"), new NewClient(code, code + " Ltd", "USD", "US", "America/New_York", "us-fdcpa"), default);
    }

    /// <summary>A host on a database that is in place; start it with <see cref="HostApp.StartAsync"/>.</summary>
    public WebApplication Build(string connectionString, IReadOnlyList<IModule> modules, params (string Key, string Value)[] settings) =>
        HostApp.Build(new StartOptions(connectionString, "http://127.0.0.1:0", "http://127.0.0.1:0", Demo: false, modules), builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["HYBRIDBPO_DATA"] = DataFolder,
                ["RateLimits:SignInPerMinute"] = "100000",
                ["RateLimits:PublicPerMinute"] = "100000",
                ["RateLimits:WrongKeysPerMinute"] = "100000",
            });
            builder.Configuration.AddInMemoryCollection(settings.ToDictionary(x => x.Key, x => (string?)x.Value));
            builder.Logging.ClearProviders().AddProvider(Log);
        });

    /// <summary>Adds somebody with a fresh name, with a second factor where the roles need one.</summary>
    internal async Task<NewSignIn> AddAsync(string[] roles, string[]? clients = null, bool secondFactor = true)
    {
        await using var scope = App.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<Accounts>();
        var name = $"person{Interlocked.Increment(ref people)}";
        var added = await accounts.AddAsync(Tester, name, $"Person {people}", roles, clients ?? ["fernbrook"], CancellationToken.None);
        if (secondFactor && roles.Intersect(Roles.NeedSecondFactor).Any()) await GiveSecondFactorAsync(added.Value);
        return added.Value;
    }

    /// <summary>A browser in which somebody with these roles is signed in.</summary>
    internal async Task<Browser> SignedInAsync(params string[] roles) => await SignInAsync(await AddAsync(roles));

    internal async Task<Browser> SignInAsync(NewSignIn person)
    {
        var browser = Browse();
        var answer = await browser.SignInAsync(person.Name, person.Password);
        if (keys.TryGetValue(person.Id, out var key)) answer = await browser.SendCodeAsync(Totp.CodeAt(key, TimeProvider.System.GetUtcNow()));
        Assert.Equal(303, (int)answer.Status);
        return browser;
    }

    internal Browser Browse() => new(Staff);

    internal string KeyOf(NewSignIn person) => keys[person.Id];

    /// <summary>Runs work with the accounts service.</summary>
    internal async Task<T> WithAccountsAsync<T>(Func<Accounts, Task<T>> work)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<Accounts>());
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(DataFolder, recursive: true);
    }

    /// <summary>Sets up a second factor and returns its key.</summary>
    internal async Task<string> GiveSecondFactorAsync(NewSignIn person)
    {
        await using var scope = App.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var store = scope.ServiceProvider.GetRequiredService<UserStore>();
        var user = (await users.FindByIdAsync(person.Id))!;
        keys[person.Id] = Totp.NewKey();
        await store.SetAuthenticatorKeyAsync(user, keys[person.Id], default);
        user.TwoFactorEnabled = true;
        await store.UpdateAsync(user, default);
        return keys[person.Id];
    }
}
