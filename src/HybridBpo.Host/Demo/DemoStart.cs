using HybridBpo.Host.Cli;
using HybridBpo.Host.SignIn;
using Microsoft.AspNetCore.Identity;

namespace HybridBpo.Host.Demo;

/// <summary>Makes the demo's clients and people on the first start, fills the modules once, and prints the sign-ins at every start.</summary>
internal static class DemoStart
{
    private static readonly Actor ByDemo = Actor.ForSystem("demo");

    public static async Task RunAsync(IServiceProvider services, CommandHost host, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        await AddClientsAsync(scope.ServiceProvider, ct);
        var signIns = await AddPeopleAsync(scope.ServiceProvider, host.Configuration, ct);
        // Side by side, with the decisions on the models as soon as somebody asks: they leave when the time to undo them is over.
        var filling = Task.WhenAll(host.Modules.Select(module => FillAsync(services, module, host.Out, ct)));
        await DemoDecisions.RunAsync(scope.ServiceProvider, signIns, filling, host.Out, ct);
        await filling;
        await DemoPrint.WriteAsync(scope.ServiceProvider, host.Out, signIns, ct);
    }

    private static async Task FillAsync(IServiceProvider services, IModule module, TextWriter output, CancellationToken ct)
    {
        var marks = services.GetRequiredService<Marks>();
        if (await marks.HasAsync($"demo:{module.Name}", ct)) return;
        await output.WriteLineAsync($"Filling the demo: {module.Name} …");
        await module.SeedDemoAsync(services, ct);
        await marks.SetAsync($"demo:{module.Name}", ct);
    }

    private static async Task AddClientsAsync(IServiceProvider services, CancellationToken ct)
    {
        var clients = services.GetRequiredService<Clients>();
        var access = Access.System("demo");
        var known = await clients.ListAsync(access, ct);
        foreach (var client in DemoPeople.Clients.Where(c => known.All(k => k.ClientId != c.ClientId))) await clients.AddAsync(access, client, ct);
        services.GetRequiredService<ClientNames>().Forget();
    }

    private static async Task<IReadOnlyList<DemoSignIn>> AddPeopleAsync(IServiceProvider services, IConfiguration configuration, CancellationToken ct)
    {
        var accounts = services.GetRequiredService<Accounts>();
        var kept = DemoSignIns.Read(configuration).ToDictionary(s => s.Name);
        var signIns = new List<DemoSignIn>();
        foreach (var person in DemoPeople.All)
        {
            var id = await accounts.IdOfAsync(person.Name, ct);
            if (id is not null && kept.TryGetValue(person.Name, out var known))
            {
                signIns.Add(known);
                continue;
            }
            string[] clients = person.Role == Roles.Administrator ? [] : [.. DemoPeople.Clients.Select(c => c.ClientId)];
            var made = id is null
                ? await accounts.AddAsync(ByDemo, person.Name, person.DisplayName, [person.Role], clients, ct)
                : await accounts.ResetAsync(ByDemo, id, secondFactor: true, ct); // the file was lost: nobody could know the old password
            var key = Roles.NeedSecondFactor.Contains(person.Role) ? await GiveSecondFactorAsync(services, made.Value.Id) : null;
            signIns.Add(new DemoSignIn(person.Name, made.Value.Password, key));
        }
        DemoSignIns.Write(configuration, signIns);
        return signIns;
    }

    private static async Task<string> GiveSecondFactorAsync(IServiceProvider services, string id)
    {
        var users = services.GetRequiredService<UserManager<User>>();
        var store = services.GetRequiredService<UserStore>();
        var user = (await users.FindByIdAsync(id))!;
        var key = Totp.NewKey();
        await store.SetAuthenticatorKeyAsync(user, key, CancellationToken.None);
        user.TwoFactorEnabled = true;
        await store.UpdateAsync(user, CancellationToken.None);
        return key;
    }
}
