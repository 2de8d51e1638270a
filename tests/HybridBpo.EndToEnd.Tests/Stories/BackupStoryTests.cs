using System.Text;
using System.Text.Json;
using HybridBpo.Platform.Tests;
using Npgsql;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>Backups of a filled database while its host runs, restored with the real commands and served by the real host.</summary>
public sealed class BackupStoryTests(DemoHost demo)
{
    private const int Reminded = 60;

    [Fact]
    public async Task A_backup_of_the_running_demo_comes_back_whole_on_another_machine_whatever_was_killed_on_the_way()
    {
        var folder = Directory.CreateTempSubdirectory("hybridbpo-machine-").FullName;
        var file = Path.Combine(folder, "demo.bak");
        await KilledBackupAsync(Path.Combine(folder, "killed.bak"));
        var before = await StoredAsync(demo.Database.ConnectionString);
        var taken = await RunAsync(demo.Database.ConnectionString, demo.DataFolder, "backup", file, "--json");
        var after = await StoredAsync(demo.Database.ConnectionString);
        Assert.True(taken.GetProperty("rows").GetInt64() > 10_000);

        // Without its master key the other machine gets nothing out of the files.
        var (code, _, error) = await HostProcess.RunAsync(["restore", file], "", folder);
        Assert.Equal(1, code);
        Assert.StartsWith("The master key of the installation is needed", error);
        Assert.Single(error.Trim().Split('\n'));
        Directory.CreateDirectory(Path.Combine(folder, "keys"));
        File.Copy(Path.Combine(demo.DataFolder, "keys", "master-key"), Path.Combine(folder, "keys", "master-key"));
        var restored = (await RunAsync("", folder, "restore", file, "--json")).GetProperty("report");
        Assert.Equal(taken.GetProperty("rows").GetInt64(), restored.GetProperty("rows").GetInt64());
        Assert.All(restored.GetProperty("chains").EnumerateArray(), chain => Assert.True(chain.GetProperty("result").GetProperty("ok").GetBoolean()));

        // A candidate is erased here; then the machine goes back to the backup, and is killed in the middle of that.
        var candidate = await CandidateAsync();
        await using (var host = await HostProcess.StartAsync("serve", "", folder))
        {
            Assert.Equal(candidate.Files, await FilesAsync(Private(folder), candidate.Id));
            string[] erase = ["erase", "--client", candidate.Client, "--subject", $"{candidate.Id}", "--reason", "request", "--yes"];
            Assert.Equal(0, (await HostProcess.RunAsync(erase, "", folder)).ExitCode);
            Assert.Equal(0, await host.StopAsync());
        }
        await KilledRestoreAsync(folder, file);
        var again = (await RunAsync("", folder, "restore", file, "--replace", "--json")).GetProperty("report");
        Assert.Equal(1, again.GetProperty("erased").GetInt32());
        await using (var host = await HostProcess.StartAsync("serve", "", folder))
        {
            foreach (var client in restored.GetProperty("chains").EnumerateArray().Select(c => c.GetProperty("client").GetString()!))
                Assert.Equal(0, (await HostProcess.RunAsync(["verify-log", "--client", client], "", folder)).ExitCode);
            var data = Private(folder);
            Assert.Equal("0", await AskAsync(data, $"select count(*) from events.es_subject_keys where subject_id = '{candidate.Id}'"));
            Assert.Equal("erased", await AskAsync(data, $"select state from hro.applications where application_id = '{candidate.Id}'"));
            Assert.Equal("0", await AskAsync(data, "select count(*) from platform.clients where sending_on"));
            Assert.Equal("0", await AskAsync(data, "select count(*) from identity.sessions where ended_at is null"));
            Assert.Equal("hybridbpo", await AskAsync(data, "select string_agg(datname, ',') from pg_database where datname like 'hybridbpo%'"));
            // What nobody changed while the backup was taken is byte for byte what it was taken from.
            var (unchanged, came) = (before.Intersect(after).ToHashSet(), await StoredAsync(data));
            Assert.NotEmpty(unchanged);
            Assert.Empty(unchanged.Except(came));
            Assert.Equal(0, await host.StopAsync());
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Mails_that_left_after_the_backup_do_not_leave_again_when_it_is_restored()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        await using var own = await OwnHost.StartAsync(demo, smtp.Settings);
        await own.AddAsync("ines", "supervisor");
        await using (var staff = await own.OpenAsync("ines"))
        {
            await OwnHost.SendAsync(staff.Page, "due.csv", Rows());
            var import = staff.Page.Url;
            await OwnHost.VouchAsync(staff.Page);
            await staff.Page.GotoAsync(import);
            await OwnHost.LoadSentAsync(staff.Page);
            await own.Data.UntilAsync("all reminders are planned", async () => await own.Data.CountAsync("platform.deliveries") == Reminded);
            var file = Path.Combine(own.DataFolder, "before.bak");
            await RunAsync(own.ConnectionString, own.DataFolder, "backup", file, "--json");
            await OwnHost.TurnSendingOnAsync(staff.Page);
            await own.Data.UntilAsync("mails leave", () => Task.FromResult(smtp.Mails.Count >= 10), 120);
            await own.Host.KillAsync();
            var (code, _, error) = await HostProcess.RunAsync(["restore", file], own.ConnectionString, own.DataFolder);
            Assert.True(code == 1 && (error.Contains("--replace") || error.Contains("stop every host first")), error);
            own.Data.Leave();
            var report = (await RunAsync(own.ConnectionString, own.DataFolder, "restore", file, "--replace", "--json")).GetProperty("report");
            var (sent, unknown) = (report.GetProperty("sent").GetInt32(), report.GetProperty("unknown").GetInt32());
            Assert.True(sent + unknown >= 10 && sent + unknown < Reminded, $"{sent} sent, {unknown} unknown");
            Assert.InRange(smtp.Mails.Count, sent, sent + unknown);
        }

        await using var restarted = await own.StartAnotherAsync();
        Assert.Equal(1, await own.Data.CountAsync("platform.clients where not sending_on"));
        await own.Data.ExecuteAsync("update platform.clients set sending_on = true");
        await own.Data.UntilAsync("everything has come to its end", async () =>
            await own.Data.CountAsync("platform.deliveries where state in ('planned', 'sending')") == 0);
        Assert.Equal(smtp.Mails.Count, smtp.Mails.Select(mail => mail.Header("Message-ID")).Distinct().Count());
        Assert.Equal(smtp.Mails.Count, smtp.Mails.Select(mail => mail.To).Distinct().Count());
        var ledger = await own.Data.LedgerAsync();
        Assert.Equal(Reminded, ledger.GetValueOrDefault("sent") + ledger.GetValueOrDefault("unknown"));
        Assert.InRange(smtp.Mails.Count, ledger.GetValueOrDefault("sent"), Reminded);
        Assert.Equal(Reminded, await own.Data.CountAsync("events.mt_events where type = 'contact_attempted'"));
    }

    private async Task KilledBackupAsync(string file)
    {
        using var backup = HostProcess.Begin(["backup", file], demo.Database.ConnectionString, demo.DataFolder);
        while (!File.Exists($"{file}.part") && !backup.HasExited) await Task.Delay(5);
        backup.Kill();
        await backup.WaitForExitAsync();
        Assert.NotEqual(0, backup.ExitCode);
        Assert.False(File.Exists(file));
        // The next one under the same name is not in the way of what was left behind.
        await RunAsync(demo.Database.ConnectionString, demo.DataFolder, "backup", file, "--json");
        Assert.False(File.Exists($"{file}.part"));
    }

    private static async Task KilledRestoreAsync(string folder, string file)
    {
        using var restore = HostProcess.Begin(["restore", file, "--replace"], "", folder);
        // Half-filled aside: the moment to die.
        while (!restore.HasExited && !await HasAsideAsync(folder)) await Task.Delay(20);
        restore.Kill();
        await restore.WaitForExitAsync();
        Assert.NotEqual(0, restore.ExitCode);
        // What was there before serves on.
        await using var host = await HostProcess.StartAsync("serve", "", folder);
        Assert.Equal("0", await AskAsync(Private(folder), "select count(*) from identity.sessions where ended_at is null"));
        Assert.Equal(0, await host.StopAsync());
    }

    private static async Task<bool> HasAsideAsync(string folder)
    {
        try
        {
            return await AskAsync(Private(folder), "select count(*) from pg_database where datname = 'hybridbpo_restoring'") == "1";
        }
        catch (Exception notYet) when (notYet is NpgsqlException or IOException or InvalidOperationException)
        {
            return false;
        }
    }

    private async Task<(string Client, Guid Id, string Files)> CandidateAsync()
    {
        var row = (await demo.ListAsync("""
            select a.client_id, a.application_id::text from hro.applications a
            join platform.files f on f.client_id = a.client_id and f.subject_id = a.application_id where a.state <> 'erased' order by 2 limit 1
            """)).Single();
        return (row[0], Guid.Parse(row[1]), await FilesAsync(demo.Database.ConnectionString, Guid.Parse(row[1])));
    }

    private static Task<string> FilesAsync(string connectionString, Guid subject) => AskAsync(connectionString, $"""
        select string_agg(md5(c.sealed) || encode(f.sha256, 'hex'), ',' order by f.id, c.number)
        from platform.files f join platform.file_chunks c on c.client_id = f.client_id and c.file_id = f.id where f.subject_id = '{subject}'
        """);

    /// <summary>Each stored file with the digest of its sealed bytes.</summary>
    private static async Task<IReadOnlySet<string>> StoredAsync(string connectionString) => (await AskAsync(connectionString, """
        select string_agg(line, ',') from (select client_id || ' ' || file_id || ' ' || md5(string_agg(md5(sealed), '' order by number)) as line
        from platform.file_chunks group by client_id, file_id) f
        """)).Split(',').ToHashSet();

    private static async Task<JsonElement> RunAsync(string connectionString, string dataFolder, params string[] args)
    {
        var (code, output, error) = await HostProcess.RunAsync(args, connectionString, dataFolder);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }

    // The private server of a data folder, while somebody has it started.
    private static string Private(string folder)
    {
        var server = Path.Combine(folder, "postgres");
        return new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = int.Parse(File.ReadAllLines(Path.Combine(server, "data", "postmaster.pid"))[3]),
            Username = "hybridbpo",
            Password = File.ReadAllText(Path.Combine(server, "password")).Trim(),
            Database = "hybridbpo",
        }.ConnectionString;
    }

    private static async Task<string> AskAsync(string connectionString, string sql)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Options = "-c app.clients=*" };
        if (sql.Contains("hybridbpo_restoring", StringComparison.Ordinal)) parts.Database = "postgres";
        await using var connection = new NpgsqlConnection(parts.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return $"{await command.ExecuteScalarAsync()}";
    }

    private static string Rows()
    {
        var text = new StringBuilder("account_ref,customer_ref,name,email,due_date,balance,creditor,account_type\n");
        for (var n = 0; n < Reminded; n++)
            text.Append($"S-{n},SC-{n},Person S{n},slow{n}@example.com,{DayTime.Day(-5)},{20 + n}.00,Riverton Water,water\n");
        return text.ToString();
    }
}
