using System.Text.Json;

namespace HybridBpo.Benchmarks.Store;

/// <summary>One line of the result. Operations are appends, reads or, where the case says so, events.</summary>
internal sealed record Row(
    string Case, int Concurrency, double OpsPerSecond, double P50Ms, double P99Ms, double? FloorOpsPerSecond, double? Ratio, double? FloorP50Ms,
    double? BareOpsPerSecond, double? TargetOpsPerSecond, bool? Met);

/// <summary><c>bench store</c>: our store beside bare Npgsql on the same server, in turns, after a warm-up; the median of three rounds.</summary>
internal static class StoreBench
{
    public const string Help = """
        Measure the event store beside bare Npgsql on the same server: about four minutes of load on all cores.

        Usage:
          ./run.sh bench store [options]

        Options:
          --json              One JSON document
          --seconds <number>  Seconds per case and round [default: 2]
          --only <text>       Only cases whose name contains this
          --events <number>   Instead of the cases: memory while so many events are appended in bulk and projected, such as 5000000
          --connection <text> An outside PostgreSQL to measure on, else a private one
        """;

    private static readonly string[] Known = ["--json", "--seconds", "--only", "--events", "--connection"];

    private const int Rounds = 3;
    private const int Slices = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        if (Options.Read(args, Known, "bench store") is not { } options
            || options.Number("--seconds", 2, 0.1, 600) is not { } seconds
            || options.Number("--events", 0, MemoryRun.Least, 100_000_000) is not { } events)
            return 2;
        await using var server = await BenchServer.OpenAsync(options.Text("--connection"));
        if (server is null) return 1;
        await using var database = await BenchDatabase.CreateAsync(server.ConnectionString);
        Action<string> say = options.Has("--json") ? _ => { } : Console.WriteLine;
        if (events > 0)
        {
            var memory = await new MemoryRun(database, (int)events, say).RunAsync();
            if (options.Has("--json"))
                Console.WriteLine(JsonSerializer.Serialize(new { memory }, JsonSerializerOptions.Web));
            return memory.Flat ? 0 : 1;
        }

        var rows = await CasesAsync(database, TimeSpan.FromSeconds(seconds), options.Text("--only") ?? "", say);
        if (options.Has("--json"))
            Console.WriteLine(JsonSerializer.Serialize(new { rows }, JsonSerializerOptions.Web));
        return 0;
    }

    private static async Task<List<Row>> CasesAsync(BenchDatabase database, TimeSpan time, string only, Action<string> say)
    {
        var rows = new List<Row>();
        var floors = new Dictionary<int, double>();
        await using var floor = new Floor(database.ConnectionString);
        foreach (var measured in StoreCases.All(database, floor).Where(c => c.Name.Contains(only, StringComparison.Ordinal)))
        {
            var row = await Measured(measured, time);
            if (measured.Name == StoreCases.NewStreams)
                floors[row.Concurrency] = row.FloorOpsPerSecond!.Value;
            row = row with { TargetOpsPerSecond = Rounded(measured.Target.Rate(row.Concurrency, floors)) };
            row = row with { Met = measured.Target.IsMet(row) };
            rows.Add(row);
            say(Line(row, measured.Target));
        }

        return rows;
    }

    /// <summary>Ours and the floor take turns in short slices, so that whatever else the machine does falls on both alike.</summary>
    private static async Task<Row> Measured(StoreCase measured, TimeSpan time)
    {
        await measured.Prepare();
        var under = measured.Floor ?? measured.Bare;
        await measured.Ours(time / 3);
        if (under is not null)
            await under(time / 3);
        List<Run> ours = [], others = [];
        for (var round = 0; round < Rounds; round++)
        {
            List<Run> ourSlices = [], otherSlices = [];
            for (var slice = 0; slice < Slices; slice++)
            {
                if (under is not null)
                    otherSlices.Add(await under(time / Slices));
                ourSlices.Add(await measured.Ours(time / Slices));
                if (measured.Fixed)
                    break;
            }

            ours.Add(Measure.Together(ourSlices));
            if (under is not null)
                others.Add(Measure.Together(otherSlices));
        }

        var (run, other) = (Measure.Median(ours), others.Count == 0 ? null : Measure.Median(others));
        var (floor, bare) = measured.Floor is null ? ((Run?)null, other) : (other, null);
        return new Row(
            measured.Name, measured.Concurrency, Math.Round(run.PerSecond, 1), Math.Round(run.P50Ms, 3), Math.Round(run.P99Ms, 3),
            Rounded(floor?.PerSecond), floor is null ? null : Math.Round(run.PerSecond / floor.PerSecond, 3),
            floor is null ? null : Math.Round(floor.P50Ms, 3), Rounded(bare?.PerSecond), null, null);
    }

    private static double? Rounded(double? rate) => rate is { } known ? Math.Round(known, 1) : null;

    private static string Line(Row row, Target target) =>
        $"{row.Case,-44} c={row.Concurrency,-3} {row.OpsPerSecond,10:N0}/s  p50 {row.P50Ms,8:N2} ms  p99 {row.P99Ms,8:N2} ms"
        + (row.Ratio is null ? "" : $"  floor {row.FloorOpsPerSecond,10:N0}/s p50 {row.FloorP50Ms,8:N2} ms  ratio {row.Ratio:P0}")
        + (row.BareOpsPerSecond is null ? "" : $"  the same in bare Npgsql {row.BareOpsPerSecond:N0}/s")
        + $"  {target.Words(row)}{row.Met switch { true => ": met", false => ": NOT met", null => "" }}";
}
