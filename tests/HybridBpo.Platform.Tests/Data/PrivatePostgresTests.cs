using System.Diagnostics;

namespace HybridBpo.Platform.Tests;

public sealed class PrivatePostgresTests
{
    private const long Giga = 1024L * 1024 * 1024;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_start_makes_a_server_whose_role_is_no_superuser_and_the_last_user_stops_it()
    {
        await using var folder = await NewAsync();
        await using (var server = await StartAsync(folder))
        {
            Assert.True(server.StartedHere);
            Assert.Equal("hybridbpo|off|UTF8|C.UTF-8|UTC", await OwnFolder.AskAsync(server.ConnectionString, """
                select concat_ws('|', current_user, current_setting('is_superuser'), pg_encoding_to_char(encoding), datcollate,
                  current_setting('timezone'))
                from pg_database where datname = current_database()
                """));
            Assert.Equal("127.0.0.1", await OwnFolder.AskAsync(server.ConnectionString, "select host(inet_server_addr())"));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "postgres", "password")));
            Assert.Equal($"{server.Major}", (await File.ReadAllTextAsync(Path.Combine(folder.Path, "postgres", "major-version"), Ct)).Trim());
        }
        Assert.True(await folder.StopsAsync());
    }

    [Fact]
    public async Task The_server_is_sized_by_the_machine_and_what_somebody_set_stands()
    {
        await using var folder = await NewAsync();
        var started = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions(folder.Path) { Settings = new Dictionary<string, string> { ["max_wal_size"] = "3GB" } }, Ct);
        await using var server = started.Value;
        var memory = ServerSizes.For(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, 0).First(s => s.Key == "shared_buffers").Value;
        Assert.Equal($"{memory}|3GB|off|packed", (await OwnFolder.AskAsync(server.ConnectionString, """
            select concat_ws('|', (select setting::bigint * 8 / 1024 || 'MB' from pg_settings where name = 'shared_buffers'),
              current_setting('max_wal_size'), current_setting('jit'),
              (select 'packed' from pg_settings where name = 'wal_compression'
                and setting = case when 'lz4' = any (enumvals) then 'lz4' else 'pglz' end))
            """)));
    }

    [Theory]
    [InlineData(1, 1, "128MB", "512MB", "1024MB")]
    [InlineData(8, 15, "1024MB", "4096MB", "1536MB")]
    [InlineData(256, 900, "2048MB", "131072MB", "4096MB")]
    public void It_takes_a_share_of_memory_and_disk_within_bounds(int memory, int disk, string buffers, string cache, string wal)
    {
        var sizes = ServerSizes.For(memory * Giga, disk * Giga).ToDictionary();
        Assert.Equal((buffers, cache, wal), (sizes["shared_buffers"], sizes["effective_cache_size"], sizes["max_wal_size"]));
    }

    [Fact]
    public async Task A_second_start_keeps_the_data()
    {
        await using var folder = await NewAsync();
        await using (var server = await StartAsync(folder))
            await OwnFolder.AskAsync(server.ConnectionString, "create table kept as select 42 as answer");
        Assert.True(await folder.StopsAsync());
        await using var again = await StartAsync(folder);
        Assert.Equal("42", await OwnFolder.AskAsync(again.ConnectionString, "select answer from kept"));
    }

    [Fact]
    public async Task Kill_9_of_the_only_host_stops_the_server_cleanly()
    {
        await using var folder = await NewAsync();
        using (var host = PlayedProcess.Start(["database-user", folder.Path]))
        {
            Assert.StartsWith("started ", await host.ReadAsync(Ct));
            await host.KillAsync();
        }
        Assert.True(await folder.StopsAsync());
        Assert.Contains("database system is shut down", await File.ReadAllTextAsync(Path.Combine(folder.Path, "postgres", "log"), Ct));
    }

    [Fact]
    public async Task A_second_process_joins_and_keeps_the_server_when_the_first_is_killed()
    {
        await using var folder = await NewAsync();
        using var first = PlayedProcess.Start(["database-user", folder.Path]);
        Assert.StartsWith("started ", await first.ReadAsync(Ct));
        await using (var second = await StartAsync(folder))
        {
            Assert.False(second.StartedHere);
            var pid = folder.ServerPid;
            await first.KillAsync();
            await Task.Delay(500, Ct);
            Assert.Equal("1", await OwnFolder.AskAsync(second.ConnectionString, "select 1"));
            Assert.Equal(pid, folder.ServerPid);
        }
        Assert.True(await folder.StopsAsync());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_said_with_what_to_set()
    {
        var refused = await PrivatePostgres.StartAsync(new PrivatePostgresOptions("/proc/nobody/here"), Ct);
        Assert.Contains("/proc/nobody/here cannot be written", refused.Refusal?.Message);
        Assert.Contains("HYBRIDBPO_DATA", refused.Refusal?.Message);
    }

    [Fact]
    public async Task Hosts_that_start_together_take_turns()
    {
        await using var folder = await NewAsync();
        var hosts = Enumerable.Range(0, 4).Select(_ => PlayedProcess.Start(["database-user", folder.Path])).ToList();
        var answers = await Task.WhenAll(hosts.Select(host => host.ReadAsync(Ct)));
        Assert.Single(answers, answer => answer!.StartsWith("started ", StringComparison.Ordinal));
        Assert.Equal(3, answers.Count(answer => answer!.StartsWith("joined ", StringComparison.Ordinal)));
        Assert.Single(answers.Select(answer => answer!.Split(' ', 2)[1]).Distinct());
        foreach (var host in hosts)
        {
            Assert.Equal(0, await host.FinishAsync(Ct));
            host.Dispose();
        }
        Assert.True(await folder.StopsAsync());
    }

    [Fact]
    public async Task A_host_that_comes_while_the_server_stops_starts_it_anew()
    {
        await using var folder = await NewAsync();
        for (var round = 0; round < 5; round++)
        {
            await using var server = await StartAsync(folder);
            Assert.Equal("1", await OwnFolder.AskAsync(server.ConnectionString, "select 1"));
        }
    }

    [Fact]
    public async Task A_pid_file_that_names_another_living_program_does_not_hinder_the_start()
    {
        await using var folder = await NewAsync();
        await using (await StartAsync(folder)) { }
        Assert.True(await folder.StopsAsync());
        using var stranger = Process.Start("sleep", "120");
        string[] pidFile = [$"{stranger.Id}", folder.Data, "1", "5432", "", "127.0.0.1", "", "ready   "];
        await File.WriteAllLinesAsync(Path.Combine(folder.Data, "postmaster.pid"), pidFile, Ct);
        await using (var server = await StartAsync(folder))
            Assert.True(server.StartedHere);
        stranger.Kill();
    }

    [Fact]
    public async Task Kill_9_of_the_server_itself_is_recovered_by_the_next_start()
    {
        await using var folder = await NewAsync();
        await using (var server = await StartAsync(folder))
        {
            await OwnFolder.AskAsync(server.ConnectionString, "create table kept as select 42 as answer");
            Process.GetProcessById(folder.ServerPid!.Value).Kill();
            await folder.StopsAsync();
        }
        await using var again = await StartAsync(folder);
        Assert.True(again.StartedHere);
        Assert.Equal("42", await OwnFolder.AskAsync(again.ConnectionString, "select answer from kept"));
    }

    [Fact]
    public async Task An_interrupted_initdb_is_thrown_away()
    {
        await using var folder = await NewAsync();
        var half = Directory.CreateDirectory(Path.Combine(folder.Path, "postgres", "data.new")).FullName;
        await File.WriteAllTextAsync(Path.Combine(half, "PG_VERSION"), "15\n", Ct);
        await using var server = await StartAsync(folder);
        Assert.Equal("1", await OwnFolder.AskAsync(server.ConnectionString, "select 1"));
        Assert.False(Directory.Exists(half));
    }

    [Fact]
    public async Task Data_of_a_version_that_is_not_here_is_refused_with_what_to_install()
    {
        await using var folder = await NewAsync();
        Directory.CreateDirectory(Path.Combine(folder.Path, "postgres", "data"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "postgres", "major-version"), "9\n", Ct);
        var refused = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder.Path), Ct);
        Assert.Contains("apt-get install postgresql-9", Assert.IsType<PostgresMissing>(refused.Refusal).Message);
    }

    [Fact]
    public async Task A_named_folder_without_the_programs_is_refused_by_its_name()
    {
        await using var folder = await NewAsync();
        var refused = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder.Path) { Binaries = "/nowhere/bin" }, Ct);
        Assert.Contains("HYBRIDBPO_PG_BIN names /nowhere/bin", Assert.IsType<PostgresMissing>(refused.Refusal).Message);
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why()
    {
        await using var folder = await NewAsync();
        await using (await StartAsync(folder)) { }
        Assert.True(await folder.StopsAsync());
        await File.AppendAllTextAsync(Path.Combine(folder.Data, "postgresql.auto.conf"), "shared_buffers = nonsense\n", Ct);
        var refused = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder.Path), Ct);
        Assert.Contains("shared_buffers", Assert.IsType<PostgresNotStarted>(refused.Refusal).Message);
    }

    [Fact]
    public async Task Somebody_who_is_not_root_starts_it_as_themselves_and_kill_9_stops_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can become somebody else; the other tests ran as a user who is not root.");
        await using var folder = await NewAsync();
        using (var host = PlayedProcess.Start(["database-user", folder.Path], asUser: "nobody"))
        {
            Assert.StartsWith("started ", await host.ReadAsync(Ct));
            var owner = File.ReadLines($"/proc/{folder.ServerPid}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal));
            Assert.Equal("65534", owner.Split('\t')[1]);
            using var second = PlayedProcess.Start(["database-user", folder.Path], asUser: "nobody");
            Assert.StartsWith("joined ", await second.ReadAsync(Ct));
            await second.FinishAsync(Ct);
            await host.KillAsync();
        }
        Assert.True(await folder.StopsAsync());
    }

    [Fact]
    public async Task The_same_folder_by_a_link_joins_the_running_server()
    {
        await using var folder = await NewAsync();
        var parent = Directory.CreateTempSubdirectory("hybridbpo-link-").FullName;
        var link = Path.Combine(parent, "home", "data");
        Directory.CreateSymbolicLink(Path.Combine(parent, "home"), Path.GetDirectoryName(folder.Path)!);
        link = Path.Combine(parent, "home", Path.GetFileName(folder.Path));
        await using (var server = await StartAsync(folder))
        {
            var pid = folder.ServerPid;
            var second = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(link), Ct);
            await using (var joined = second.Value)
            {
                Assert.False(joined.StartedHere);
                Assert.Equal(server.ConnectionString, joined.ConnectionString);
            }
            Assert.Equal(pid, folder.ServerPid);
            Assert.Equal("1", await OwnFolder.AskAsync(server.ConnectionString, "select 1"));
        }
        Assert.True(await folder.StopsAsync());
        Directory.Delete(Path.Combine(parent, "home"));
        // The other way round: started by the link, joined by the real path.
        Directory.CreateSymbolicLink(Path.Combine(parent, "home"), Path.GetDirectoryName(folder.Path)!);
        await using (var byLink = (await PrivatePostgres.StartAsync(new PrivatePostgresOptions(link), Ct)).Value)
        await using (var byPath = await StartAsync(folder))
            Assert.Equal((true, false), (byLink.StartedHere, byPath.StartedHere));
        Assert.True(await folder.StopsAsync());
        Directory.Delete(parent, recursive: true);
    }

    [Fact]
    public async Task A_server_whose_guard_was_killed_is_stopped_cleanly_and_started_anew()
    {
        await using var folder = await NewAsync();
        int orphan, reader;
        await using (var server = await StartAsync(folder))
        {
            await OwnFolder.AskAsync(server.ConnectionString, "create table kept as select 42 as answer");
            orphan = folder.ServerPid!.Value;
            using var guard = Process.GetProcessById(ParentOf(orphan));
            reader = ChildrenOf(guard.Id).Single(child => child != orphan);
            // As on a machine that is busy: what reads the pipe gets no turn to see that its last host is gone before the next one comes.
            Signal("STOP", reader);
            guard.Kill();
            await guard.WaitForExitAsync(Ct);
        }
        Assert.Equal(orphan, folder.ServerPid);
        var later = Task.Run(async () =>
        {
            await Task.Delay(700, Ct);
            Signal("CONT", reader);
        }, Ct);
        await using (var again = await StartAsync(folder))
        {
            Assert.True(again.StartedHere);
            Assert.NotEqual(orphan, folder.ServerPid);
            Assert.Equal("42", await OwnFolder.AskAsync(again.ConnectionString, "select answer from kept"));
            var log = await File.ReadAllTextAsync(Path.Combine(folder.Path, "postgres", "log"), Ct);
            Assert.DoesNotContain("not properly shut down", log);
        }
        await later;
        Assert.True(await folder.StopsAsync());
    }

    [Fact]
    public async Task Root_leaves_the_folder_of_somebody_else_alone()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can become somebody else.");
        await using var folder = await NewAsync();
        await AsNobodyAsync(folder);
        var refused = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder.Path), Ct);
        Assert.Contains("belongs to the user nobody: start as that user", Assert.IsType<PostgresNotStarted>(refused.Refusal).Message);
        await AsNobodyAsync(folder);
    }

    private static async Task AsNobodyAsync(OwnFolder folder)
    {
        using var host = PlayedProcess.Start(["database-user", folder.Path], asUser: "nobody");
        Assert.StartsWith("started ", await host.ReadAsync(Ct));
        Assert.Equal(0, await host.FinishAsync(Ct));
        Assert.True(await folder.StopsAsync());
    }

    private static int ParentOf(int pid) => int.Parse(
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..], null);

    private static List<int> ChildrenOf(int pid) =>
        [.. File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    private static void Signal(string name, int pid) => Process.Start("kill", [$"-{name}", $"{pid}"]).WaitForExit();

    private static async Task<OwnFolder> NewAsync()
    {
        var found = await PostgresBinaries.FindAsync(null, "/nowhere", null, Ct);
        Assert.SkipUnless(found.Refusal is null, "PostgreSQL's programs are not on this machine.");
        return new OwnFolder();
    }

    private static async Task<PrivatePostgres> StartAsync(OwnFolder folder)
    {
        var started = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder.Path), Ct);
        Assert.True(started.Refusal is null, started.Refusal?.Message);
        return started.Value;
    }
}
