using System.Text.Json;

namespace HybridBpo.Benchmarks.Store;

/// <summary>One line of the result. Operations are appends, reads or, where the case says so, events.</summary>
internal sealed record Row(
    string Case, int Concurrency, double OpsPerSecond, double P50Ms, double P99Ms, double? FloorOpsPerSecond, double? Ratio, double? FloorP50Ms);

/// <summary><c>bench store</c>: our store beside bare Npgsql on the same server, in turns, after a warm-up; the median of three rounds.</summary>
internal static class StoreBench
{
    public const string Help = """
        Measure the event store beside bare Npgsql on the same server: about a minute of load on all cores.

        Usage:
          ./run.sh bench store [options]

        Options:
          --json              One JSON document
          --seconds <number>  Seconds per case and round [default: 1.5]
          --only <text>       Only cases whose name contains this
          --connection <text> An outside PostgreSQL to measure on, else a private one
        """;

    private static readonly string[] Known = ["--json", "--seconds", "--only", "--connection"];

    private const int Rounds = 3;
    private const int Slices = 5;

    public static async Task<int> RunAsync(string[] args)
    {
        var value = false;
        foreach (var word in args)
        {
            if (!value && !Known.Contains(word))
            {
                await Console.Error.WriteLineAsync($"There is no option {word} of bench store. Try ./run.sh bench store --help.");
                return 2;
            }

            value = !value && word != "--json";
        }

        await using var server = await BenchServer.OpenAsync(Option(args, "--connection"));
        if (server is null) return 1;

        var time = TimeSpan.FromSeconds(double.Parse(Option(args, "--seconds") ?? "1.5", System.Globalization.CultureInfo.InvariantCulture));
        var json = args.Contains("--json");
        var rows = new List<Row>();
        await using var database = await BenchDatabase.CreateAsync(server.ConnectionString);
        foreach (var measured in StoreCases.All(database).Where(
            c => Option(args, "--only") is not { } only || c.Name.Contains(only, StringComparison.Ordinal)))
        {
            var row = await Measured(measured, time);
            rows.Add(row);
            if (!json)
                Console.WriteLine(Line(row));
        }

        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { rows }, JsonSerializerOptions.Web));
        return 0;
    }

    /// <summary>Ours and the floor take turns in short slices, so that whatever else the machine does falls on both alike.</summary>
    private static async Task<Row> Measured(StoreCase measured, TimeSpan time)
    {
        await measured.Prepare();
        await measured.Ours(time / 3);
        if (measured.Floor is not null)
            await measured.Floor(time / 3);
        List<Run> ours = [], floor = [];
        for (var round = 0; round < Rounds; round++)
        {
            List<Run> ourSlices = [], floorSlices = [];
            for (var slice = 0; slice < Slices; slice++)
            {
                if (measured.Floor is not null)
                    floorSlices.Add(await measured.Floor(time / Slices));
                ourSlices.Add(await measured.Ours(time / Slices));
                if (measured.Fixed)
                    break;
            }

            ours.Add(Measure.Together(ourSlices));
            if (measured.Floor is not null)
                floor.Add(Measure.Together(floorSlices));
        }

        var run = Measure.Median(ours);
        var under = floor.Count == 0 ? null : Measure.Median(floor);
        return new Row(
            measured.Name, measured.Concurrency, Math.Round(run.PerSecond, 1), Math.Round(run.P50Ms, 3), Math.Round(run.P99Ms, 3),
            under is null ? null : Math.Round(under.PerSecond, 1), under is null ? null : Math.Round(run.PerSecond / under.PerSecond, 3),
            under is null ? null : Math.Round(under.P50Ms, 3));
    }

    private static string Line(Row row) =>
        $"{row.Case,-44} c={row.Concurrency,-3} {row.OpsPerSecond,10:N0}/s  p50 {row.P50Ms,8:N2} ms  p99 {row.P99Ms,8:N2} ms"
        + (row.Ratio is null ? "" : $"  floor {row.FloorOpsPerSecond,10:N0}/s p50 {row.FloorP50Ms,8:N2} ms  ratio {row.Ratio:P0}");

    private static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
