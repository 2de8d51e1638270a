using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using HybridBpo.Trees;

namespace HybridBpo.Benchmarks.Trees;

/// <summary><c>bench trees</c>: our trees beside XGBoost and scikit-learn, each in its own process and in turns; the median of the rounds.</summary>
internal static class TreesBench
{
    public const string Help = """
        Train and score beside XGBoost and scikit-learn (Debian's python3-xgboost and python3-sklearn, where they are installed), each with one
        thread and with all: 200 trees, 31 leaves, learning rate 0.05. About ten minutes.

        Usage:
          ./run.sh bench trees [options]

        Options:
          --json             One JSON document
          --data <file>      Instead of the generated 150,000 rows: a CSV file of numbers, with the fixed hold-out
          --label <name>     Its column with the outcome
          --rows <number>    Rows of the large generated set; 0 leaves it out [default: 1000000]
          --rounds <number>  Rounds [default: 3]
        """;

    private const int Trees = 200;

    private static readonly string[] Known = ["--json", "--data", "--label", "--rows", "--rounds"];

    public static Task<int> RunAsync(string[] args)
    {
        if (Options.Read(args, Known, "bench trees") is not { } options
            || options.Number("--rows", 1_000_000, 0, 20_000_000) is not { } large
            || options.Number("--rounds", 3, 1, 99) is not { } rounds)
            return Task.FromResult(2);
        if (options.Text("--data") is null != options.Text("--label") is null)
            return Wrong("--data and --label belong together.");
        var first = BenchData.Generate(150_000, 10);
        if (options.Text("--data") is { } file && !BenchData.FromFile(file, options.Text("--label")!).Is(out first, out var refusal))
            return Wrong(refusal.Message);

        Action<string> say = options.Has("--json") ? _ => { } : Console.WriteLine;
        string[] peers = [.. new[] { "xgboost", "sklearn" }.Where(Worker.Has)];
        foreach (var lacking in new[] { "xgboost", "sklearn" }.Except(peers))
            Console.Error.WriteLine($"python3-{lacking} is not installed: apt-get install python3-{lacking}");
        var (rows, aims) = (new List<TreeRow>(), new List<TreeAim>());
        foreach (var data in large > 0 ? [() => first, () => BenchData.Generate((int)large, 30)] : new Func<BenchData>[] { () => first })
        {
            var measured = Measure(data(), ["ours", .. peers], (int)rounds, say);
            rows.AddRange(measured.Rows);
            aims.AddRange(measured.Aims);
            foreach (var aim in measured.Aims) say(Line(aim));
        }

        if (options.Has("--json")) Console.WriteLine(JsonSerializer.Serialize(new { rows, aims }, JsonSerializerOptions.Web));
        return Task.FromResult(0);
    }

