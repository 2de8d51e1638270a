using System.Collections.Concurrent;
using HybridBpo.EndToEnd.Tests.Stories;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>People of one test alone, so that nobody else's cases are in the way.</summary>
internal static class Newcomer
{
    private static readonly ConcurrentDictionary<string, bool> Claimed = new();

    /// <summary>Adds somebody by the command line and signs them in.</summary>
    public static async Task<StaffPage> JoinAsync(
        this DemoHost demo, string name, string shown, string roles, string clients = "fernbrook,castlegate")
    {
        var output = await demo.RunAsync("user", "add", name, "--display", shown, "--roles", roles, "--clients", clients);
        var staff = await demo.OpenAsStrangerAsync();
        await staff.SignInAsync(name, output.Trim().Split(' ')[^1]);
        return staff;
    }

    /// <summary>A command on the demo's database; fails when it fails.</summary>
    public static async Task<string> RunAsync(this DemoHost demo, params string[] command)
    {
        var (code, output, error) = await HostProcess.RunAsync(command, demo.Database.ConnectionString, demo.DataFolder);
        Assert.True(code == 0, error);
        return output;
    }

    /// <summary>Takes the free flagged account that comes last, away from what other tests take.</summary>
    /// <returns>The case, and the choice that the machine proposes for it.</returns>
    public static async Task<(string Id, string Proposed)> TakeLastAsync(this StaffPage staff, StoryData data)
    {
        var (client, id, proposed) = await data.FindLastAsync();
        await staff.GoAsync($"/inbox/cases/{client}/{id}");
        await staff.TakeAsync();
        return (id, proposed);
    }

    /// <summary>The free flagged account that comes last, for one test alone.</summary>
    /// <returns>Its client, the case, and the choice that the machine proposes for it.</returns>
    public static async Task<(string Client, string Id, string Proposed)> FindLastAsync(this StoryData data)
    {
        var found = await data.OneAsync<string>("""
            select string_agg(client_id || '/' || case_id || '/' || coalesce(proposal->>'Choice', ''), ' ' order by urgency, due_at desc, case_id)
            from inbox.cases join inbox.proposals using (client_id, case_id)
            where kind = 'collections.flagged-account' and stage = 'open' and coalesce(lease_until < now(), true)
            """);
        // Several tests look for one at the same moment.
        var parts = found.Split(' ').First(one => Claimed.TryAdd(one, true)).Split('/');
        return (parts[0], parts[1], parts[2]);
    }
}
