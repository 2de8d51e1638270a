using System.Text;
using HybridBpo.Events;
using HybridBpo.Testing;

namespace HybridBpo.Platform.Tests;

public sealed class BackupTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_taken_while_hosts_write_comes_back_with_its_rows_files_names_and_a_log_that_verifies()
    {
        await using var house = await BackupHouse.StartAsync();
        var dora = await house.TellAsync("Dora Quist");
        var content = new byte[3_500_000];
        Random.Shared.NextBytes(content);
        var file = await house.PutFileAsync(dora, content);
        await house.Get<Sealer>().SealAsync(BackupHouse.Client, Ct);
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(house, stop.Token);
        await house.ExecuteAsync($"alter database {house.Database.Name} set statement_timeout = '7min'");
        var taken = (await house.BackUpAsync()).Value;
        await stop.CancelAsync();
        var written = await writing;
        Assert.True(written > 0);

        await using var other = await BackupHouse.EmptyAsync();
        var report = (await other.RestoreAsync(BackupHouse.From(house.File))).Value;
        Assert.Equal(taken.Rows, report.Rows);
        var chain = Assert.Single(report.Chains);
        Assert.Equal((true, true), (chain.Against, chain.Result.Ok));
        Assert.Equal(taken.Manifest.Clients[0].Checkpoint!.Events, chain.Result.Events);
        Assert.Equal(taken.Manifest.Counts["events.mt_events"], await other.AskAsync<long>($"select count(*) from events.mt_events"));
        Assert.Equal("Dora Quist", await other.NameOfAsync(dora));
        Assert.Equal(content, await other.ReadFileAsync(file));
        Assert.True(await other.AskAsync<bool>($"select not sending_on from platform.clients"));
        // What belongs to the database itself and stands in no dump.
        Assert.Equal("7min", await other.AskAsync<string>($"select current_setting('statement_timeout')"));
        Assert.Equal(taken.Manifest.Id, await house.AskAsync<Guid>($"select subject from platform.acts where act = 'backup-taken'"));
        Assert.Equal(taken.Manifest.Id, await other.AskAsync<Guid>($"select subject from platform.acts where act = 'restored'"));

        static async Task<int> WriteAsync(BackupHouse house, CancellationToken stop)
        {
            var count = 0;
            for (; !stop.IsCancellationRequested; count++)
                await house.TellAsync($"Somebody {count}");
            return count;
        }
    }

    [Fact]
    public async Task Nobody_reads_a_backup_without_its_keys_and_an_erased_person_is_in_no_dump_even_with_them()
    {
        await using var house = await BackupHouse.StartAsync();
        await house.TellAsync("Dora Quist-Canary");
        var erased = await house.TellAsync("Emil Gone-Canary");
        // A read model keeps in the clear what lists and searches need.
        await house.ExecuteAsync("update platform.clients set settings = '{\"words\": \"Clear-Canary\"}'");
        await house.Get<Erasure>().EraseAsync(BackupHouse.Client, erased, Ct);
        var taken = (await house.BackUpAsync()).Value;
        foreach (var file in new[] { taken.File, taken.Keys, taken.Erasures })
        {
            Assert.DoesNotContain("Canary", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Ct)));
            Assert.DoesNotContain(TestPlatform.MasterKeyText, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Ct)));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var master = house.Get<MasterKey>();
        var files = (await RestoreFiles.CheckAsync(house.Configuration, BackupHouse.From(house.File), TestServer.Schemas, (_, _) => { }, Ct)).Value;
        var text = await TextAsync(house, house.File, BackupManifest.Database, files.DumpKey);
        Assert.Contains("Clear-Canary", text);
        Assert.Contains("p1:", text);
        Assert.DoesNotContain("Quist-Canary", text);
        Assert.DoesNotContain("Gone-Canary", text);
        // The dump holds no key at all; the file of keys holds those of who is not erased, wrapped.
        Assert.Empty(Rows(text, "events.es_subject_keys"));
        Assert.Empty(Rows(text, "platform.secrets"));
        var keys = Rows(await TextAsync(house, taken.Keys, BackupManifest.Keys, null), "events.es_subject_keys");
        Assert.Single(keys);
        Assert.DoesNotContain(keys, row => row.Contains($"{erased}", StringComparison.Ordinal));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(
            () => BackupKeys.Open(master, Guid.Empty, files.Keys.DumpKeys.Values.First()));
    }

    [Fact]
    public async Task A_backup_overwrites_nothing_and_one_that_fails_leaves_nothing()
    {
        await using var house = await BackupHouse.StartAsync();
        await File.WriteAllTextAsync($"{house.File}.keys", "mine", Ct);
        Assert.IsType<BackupExists>((await house.BackUpAsync()).Refusal);
        Assert.Equal("mine", await File.ReadAllTextAsync($"{house.File}.keys", Ct));
        File.Delete($"{house.File}.keys");
        Assert.IsType<NotFound>((await house.BackUpAsync(Path.Combine(house.Folder, "nowhere", "one.bak"))).Refusal);

        await using var toolless = await BackupHouse.StartAsync(new Dictionary<string, string?> { [PostgresBinaries.Key] = "/nowhere" });
        var missing = Assert.IsType<PostgresToolsMissing>((await toolless.BackUpAsync()).Refusal);
        Assert.Contains("apt-get install postgresql-client-", missing.Message);
        var before = await house.AskAsync<long>($"select count(*) from platform.secrets");
        var tools = Directory.CreateDirectory(Path.Combine(house.Folder, "bin")).FullName;
        await BrokenToolsAsync(tools);
        await using var failing = await BackupHouse.StartAsync(new Dictionary<string, string?> { [PostgresBinaries.Key] = tools });
        var failed = Assert.IsType<Unavailable>((await failing.BackUpAsync()).Refusal);
        Assert.Contains("error: the disk is on fire", failed.Message);
        Assert.Equal([], Directory.GetFiles(failing.Folder, "one*"));
        Assert.Equal(before, await failing.AskAsync<long>($"select count(*) from platform.secrets"));
        Assert.Equal(0, await failing.AskAsync<long>($"select count(*) from platform.acts where act = 'backup-taken'"));
    }

    [Fact]
    public async Task Of_two_backups_to_one_file_at_once_one_is_taken_and_the_other_refused()
    {
        await using var house = await BackupHouse.StartAsync();
        var both = await Task.WhenAll(house.BackUpAsync(), house.BackUpAsync());
        Assert.Single(both, taken => taken.Refusal is null);
        var from = BackupHouse.From(house.File);
        Assert.Null((await RestoreFiles.CheckAsync(house.Configuration, from, TestServer.Schemas, (_, _) => { }, Ct)).Refusal);
        Assert.Equal(["one.bak", "one.bak.erasures", "one.bak.keys"], Directory.GetFiles(house.Folder, "one*").Select(Path.GetFileName).Order());
    }

    // Programs that answer for their version and then fail in the middle, as on a full disk.
    private static async Task BrokenToolsAsync(string folder)
    {
        foreach (var name in new[] { "pg_dump", "pg_restore" })
        {
            var path = Path.Combine(folder, name);
            await File.WriteAllTextAsync(path, """
                #!/bin/sh
                [ "$1" = --version ] && { echo "pg_dump (PostgreSQL) 99.1"; exit 0; }
                echo half; echo "pg_dump: error: the disk is on fire" >&2; exit 1
                """, Ct);
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }
    }

    private static async Task<string> TextAsync(BackupHouse house, string file, string kind, byte[]? key)
    {
        using var dump = new MemoryStream();
        await BackupFile.CopyDumpAsync(file, kind, key, dump, _ => { }, Ct);
        var path = Path.Combine(house.Folder, $"{kind}.dump");
        await File.WriteAllBytesAsync(path, dump.ToArray(), Ct);
        var tools = (await PostgresTools.FindAsync(house.Configuration, 15, Ct)).Value;
        var (code, text) = await Shell.RunAsync([Path.Combine(tools.Folder, "pg_restore"), "-f", "-", path], Ct);
        Assert.Equal(0, code);
        return text;
    }

    private static IReadOnlyList<string> Rows(string text, string table)
    {
        var lines = text.Split('\n');
        var from = Array.FindIndex(lines, line => line.StartsWith($"COPY {table} ", StringComparison.Ordinal));
        return from < 0 ? [] : [.. lines.Skip(from + 1).TakeWhile(line => line != "\\.")];
    }
}
