using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

public sealed class RestoreTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_was_erased_after_the_backup_is_erased_in_what_is_restored_from_it()
    {
        await using var house = await BackupHouse.StartAsync();
        var (stays, goes) = (await house.TellAsync("Dora Quist"), await house.TellAsync("Emil Gone"));
        var file = await house.PutFileAsync(goes, [1, 2, 3]);
        Assert.NotNull((await house.BackUpAsync()).Value);
        await house.Get<Erasure>().EraseAsync(BackupHouse.Client, goes, Ct);

        // The same data folder: its own list tells, though the database that knew is gone.
        foreach (var schema in TestServer.Schemas)
            await house.ExecuteAsync($"drop schema {schema.Name} cascade");
        var report = (await house.RestoreAsync(BackupHouse.From(house.File))).Value;
        Assert.Equal(1, report.Erased);
        await AssertErasedAsync(house);

        // Another machine, nothing but the files: the list of a later backup tells.
        var later = Path.Combine(house.Folder, "two.bak");
        Assert.Equal(1, (await house.BackUpAsync(later)).Value.Erased);
        await using var other = await BackupHouse.EmptyAsync();
        Assert.Equal(1, (await other.RestoreAsync(BackupHouse.From(house.File, erasures: $"{later}.erasures"))).Value.Erased);
        await AssertErasedAsync(other);
        Assert.Contains(new ErasureList(other.Configuration, TimeProvider.System).Read(), line => line.Subject == goes);

        // The keys of the first backup were thrown away: those of the later one open it, and have no key of who was erased.
        File.Delete($"{house.File}.keys");
        await using var third = await BackupHouse.EmptyAsync();
        Assert.IsType<NotFound>((await third.RestoreAsync(BackupHouse.From(house.File))).Refusal);
        Assert.Null((await third.RestoreAsync(BackupHouse.From(house.File, keys: $"{later}.keys"))).Refusal);
        await AssertErasedAsync(third);

        async Task AssertErasedAsync(BackupHouse at)
        {
            Assert.Equal("Dora Quist", await at.NameOfAsync(stays));
            Assert.Null(await at.NameOfAsync(goes));
            Assert.Null(await at.ReadFileAsync(file));
            Assert.True(await at.Get<EventStore>().IsClosedAsync(BackupHouse.Client, goes, Ct));
            Assert.Equal(0, await at.AskAsync<long>($"select count(*) from events.es_subject_keys where subject_id = {goes}"));
        }
    }

    [Fact]
    public async Task What_a_restore_has_to_leave_of_somebody_who_was_erased_is_told_and_they_stay_listed_as_of_when_they_were()
    {
        await using var house = await BackupHouse.StartAsync();
        var emil = await house.TellAsync("Emil Gone");
        Assert.NotNull((await house.BackUpAsync()).Value);
        await house.Get<Erasure>().EraseAsync(BackupHouse.Client, emil, Ct);
        Assert.Equal([false, true], house.Get<ErasureList>().Read().Select(line => line.Ended));
        var ordered = Assert.Single(house.Get<ErasureList>().Read().Select(line => line.At).Distinct());

        house.Eraser = new Keeper(
            new Obstacle("held-in-file", "the file of 5 May is under a legal hold", Stands: true),
            new Obstacle("held-in-file", "the file of 6 May names them and is under one"));
        var report = (await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Value;

        Assert.Equal(1, report.Erased);
        Assert.Contains($"{emil} of {BackupHouse.Client}", Assert.Single(report.Warnings, words => words.Contains("the file of 5 May is under")));
        Assert.Single(report.Warnings, words => words.Contains("the file of 6 May names them"));
        Assert.All(house.Get<ErasureList>().Read().Where(line => line.Person), line => Assert.Equal(ordered, line.At));
    }

    [Fact]
    public async Task Keys_of_an_erasure_that_was_under_way_come_back_with_it_and_no_new_one_is_made()
    {
        await using var house = await BackupHouse.StartAsync();
        var emil = await house.TellAsync("Emil Half");
        await house.Get<EventStore>().CloseSubjectAsync(BackupHouse.Client, emil, Ct);
        Assert.NotNull((await house.BackUpAsync()).Value);

        Assert.Null((await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Refusal);

        Assert.Equal("Emil Half", await house.NameOfAsync(emil));
        Assert.Equal(1, await house.AskAsync<long>($"select count(*) from events.es_subject_keys where subject_id = {emil}"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => house.ExecuteAsync($"""
            insert into events.es_subject_keys (client_id, key_id, subject_id, kek_id, wrapped, created_at)
            values ('{BackupHouse.Client}', gen_random_uuid(), '{emil}', '', '', now())
            """));
        await house.Get<Erasure>().EraseAsync(BackupHouse.Client, emil, Ct);
        Assert.Null(await house.NameOfAsync(emil));
    }

    private sealed class Keeper(params Obstacle[] obstacles) : ISubjectEraser
    {
        public Task<IReadOnlyList<Obstacle>> ObstaclesInFilesAsync(string client, Guid subject, SubjectTraces traces, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<Obstacle>>(obstacles);
    }

    [Fact]
    public async Task A_key_that_a_version_before_made_for_somebody_who_was_erased_goes_at_the_next_restore()
    {
        await using var house = await BackupHouse.StartAsync();
        var dora = await house.TellAsync("Dora Quist");
        await house.Get<Erasure>().EraseAsync(BackupHouse.Client, dora, Ct);
        await house.ExecuteAsync($"""
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject)
            values ('{BackupHouse.Client}', 'system', 'test', 'person-erased', '{dora}');
            alter table events.es_subject_keys disable trigger user;
            insert into events.es_subject_keys (client_id, key_id, subject_id, kek_id, wrapped, created_at)
            values ('{BackupHouse.Client}', gen_random_uuid(), '{dora}', '', '', now() + interval '1 day');
            alter table events.es_subject_keys enable trigger user;
            """);
        Assert.NotNull((await house.BackUpAsync()).Value);
        Assert.Equal(1, (await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Value.Erased);
        Assert.Equal(0, await house.AskAsync<long>($"select count(*) from events.es_subject_keys where subject_id = {dora}"));
    }

    [Fact]
    public async Task Keys_that_retention_destroyed_go_again_at_every_restore_and_nobody_is_erased_for_them()
    {
        await using var house = await BackupHouse.StartAsync();
        var (dora, emil) = (await house.TellAsync("Dora Quist"), await house.TellAsync("Emil Lives"));
        var file = await house.PutFileAsync(dora, [1, 2, 3]);
        Assert.NotNull((await house.BackUpAsync()).Value);

        // Retention after the backup: a key of one kind of somebody, and one of somebody else that the backup does not know.
        var key = await house.AskAsync<Guid>($"select key_id from events.es_subject_keys where subject_id = {dora} and kind <> ''");
        await house.Get<ErasureList>().AddAsync(
            [
                new ErasureLine(TimeProvider.System.GetUtcNow(), BackupHouse.Client, dora, Person: false, [key]),
                new ErasureLine(TimeProvider.System.GetUtcNow(), BackupHouse.Client, emil, Person: false, [Guid.CreateVersion7()]),
            ], Ct);
        for (var times = 0; times < 3; times++)
        {
            Assert.Null((await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Refusal);
            Assert.Null(await house.NameOfAsync(dora));
            Assert.Equal([1, 2, 3], await house.ReadFileAsync(file));
            Assert.Equal("Emil Lives", await house.NameOfAsync(emil));
        }
    }

    [Fact]
    public async Task An_erasure_that_cannot_be_noted_outside_is_not_begun()
    {
        await using var house = await BackupHouse.StartAsync();
        var dora = await house.TellAsync("Dora Quist");
        Directory.CreateDirectory(Path.Combine(house.Folder, ErasureList.FileName));
        await Assert.ThrowsAnyAsync<Exception>(() => house.Get<Erasure>().EraseAsync(BackupHouse.Client, dora, Ct));
        Assert.Equal("Dora Quist", await house.NameOfAsync(dora));
    }

    [Fact]
    public async Task A_database_that_holds_something_is_replaced_only_when_told_and_stays_when_the_restore_fails()
    {
        await using var house = await BackupHouse.StartAsync();
        var dora = await house.TellAsync("Dora Quist");
        Assert.NotNull((await house.BackUpAsync()).Value);
        var late = await house.TellAsync("Late Comer");
        await house.LeaveAsync();
        var inUse = Assert.IsType<TargetInUse>((await house.RestoreAsync(BackupHouse.From(house.File))).Refusal);
        Assert.Contains("--replace", inUse.Message);
        await Assert.ThrowsAsync<IOException>(() => house.RestoreAsync(
            BackupHouse.From(house.File, replace: true), before: _ => throw new IOException("The machine is on fire.")));
        Assert.Equal("Late Comer", await house.NameOfAsync(late));
        var numbers = await house.AskAsync<long>($"select last_value from events.mt_events_sequence");

        // A host that still runs.
        var running = Assert.IsType<TargetInUse>(await BesideHostAsync(house));
        Assert.Contains("stop every host first", running.Message);

        Assert.Null((await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Refusal);
        Assert.Equal("Dora Quist", await house.NameOfAsync(dora));
        Assert.Empty(await house.Get<EventStore>().FetchStreamAsync(BackupHouse.Client, late, ct: Ct));
        // No number that the replaced database ever handed out comes again.
        Assert.True(await house.AskAsync<long>($"select nextval('events.mt_events_sequence')") > numbers);
        // The gap between is a dead one: the high-water mark passes it, and what comes after is sealed.
        var afterwards = await house.TellAsync("After Wards");
        for (var sealing = 0; sealing < 3; sealing++)
            await house.Get<Sealer>().SealAsync(BackupHouse.Client, Ct);
        Assert.True(await house.AskAsync<bool>($"""
            select (select max(last_seq) from events.es_seals) >= (select seq_id from events.mt_events where stream_id = {afterwards})
            """));
        var left = await house.AskAsync<long>($"select count(*) from pg_database where datname like {house.Database.Name + "\\_%"}");
        Assert.Equal(0, left);

        static async Task<Refusal?> BesideHostAsync(BackupHouse house)
        {
            await using var host = Npgsql.NpgsqlDataSource.Create(house.Database.ConnectionString);
            await using var connection = await host.OpenConnectionAsync(Ct);
            return (await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Refusal;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restore_that_died_half_way_lets_nothing_start_and_is_simply_done_again(bool asideWasMarked)
    {
        await using var house = await BackupHouse.StartAsync();
        Assert.NotNull((await house.BackUpAsync()).Value);
        await using var other = await BackupHouse.EmptyAsync();
        // kill -9 leaves the mark and the half-filled database aside; so does this, which keeps what would tidy up from doing so.
        await other.ExecuteAsync($"comment on database {other.Database.Name} is '{RestoreMark.Unfinished}'");
        await other.ExecuteAsync($"create database {other.Database.Name}_restoring");
        if (asideWasMarked)
            await other.ExecuteAsync($"comment on database {other.Database.Name}_restoring is '{RestoreMark.Unfinished}'");
        var start = await Migrator.ApplyAsync(other.Database.ConnectionString, TestServer.Schemas, Ct);
        Assert.Contains("run ./run.sh restore FILE again", Assert.IsType<RestoreUnfinished>(start.Refusal).Message);
        Assert.IsType<RestoreUnfinished>((await Migrator.CompareAsync(other.Database.ConnectionString, TestServer.Schemas, Ct)).Refusal);
        Assert.Null((await other.RestoreAsync(BackupHouse.From(house.File))).Refusal);
        Assert.Null((await Migrator.ApplyAsync(other.Database.ConnectionString, TestServer.Schemas, Ct)).Refusal);
    }

    [Theory]
    [InlineData("create function one() returns int language sql as 'select 1'")]
    [InlineData("create type mood as enum ('good')")]
    [InlineData("create schema theirs")]
    public async Task Somebody_elses_database_of_that_name_is_not_dropped_though_no_table_is_in_it(string theirs)
    {
        await using var house = await BackupHouse.StartAsync();
        Assert.NotNull((await house.BackUpAsync()).Value);
        await using var other = await BackupHouse.EmptyAsync();
        var aside = $"{other.Database.Name}_restoring";
        await other.ExecuteAsync($"create database {aside}");
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(other.Database.ConnectionString) { Database = aside, Pooling = false };
        await using (var database = Npgsql.NpgsqlDataSource.Create(connection))
        await using (var make = database.CreateCommand(theirs))
            await make.ExecuteNonQueryAsync(Ct);
        var refused = await Assert.ThrowsAsync<IOException>(() => other.RestoreAsync(BackupHouse.From(house.File)));
        Assert.Contains(aside, refused.Message);
        await other.ExecuteAsync($"drop database {aside}");
    }

    [Fact]
    public async Task A_backup_of_a_newer_version_is_refused_and_one_of_an_older_version_is_brought_up()
    {
        await using var house = await BackupHouse.StartAsync();
        Assert.NotNull((await house.BackUpAsync()).Value);
        await using var other = await BackupHouse.EmptyAsync();
        var newest = TestServer.Schemas.Single(s => s.Name == "platform");
        var older = TestServer.Schemas.Select(s => s.Name == "platform" ? s with { Scripts = [.. s.Scripts.SkipLast(1)] } : s).ToList();
        var refused = Assert.IsType<SchemaIsNewer>((await other.RestoreAsync(BackupHouse.From(house.File), older)).Refusal);
        Assert.Contains("downgrade refused", refused.Message);
        var next = newest with { Scripts = [.. newest.Scripts, new SchemaScript("999_next", "create table platform.next (id int)")] };
        var newer = TestServer.Schemas.Select(s => s.Name == "platform" ? next : s).ToList();
        Assert.Equal(["platform/999_next"], (await other.RestoreAsync(BackupHouse.From(house.File), newer)).Value.Scripts);
        Assert.Equal(0, await other.AskAsync<long>($"select count(*) from platform.next"));
    }

    [Fact]
    public async Task Files_that_are_wrong_are_refused_in_one_line_and_nothing_is_touched()
    {
        await using var house = await BackupHouse.StartAsync();
        Assert.NotNull((await house.BackUpAsync()).Value);
        var bytes = await File.ReadAllBytesAsync(house.File, Ct);
        await using var other = await BackupHouse.EmptyAsync();
        await File.WriteAllTextAsync($"{other.File}.keys", "", Ct);
        await RefusesAsync("is cut short or damaged", bytes[..(bytes.Length / 2)]);
        await RefusesAsync("is no backup of HybridBpo", "PGDMP something else"u8.ToArray());
        await RefusesAsync("is no backup of HybridBpo", []);
        var changed = (byte[])bytes.Clone();
        changed[bytes.Length / 2] ^= 1;
        await RefusesAsync("was changed or is damaged", changed);
        File.Copy($"{house.File}.keys", other.File, overwrite: true);
        await RefusesAsync("holds the keys, not the database", await File.ReadAllBytesAsync(other.File, Ct));
        // A backup of another installation, with its own keys.
        await using var stranger = await BackupHouse.StartAsync(
            new Dictionary<string, string?> { [MasterKey.Key] = Convert.ToBase64String(new byte[32]) });
        Assert.NotNull((await stranger.BackUpAsync()).Value);
        File.Copy($"{stranger.File}.keys", $"{other.File}.keys", overwrite: true);
        await RefusesAsync("was made under the master key", await File.ReadAllBytesAsync(stranger.File, Ct));
        // The keys of another backup of the same installation, taken before.
        var second = Path.Combine(house.Folder, "two.bak");
        Assert.NotNull((await house.BackUpAsync(second)).Value);
        File.Copy($"{house.File}.keys", $"{other.File}.keys", overwrite: true);
        await RefusesAsync("does not open", await File.ReadAllBytesAsync(second, Ct));
        File.Copy($"{house.File}.keys", $"{other.File}.keys", overwrite: true);
        await File.WriteAllTextAsync($"{other.File}.erasures", "{\"at\":", Ct);
        await RefusesAsync("line 1 cannot be read", bytes);

        async Task RefusesAsync(string words, byte[] content)
        {
            await File.WriteAllBytesAsync(other.File, content, Ct);
            var refusal = Assert.IsAssignableFrom<Refusal>((await other.RestoreAsync(BackupHouse.From(other.File))).Refusal);
            Assert.Contains(words, refusal.Message);
            Assert.DoesNotContain('\n', refusal.Message);
            Assert.Null((await Migrator.CompareAsync(other.Database.ConnectionString, TestServer.Schemas, Ct)).Refusal);
            Assert.Equal("0", await OwnFolder.AskAsync(
                other.Database.ConnectionString, "select count(*) from pg_namespace where nspname = 'events'"));
        }
    }
}
