using System.Text.Json;
using HybridBpo.Host.Cli;
using HybridBpo.Platform;
using HybridBpo.Testing;

namespace HybridBpo.Host.Tests;

/// <summary>backup and restore as somebody types them; they read the process's environment.</summary>
[Collection("command line")]
public sealed class BackupCommandTests : IAsyncLifetime
{
    private readonly TestDatabase database = new(), other = new();
    private readonly string dataFolder = Directory.CreateTempSubdirectory("hybridbpo-backup-cli-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string File => Path.Combine(dataFolder, "one.bak");

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        await other.InitializeAsync();
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", dataFolder);
        On(database);
    }

    public async ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", null);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", null);
        await database.DisposeAsync();
        await other.DisposeAsync();
        Directory.Delete(dataFolder, recursive: true);
    }

    [Fact]
    public void A_restore_tells_what_it_took_away_again_and_what_to_look_at()
    {
        var report = new RestoreReport(
            "one.bak", Guid.Empty, default, 10, [], 2, 1_204, JournalKnown: true, 0, 0, [], 0, 0, [], ["Enter the holds again."]);
        var lines = BackupText.Of(report, 1).Split('\n');
        Assert.Contains("  erasures: 2 carried out again", lines);
        Assert.Contains("  retention: what tables and files held of 1,204 events was taken away again", lines);
        Assert.Contains("  Note: Enter the holds again.", lines);
    }

    [Fact]
    public async Task A_backup_is_told_in_one_line_and_a_restore_in_a_few_and_doctor_knows_when()
    {
        Assert.Equal(0, (await RunAsync("user", "add", "ada", "--roles", "administrator")).Code);
        Assert.Contains("last backup      none was ever taken", (await RunAsync("doctor")).Output);
        var taken = await RunAsync("backup", File);
        Assert.Equal((0, ""), (taken.Code, taken.Error));
        Assert.Single(taken.Output.Trim().Split('\n'));
        Assert.Contains("the master key apart from all three", taken.Output);
        Assert.Matches("last backup +just now", (await RunAsync("doctor")).Output);
        var twice = await RunAsync("backup", File);
        Assert.Equal((1, ""), (twice.Code, twice.Output));
        Assert.Contains("a backup overwrites nothing", twice.Error);

        On(other);
        var refused = await RunAsync("restore", File);
        Assert.Equal((1, ""), (refused.Code, refused.Output));
        Assert.Contains("--replace", Assert.Single(refused.Error.Trim().Split('\n')));
        var restored = await RunAsync("restore", File, "--replace");
        Assert.Equal((0, ""), (restored.Code, restored.Error));
        Assert.EndsWith("Sending is off for every client until a supervisor turns it on.", restored.Output.Trim());
        Assert.Contains("ada", (await RunAsync("user", "list")).Output);
        var json = await RunAsync("restore", File, "--replace", "--json");
        Assert.True(JsonDocument.Parse(json.Output).RootElement.GetProperty("ok").GetBoolean());
    }

    [Theory]
    [InlineData("There is no file /nowhere/x.bak.", "restore", "/nowhere/x.bak")]
    [InlineData("There is no folder /nowhere.", "backup", "/nowhere/x.bak")]
    [InlineData("There is no folder /nowhere.", "restore", "x", "--journal", "/nowhere")]
    public async Task What_is_not_there_is_said_in_one_line(string words, params string[] args)
    {
        Assert.Equal(0, (await RunAsync("user", "list")).Code);
        var (code, output, error) = await RunAsync(args);
        Assert.Equal((1, "", words), (code, output, error.Trim()));
    }

    [Fact]
    public async Task A_start_on_a_database_that_was_changed_by_hand_is_refused_by_name()
    {
        await using (var change = other.DataSource.CreateCommand("alter table platform.files drop column bytes"))
            await change.ExecuteNonQueryAsync(Ct);
        On(other);
        var (code, output, error) = await RunAsync("user", "list");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("missing column platform.files.bytes (bigint not null)", Assert.Single(error.Trim().Split('\n')));
        var doctor = await RunAsync("doctor");
        Assert.Equal(1, doctor.Code);
        Assert.Matches("missing +tables +missing column platform.files.bytes", doctor.Output);
    }

    private static void On(TestDatabase database) =>
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", database.ConnectionString);

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
