using System.Diagnostics;
using System.Text.Json;
using HybridBpo.Testing;

namespace HybridBpo.Platform.Tests;

/// <summary>
/// A short <c>bench chaos</c>, as a person would start it: real hosts, a PostgreSQL and a mail sink of their own, a new seed each time.
/// </summary>
public sealed class ChaosTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_ended_or_stopped_nothing_is_lost_or_twice_or_out_of_order()
    {
        var folder = Directory.CreateTempSubdirectory("hybridbpo-chaos-").FullName;
        try
        {
            var (code, output, errors) = await RunAsync(folder, "chaos", "--minutes", "0.35", "--json");
            Assert.True(code == 0, $"{errors}\n{output}");
            using var document = JsonDocument.Parse(output);
            var ledger = document.RootElement.GetProperty("ledger");
            long Of(string name) => ledger.GetProperty(name).GetInt64();
            Assert.Equal((0L, 0L, 0L), (Of("lost"), Of("duplicated"), Of("outOfOrder")));
            Assert.Equal(Of("commands"), Of("acknowledged"));
            Assert.Equal([Of("appended"), Of("appended"), Of("appended"), Of("appended")],
                [Of("stored"), Of("projectedInline"), Of("projectedAsync"), Of("sealedEvents")]);
            Assert.Equal(Of("planned"), Of("delivered") + Of("unknown"));
            Assert.True(Of("appended") > 100, output);
            Assert.Equal(7, document.RootElement.GetProperty("acts").EnumerateObject().Count());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string folder, params string[] words)
    {
        var built = Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "HybridBpo.Platform.Tests"), AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, "tests", "HybridBpo.Benchmarks", built, "HybridBpo.Benchmarks.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. words]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[DataFolder.Key] = folder;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output, await errors);
    }
}
