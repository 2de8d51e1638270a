using System.Diagnostics;
using System.Text.Json;
using HybridBpo.Benchmarks.Store;
using HybridBpo.Events;
using HybridBpo.Platform;
using Npgsql;

namespace HybridBpo.Benchmarks.Inbox;

/// <summary>One line of the result: an act at a number of open cases.</summary>
internal sealed record InboxRow(string Case, int Open, int People, double PerSecond, double P50Ms, double P99Ms, double? FloorPerSecond, bool? Met);

/// <summary><c>bench inbox</c>: people at the inbox of two hosts while it grows, from ten thousand open cases up.</summary>
internal static class InboxBench
{
    public const string Help = """
        Fill an inbox in bulk and let people work in it, over HTTP and on two hosts, at 10,000 cases, 100,000 and so on.

        Usage:
          ./run.sh bench inbox [options]

        Options:
          --json              One JSON document
          --cases <number>    Open cases in the end [default: 1000000]
          --people <number>   People at work [default: 200]
          --pace <seconds>    Mean pause of each person before each request [default: 2]
          --seconds <number>  Seconds per measurement [default: 20]
          --connection <text> An outside PostgreSQL to measure on, else a private one
        """;

    private const int Rush = 32;

    private static readonly string[] Known = ["--json", "--cases", "--people", "--pace", "--seconds", "--connection"];

    private static readonly string[] Codes = ["fernbrook", "castlegate", "northway", "harborline"];

    private static readonly Dictionary<string, double> Limits = new()
    {
        ["next"] = 25,
        ["renew lease"] = 25,
        ["list page"] = 60,
        ["live update"] = 500,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        if (Options.Read(args, Known, "bench inbox") is not { } options
            || options.Number("--cases", 1_000_000, 1_000, 10_000_000) is not { } cases
            || options.Number("--people", 200, 1, 2_000) is not { } people
            || options.Number("--pace", 2, 0, 600) is not { } pace
            || options.Number("--seconds", 20, 1, 3_600) is not { } seconds)
            return 2;
        await using var server = await BenchServer.OpenAsync(options.Text("--connection"));
        if (server is null) return 1;
        Action<string> say = options.Has("--json") ? _ => { } : Console.WriteLine;
        await using var database = await InboxDatabase.CreateAsync(server.ConnectionString);
        var folder = Directory.CreateTempSubdirectory("hybridbpo-bench-").FullName;
        var (rows, twice) = ((List<InboxRow>)[], 0);
        try
        {
            var crew = new BenchPeople((int)people, Codes);
            await using var here = await BenchHouse.StartAsync(database.ConnectionString, folder, crew);
            await using var there = await BenchHouse.StartAsync(database.ConnectionString, folder, crew);
            foreach (var client in Codes)
                await here.Get<Clients>().AddAsync(
                    Access.System("bench"), new NewClient(client, client, "USD", "US", "America/New_York", "us-fdcpa"), CancellationToken.None);
            for (var (from, to) = (0, (int)Math.Min(10_000, cases)); ; (from, to) = (to, (int)Math.Min(to * 10L, cases)))
            {
                var size = new InboxRun(
                    [here, there], database, Codes, to, (int)people, TimeSpan.FromSeconds(pace), TimeSpan.FromSeconds(seconds), Rush);
                foreach (var row in (await size.RunAsync(from)).Select(Judged))
                {
                    rows.Add(row);
                    say(Line(row));
                }

                twice += size.HeldTwice;
                if (to == (int)cases) break;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        say($"Cases that two people held at once: {twice}.");
        if (options.Has("--json"))
            Console.WriteLine(JsonSerializer.Serialize(new { heldTwice = twice, rows }, JsonSerializerOptions.Web));
        return twice == 0 ? 0 : 1;
    }

    private static InboxRow Judged(InboxRow row) => row with
    {
        Met = row.Case == "open in bulk" ? row.PerSecond >= 5_000
            : row.Case != "next, all at once" && Limits.TryGetValue(row.Case, out var limit) ? row.P99Ms < limit : null,
    };

    private static string Line(InboxRow row) => $"{row.Open,9:N0} open  {row.Case,-18} {row.PerSecond,8:N0}/s  p50 {row.P50Ms,7:N1} ms  "
        + $"p99 {row.P99Ms,7:N1} ms{(row.FloorPerSecond is { } floor ? $"  bare {floor:N0}/s" : "")}"
        + $"{(row.Case == "open in bulk" ? "  at least 5,000/s" : Limits.TryGetValue(row.Case, out var limit) ? $"  under {limit:N0} ms" : "")}"
        + row.Met switch { true => ": met", false => ": NOT met", null => "" };
}
