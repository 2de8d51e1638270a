using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridBpo.Platform;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Benchmarks.Chaos;

/// <summary><c>bench chaos</c>: several hosts and a PostgreSQL of their own, ended and stopped at random; then the ledger.</summary>
internal static class ChaosBench
{
    /// <summary>The first word of a host's own command line.</summary>
    public const string HostWord = "chaos-host";

    public const string Help = """
        Torment several hosts and a PostgreSQL of their own, then compare everything that was acknowledged with what is there.
        Exit code 1 when anything was lost, came twice or out of order; the seed gives the same series of faults again.

        Usage:
          ./run.sh bench chaos [options]

        Options:
          --minutes <number>  How long to torment [default: 1]
          --seed <number>     Of the series of faults and commands [default: by the clock]
          --hosts <number>    How many hosts, 2 to 8 [default: 3]
          --json              One JSON document
        """;

    private static readonly string[] Known = ["--json", "--minutes", "--seed", "--hosts"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> RunAsync(string[] args)
    {
        if (Options.Read(args, Known, "bench chaos") is not { } options)
            return 2;
        if (options.Number("--minutes", 1, 0.05, 24 * 60) is not { } minutes
            || options.Number("--seed", Environment.TickCount & 0xFFFFFF, 0, int.MaxValue) is not { } seed
            || options.Number("--hosts", 3, 2, 8) is not { } hosts)
            return 2;
        var data = DataFolder.Find(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        var root = DataFolder.Private(data, $"chaos-{Environment.ProcessId}");
        try
        {
            await Console.Error.WriteLineAsync($"seed {seed:F0}: {hosts:F0} hosts for {minutes.ToString(CultureInfo.InvariantCulture)} minutes");
            var run = new ChaosRun((int)seed, (int)hosts, TimeSpan.FromMinutes(minutes), root, Console.Error.WriteLine);
            var result = await run.RunAsync();
            Console.WriteLine(options.Has("--json") ? JsonSerializer.Serialize(result, Json) : Words(result));
            return result.Ledger.Violations.Count == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static string Words(ChaosResult result)
    {
        var ledger = result.Ledger;
        return $"""
            seed {result.Seed}, {result.Hosts} hosts, tormented for {result.TormentedSeconds} s, at rest {result.SettledSeconds} s later
            faults:       {Counts(result.Acts)}
            tried again:  {Counts(result.TriedAgain)}
            commands:     {ledger.Commands:N0} given, {ledger.Acknowledged:N0} acknowledged
            events:       {ledger.Appended:N0} appended = {ledger.Stored:N0} stored
                          = {ledger.ProjectedInline:N0} projected inline = {ledger.ProjectedAsync:N0} by the daemon
            mails:        {ledger.Planned:N0} planned = {ledger.Delivered:N0} sent once + {ledger.Unknown:N0} unknown (shown, not sent again)
            seals:        {ledger.SealedEvents:N0} events verify; {ledger.DeadGaps:N0} dead gaps passed
            lost {ledger.Lost}, duplicated {ledger.Duplicated}, out of order {ledger.OutOfOrder}
            {Verdict(result)}
            """;
    }

    private static string Verdict(ChaosResult result) => result.Ledger.Violations.Count == 0
        ? "The ledger balances."
        : string.Join(Environment.NewLine, result.Ledger.Violations.Prepend($"VIOLATIONS with seed {result.Seed}:"));

    private static string Counts(IReadOnlyDictionary<string, int> counts) =>
        counts.Count == 0 ? "none" : string.Join(", ", counts.Select(c => $"{c.Value} {c.Key}"));
}
