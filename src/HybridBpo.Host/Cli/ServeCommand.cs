using System.CommandLine;
using HybridBpo.Host.Demo;
using HybridBpo.Host.Web;

namespace HybridBpo.Host.Cli;

/// <summary>The running product: <c>serve</c>, and <c>demo</c> (also without a word), which fills itself and prints its sign-ins.</summary>
internal static class ServeCommand
{
    public static void AddTo(RootCommand root, CommandHost host)
    {
        var demo = new Command("demo", "Run with demo clients and people and print the sign-ins; the same as no command");
        var serve = new Command("serve", "Run without demo data");
        Set(root, host, demo: true);
        Set(demo, host, demo: true);
        Set(serve, host, demo: false);
        root.Add(demo);
        root.Add(serve);
    }

    private static void Set(Command command, CommandHost host, bool demo)
    {
        var urls = new Option<string>("--urls") { Description = "Addresses of the staff app", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        command.Options.Add(urls);
        command.SetAction(async (parsed, ct) =>
        {
            var (staff, open) = (parsed.GetValue(urls)!, host.Configuration["PublicUrls"] ?? "http://127.0.0.1:5081");
            return Listeners.WhyNot($"{staff};{open}") is { } refusal
                ? await host.SayAsync(refusal)
                : await host.WithDatabaseAsync((server, stop) => RunAsync(host, server, staff, open, demo, stop), ct);
        });
    }

    private static async Task<int> RunAsync(CommandHost host, DatabaseServer server, string urls, string open, bool demo, CancellationToken ct)
    {
        await using var app = HostApp.Build(new StartOptions(server.ConnectionString, urls, open, demo, host.Modules));
        var start = await app.Services.GetRequiredService<PlatformStart>().CheckAsync(ct);
        if (!start.Is(out var notice, out var wrong)) return await host.SayAsync(wrong);
        if (notice.Length > 0) await host.Error.WriteLineAsync(notice);
        var differences = await ExpectedSchema.CompareAsync(server.ConnectionString, ct);
        var state = app.Services.GetRequiredService<StartState>();
        (state.ForeignInSchema, state.DoubtfulInSchema) = (differences.Foreign.Count, differences.Doubtful.Count);
        if (differences.Doubtful.Count > 0)
        {
            await host.Error.WriteLineAsync($"Others changed the event tables in a way that may do harm: "
                + $"{SchemaDifferences.Words(differences.Doubtful, 5)}. Undo it unless you know what it is for.");
        }
        if (differences.Foreign.Count > 0)
        {
            await host.Error.WriteLineAsync(
                $"Others changed the schema, which only costs time or space: {SchemaDifferences.Words(differences.Foreign, 5)}.");
        }
        UploadFolder.Use(host.Configuration);
        try
        {
            await StartAsync(app, host, server, demo, ct);
        }
        catch
        {
            // Broken off half-way: what runs by now, such as the schedule, would keep the process alive.
            await app.StopAsync(CancellationToken.None);
            throw;
        }
        await app.WaitForShutdownAsync(ct);
        await host.Out.WriteLineAsync("Stopped.");
        return ExitCode.Done;
    }

    private static async Task StartAsync(WebApplication app, CommandHost host, DatabaseServer server, bool demo, CancellationToken ct)
    {
        var listeners = await HostApp.StartAsync(app, ct);
        await host.Out.WriteLineAsync(
            $"HybridBpo on {string.Join(", ", listeners.Staff)} · public pages on {string.Join(", ", listeners.Public)} · {server.Description}");
        if (demo) await DemoStart.RunAsync(app.Services, host, ct);
        app.Services.GetRequiredService<StartState>().Reached();
        await host.Out.WriteLineAsync($"Ready: open {listeners.Staff[0]}  (Ctrl + C stops)");
    }
}
