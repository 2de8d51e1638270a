using HybridBpo.Testing;

namespace HybridBpo.Platform.Tests;

/// <summary>The keys of a later backup open an earlier one, also when a later version changed their tables.</summary>
public sealed class LaterKeysTests
{
    private static readonly SchemaScript
        Next = new("998_next", "alter table events.es_subject_keys add column note varchar not null default 'x'"),
        Last = new("999_last", "alter table events.es_subject_keys drop column note");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_of_a_later_version_open_an_earlier_backup_on_that_version_and_on_one_after_it()
    {
        await using var house = await BackupHouse.StartAsync();
        var dora = await house.TellAsync("Dora Quist");
        Assert.NotNull((await house.BackUpAsync()).Value);
        Assert.Null((await Migrator.ApplyAsync(house.Database.ConnectionString, With(Next), Ct)).Refusal);
        var later = Path.Combine(house.Folder, "two.bak");
        Assert.NotNull((await house.BackUpAsync(later)).Value);
        File.Delete($"{house.File}.keys");

        await using var same = await BackupHouse.EmptyAsync();
        var report = (await same.RestoreAsync(BackupHouse.From(house.File, keys: $"{later}.keys"), With(Next))).Value;
        Assert.Equal(["events/998_next"], report.Scripts);
        Assert.Equal("x", await same.AskAsync<string>($"select max(note) from events.es_subject_keys"));
        await using var after = await BackupHouse.EmptyAsync();
        Assert.Null((await after.RestoreAsync(BackupHouse.From(house.File, keys: $"{later}.keys"), With(Next, Last))).Refusal);
        Assert.Equal("Dora Quist", await after.NameOfAsync(dora));
        // A version that does not know the script knows not what the keys mean either.
        await using var older = await BackupHouse.EmptyAsync();
        var refused = Assert.IsType<SchemaIsNewer>((await older.RestoreAsync(BackupHouse.From(house.File, keys: $"{later}.keys"))).Refusal);
        Assert.Contains("two.bak.keys was made by a newer HybridBpo", refused.Message);
        Assert.Null((await Migrator.CompareAsync(older.Database.ConnectionString, TestServer.Schemas, Ct)).Refusal);
    }

    private static IReadOnlyList<SchemaSource> With(params SchemaScript[] more) =>
        [.. TestServer.Schemas.Select(s => s.Name == "events" ? s with { Scripts = [.. s.Scripts, .. more] } : s)];
}
