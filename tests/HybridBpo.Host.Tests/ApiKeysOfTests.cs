using HybridBpo.Host.ApiKeys;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

internal static class ApiKeysOfTests
{
    /// <summary>A fresh key as a program holds it.</summary>
    public static async Task<string> KeyAsync(this TestHost host, string[] scopes, params string[] clients)
    {
        var made = await host.App.Services.GetRequiredService<ApiKeys.ApiKeys>().AddAsync(TestHost.Tester, "Probe", clients, scopes, 1, default);
        return made.Value.Key;
    }

    /// <summary>The part of a key that is no secret.</summary>
    public static string IdOf(string key) => key.Split('_')[1];
}
