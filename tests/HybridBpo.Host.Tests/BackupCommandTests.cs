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
        var told = await RunAsync("backup", $"{File}.json", "--json");
        Assert.InRange(told.Output.Split('\n').Length, 5, 200);
        Assert.DoesNotContain("leaves", told.Output, StringComparison.OrdinalIgnoreCase);

        On(other);
        var refused = await RunAsync("restore", File);
        Assert.Equal((1, ""), (refused.Code, refused.Output));
        Assert.Contains("--replace", Assert.Single(refused.Error.Trim().Split('\n')));
        var restored = await RunAsync("restore", File, "--replace");
        Assert.Equal((0, ""), (restored.Code, restored.Error));
        Assert.EndsWith("Sending is off for every client until a supervisor turns it on.", restored.Output.Trim());
        Assert.Contains("ada", (await RunAsync("user", "list")).Output);
        Assert.Matches("last backup .*, and this database came out of it", (await RunAsync("doctor")).Output);
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

    [Theory]
    [InlineData("b1")]
    [InlineData("./b1.erasures")]
    public async Task Keys_in_the_backup_that_they_open_are_wrong_usage(string keys)
    {
        var (code, _, error) = await RunAsync("backup", "b1", "--keys", keys);
        Assert.Equal(2, code);
        Assert.Contains("--keys names a file of its own", error);
    }

    [Theory]
    [InlineData("is said of journals: name them with --journal", "restore", "x", "--despite-journal", "nothing left since then")]
    [InlineData("say how you know it, in 10 to 500 characters", "restore", "x", "--journal", ".", "--despite-journal", "yes")]
    [InlineData("say how you know it, in 10 to 500 characters", "restore", "x", "--journal", ".", "--despite-journal", "nothing left\nsince then")]
    public async Task A_word_about_journals_names_them_and_says_how_somebody_knows(string words, params string[] args)
    {
        var (code, _, error) = await RunAsync(args);
        Assert.Equal(2, code);
        Assert.Contains(words, error);
    }

    [Theory]
    [InlineData("verify-log", "--client", "fernbrook")]
    [InlineData("verify-log", "--client", "fernbrook", "--save", "cp.json")]
    [InlineData("events", "status")]
    [InlineData("erase", "--client", "fernbrook", "--subject", "x", "--reason", "request")]
    [InlineData("retention", "run")]
    [InlineData("backup", "b1")]
    public async Task What_only_looks_or_takes_away_makes_no_installation_by_the_way(params string[] args)
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", null);
        var (code, output, error) = await RunAsync(args);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith($"There is no installation in {dataFolder}", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(dataFolder));
    }

    [Fact]
    public async Task Beside_a_named_database_no_master_key_is_made_by_the_way()
    {
        Assert.Equal(0, (await RunAsync("user", "list")).Code);
        Directory.Delete(Path.Combine(dataFolder, "keys"), recursive: true);
        var (code, _, error) = await RunAsync("verify-log", "--client", "fernbrook", "--save", "cp.json");
        Assert.Equal(1, code);
        Assert.Contains("The master key of the installation is needed", error);
        Assert.False(Directory.Exists(Path.Combine(dataFolder, "keys")));
    }

    [Fact]
    public async Task What_retention_would_do_is_one_document_too()
    {
        Assert.Equal(0, (await RunAsync("user", "list")).Code);
        var (code, output, _) = await RunAsync("retention", "run", "--json");
        Assert.Equal(1, code);
        var told = JsonDocument.Parse(output).RootElement;
        Assert.Equal(0, told.GetProperty("would").GetArrayLength());
        Assert.Contains("Add --yes", told.GetProperty("error").GetString());
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
