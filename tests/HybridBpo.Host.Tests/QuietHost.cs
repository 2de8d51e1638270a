using HybridBpo.Host.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Host.Tests;

/// <summary>All modules on a database, driven step by step: nothing listens, no worker runs, nothing is logged.</summary>
internal static class QuietHost
{
    public static WebApplication Build(string database, IReadOnlyDictionary<string, string?> settings, Action<WebApplicationBuilder>? more = null) =>
        HostApp.Build(new StartOptions(database, "", "", Demo: false, Composition.Modules), builder =>
        {
            more?.Invoke(builder);
            builder.Configuration.AddInMemoryCollection(settings);
            builder.Logging.ClearProviders();
        });
}