    private static (IReadOnlyList<TreeRow> Rows, IReadOnlyList<TreeAim> Aims) Measure(
        BenchData data, string[] all, int rounds, Action<string> say)
    {
        var folder = Directory.CreateTempSubdirectory("hybridbpo-bench-").FullName;
        try
        {
            var (path, predictions) = (Path.Combine(folder, "data"), Path.Combine(folder, "predictions"));
            data.Save(path);
            say($"{data.Name}, {data.Test.Count:N0} to score, {rounds} rounds");
            var rows = new List<TreeRow>();
            foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
            {
                var runs = all.Select(_ => new List<Round>()).ToArray();
                var workers = all.Select(who => Worker.Start(who, threads, path)).ToArray();
                foreach (var worker in workers) worker.Ask("fit 10");
                for (var round = 0; round < rounds; round++)
                    for (var i = 0; i < all.Length; i++) runs[(i + round) % all.Length].Add(Round.Of(workers[(i + round) % all.Length]));
                for (var i = 0; i < all.Length; i++)
                {
                    workers[i].Ask($"predict {predictions}");
                    var figures = ModelMetrics.Evaluate(
                        MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(predictions)).ToArray(), data.Test.Labels);
                    rows.Add(Round.Median(data.Name, workers[i], runs[i], figures));
                    workers[i].Dispose();
                    say(Line(rows[^1]));
                }
            }

            return (rows, Judge(data, rows));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<TreeAim> Judge(BenchData data, IReadOnlyList<TreeRow> rows)
    {
        var aims = new List<TreeAim>();
        void Aim(string words, double ours, double limit, bool most = true) =>
            aims.Add(new TreeAim(data.Name, words, ours, limit, most ? ours <= limit : ours >= limit));
        foreach (var of in rows.GroupBy(row => row.Threads))
        {
            var (ours, peers) = (of.First(), of.Skip(1).ToList());
            if (peers.Count == 0) continue;
            Aim($"fit seconds, {of.Key} threads, not above the fastest peer", ours.FitSeconds, peers.Min(p => p.FitSeconds));
            if (of.Key == 1)
                Aim("rows a second per thread, four times the fastest peer", ours.RowsPerSecond, 4 * peers.Max(p => p.RowsPerSecond), most: false);
            Aim($"AUC, {of.Key} threads, the best peer's less 0.0005", ours.Auc, peers.Max(p => p.Auc) - 0.0005, most: false);
        }

        var input = (data.Train.Columns.Count + 1.0) * data.Train.Count * sizeof(float) / (1 << 20);
        var binned = (double)data.Train.Columns.Count * data.Train.Count / (1 << 20);
        Aim(
            "MB at most, input and 1.5 times the binned data", Math.Round(input + rows.Where(r => r.Who == "ours").Max(r => r.MemoryMb)),
            Math.Round(input + (1.5 * binned)));
        Aim("one row, µs", rows[0].OneRowUs, 2);
        Aim("one row, bytes", rows[0].BytesPerRow!.Value, 0);
        Aim("load, ms", rows[0].LoadMs, 5);
        return aims;
    }

    private static string Line(TreeRow row) => string.Create(CultureInfo.InvariantCulture,
        $"  {row.Who,-8} {row.Threads} threads: fit {row.FitSeconds,7:F2} s  {row.RowsPerSecond,11:N0} rows/s  one row {row.OneRowUs,9:F2} µs  "
        + $"load {row.LoadMs,7:F2} ms  + {row.MemoryMb,5:F0} MB  AUC {row.Auc:F5}  log loss {row.LogLoss:F5}  ece10 {row.Ece10:F4}");

    private static string Line(TreeAim aim) => string.Create(CultureInfo.InvariantCulture,
        $"  {(aim.Met ? "met    " : "NOT met")} {aim.Aim}: {aim.Ours:0.#####} of {aim.Limit:0.#####}");

    private static Task<int> Wrong(string words)
    {
        Console.Error.WriteLine(words);
        return Task.FromResult(2);
    }

    private sealed record Round(WorkerAnswer Fit, WorkerAnswer Score, WorkerAnswer Row, WorkerAnswer Load)
    {
        public static Round Of(Worker worker) => new(worker.Ask($"fit {Trees}"), worker.Ask("score"), worker.Ask("row"), worker.Ask("load"));

        public static TreeRow Median(string name, Worker worker, IReadOnlyList<Round> rounds, ModelFigures figures)
        {
            double Middle(Func<Round, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);
            return new TreeRow(
                name, worker.Who, worker.Threads, Math.Round(Middle(r => r.Fit.Value), 3), Math.Round(Middle(r => r.Score.Value)),
                Math.Round(Middle(r => r.Row.Value), 3), worker.Who == "ours" ? rounds.Max(r => r.Row.Bytes) : null,
                Math.Round(Middle(r => r.Load.Value), 2), Math.Round(rounds.Max(r => r.Fit.Memory), 1), Math.Round(figures.Auc, 6),
                Math.Round(figures.LogLoss, 6), Math.Round(figures.Ece10, 5));
        }
    }
}
