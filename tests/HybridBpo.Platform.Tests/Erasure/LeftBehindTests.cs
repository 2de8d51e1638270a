using HybridBpo.Platform.Scanning;
using HybridBpo.Platform.Tracing;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform.Tests;

/// <summary>Temporary files that were left behind, where a proof looks for somebody.</summary>
public sealed class LeftBehindTests
{
    private const string Mail = "left@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_a_clock_set_back_left_with_tomorrows_date_is_a_hit_and_keeps_nobody_waiting()
    {
        var data = Directory.CreateTempSubdirectory("hybridbpo-left-");
        try
        {
            var file = Path.Combine(data.CreateSubdirectory(DataFolder.Uploads).FullName, "upload");
            await File.WriteAllTextAsync(file, $"to {Mail}", Ct);
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1));
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(
                new Dictionary<string, string?> { [DataFolder.Key] = data.FullName }).Build();
            var (traces, ledger) = (SubjectTraces.Told(Mail), new ScanLedger("fernbrook", new HashSet<string>(), null));
            var scan = new FolderScan(configuration, new ContentReader(new TraceReader(new Needles(traces)), []), ledger)
            {
                Passing = TimeSpan.FromMilliseconds(300),
            };

            await scan.ReadAsync(Ct).WaitAsync(TimeSpan.FromSeconds(20), Ct);

            var found = ledger.Close(TraceCounts.Of(traces), [], default, 0);
            Assert.EndsWith("upload", Assert.Single(found.Hits).Place, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
