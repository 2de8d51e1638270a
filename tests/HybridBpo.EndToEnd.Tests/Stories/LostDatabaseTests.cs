using System.Diagnostics;
using System.Globalization;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>A host whose database died under it.</summary>
public sealed class LostDatabaseTests
{
    [Fact]
    public async Task A_host_without_its_database_says_so_once_and_still_ends_when_it_is_told_to()
    {
        var folder = Directory.CreateTempSubdirectory("hybridbpo-e2e-").FullName;
        await using (var host = await HostProcess.StartAsync("serve", "", folder))
        {
            var server = File.ReadLines(Path.Combine(folder, "postgres", "data", "postmaster.pid")).First();
            using (var postgres = Process.GetProcessById(int.Parse(server, CultureInfo.InvariantCulture))) postgres.Kill();
            using var http = new HttpClient();
            Assert.Equal(503, (int)(await http.GetAsync($"{host.StaffUrl}/health/ready", TestContext.Current.CancellationToken)).StatusCode);
            await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            Assert.Equal(0, await host.StopAsync());
            Assert.Single(host.Output.Split('\n'), line => line.Contains("The message relay cannot reach the database", StringComparison.Ordinal));
        }

        // The next one finds everything again.
        await using (var host = await HostProcess.StartAsync("serve", "", folder)) Assert.Equal(0, await host.StopAsync());
        Directory.Delete(folder, recursive: true);
    }
}
