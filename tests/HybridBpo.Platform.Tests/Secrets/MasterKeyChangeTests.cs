using System.Security.Cryptography;
using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

/// <summary>
/// The master key is changed under running hosts; nothing is lost when the change is broken off, and nothing needs the old key afterwards.
/// </summary>
public sealed class MasterKeyChangeTests : IAsyncLifetime
{
    private static readonly Access Operator = Access.System("test");
    private readonly TestDatabase database = new();
    private readonly string folder = Directory.CreateTempSubdirectory("hybridbpo-keys-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => database.InitializeAsync();

    [Fact]
    public async Task A_change_broken_off_in_the_middle_goes_on_and_running_hosts_notice_nothing()
    {
        await using var host = Host();
        await using var other = Host();
        var (store, links) = (host.GetRequiredService<EventStore>(), host.GetRequiredService<SharedSecrets>());
        var people = Enumerable.Range(0, 1_300).Select(_ => Guid.CreateVersion7()).ToList();
        var boxes = await SealAsync(store, people);
        await new Sealer(store).CheckpointAsync("acme", Ct);
        var secret = await links.GetAsync("links", Ct);
        var old = Assert.Single(await StatusAsync(host));
        Assert.Equal((1_300, true, true), (old.SubjectKeys, old.IsCurrent, old.Secrets >= 1));

        // The command dies after its first batch.
        using (var dies = CancellationTokenSource.CreateLinkedTokenSource(Ct))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                Change(host).RotateAsync(Operator, null, _ => dies.Cancel(), dies.Token));
        }

        var halfway = await StatusAsync(host);
        Assert.Equal(2, halfway.Count);
        Assert.All(halfway, use => Assert.InRange(use.SubjectKeys, 1, 1_299));
        await using (var third = Host())
            Assert.Null((await third.GetRequiredService<PlatformStart>().CheckAsync(Ct)).Refusal);

        // Hosts read what was there and write anew all the while.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var (written, load) = (new List<(Guid, byte[])>(), Task.CompletedTask);
        load = Task.Run(async () =>
        {
            for (var i = 0; !ends.IsCancellationRequested; i++)
            {
                var fresh = Guid.CreateVersion7();
                written.Add((fresh, await other.GetRequiredService<EventStore>().Boxes.SealAsync("acme", fresh, "new"u8.ToArray(), "place", Ct)));
                var some = i % people.Count;
                var read = await other.GetRequiredService<EventStore>().Boxes.OpenAsync("acme", people[some], boxes[some], "place", Ct);
                Assert.Equal("words"u8.ToArray(), read);
            }
        }, Ct);
        var changed = (await Change(host).RotateAsync(Operator, null, null, Ct)).Value;
        await ends.CancelAsync();
        await load;

        Assert.NotEqual(old.Id, changed.Current);
        Assert.Equal([old.Id], changed.NotNeeded);
        Assert.Null((await Change(host).ForgetAsync(Operator, old.Id, Ct)).Refusal);
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(folder, "keys", "master-key"), Ct));

        // A host that has never seen the old key reads all of it.
        await using var fourth = Host();
        Assert.Null((await fourth.GetRequiredService<PlatformStart>().CheckAsync(Ct)).Refusal);
        Assert.Equal([changed.Current], (await StatusAsync(fourth)).Select(use => use.Id));
        var boxesOf = fourth.GetRequiredService<EventStore>().Boxes;
        for (var i = 0; i < people.Count; i += 100)
            Assert.Equal("words"u8.ToArray(), await boxesOf.OpenAsync("acme", people[i], boxes[i], "place", Ct));
        Assert.NotEmpty(written);
        foreach (var (who, box) in written)
            Assert.Equal("new"u8.ToArray(), await boxesOf.OpenAsync("acme", who, box, "place", Ct));
        Assert.Equal(secret, await fourth.GetRequiredService<SharedSecrets>().GetAsync("links", Ct));
    }

    [Fact]
    public async Task A_key_that_something_needs_is_not_forgotten_and_one_that_is_gone_is_named()
    {
        string id;
        await using (var host = Host())
        {
            await SealAsync(host.GetRequiredService<EventStore>(), [Guid.CreateVersion7()]);
            id = Assert.Single(await StatusAsync(host)).Id;
            Assert.Contains("current", (await Change(host).ForgetAsync(Operator, id, Ct)).Refusal!.Message);
            Assert.IsType<NotFound>((await Change(host).ForgetAsync(Operator, "0badf00d", Ct)).Refusal);
        }

        var file = Path.Combine(folder, "keys", "master-key");
        var kept = await File.ReadAllTextAsync(file, Ct);
        await File.WriteAllTextAsync(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n" + kept, Ct);
        await using (var begun = Host())
            Assert.Contains("keys rotate", (await Change(begun).ForgetAsync(Operator, id, Ct)).Refusal!.Message);
        await File.WriteAllTextAsync(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), Ct);
        await using var stranger = Host();
        var refused = Assert.IsType<WrongMasterKey>((await stranger.GetRequiredService<PlatformStart>().CheckAsync(Ct)).Refusal);
        Assert.Contains(id, refused.Message);
        Assert.Contains(KeyRing.IdOf(stranger.GetRequiredService<MasterKey>().Bytes), refused.Message);
        Assert.Contains(id, (await Change(stranger).RotateAsync(Operator, null, null, Ct)).Refusal!.Message);
    }

    [Fact]
    public async Task Keys_given_as_settings_are_changed_by_the_settings()
    {
        string Text(byte fill) => Convert.ToBase64String([.. Enumerable.Repeat(fill, 32)]);
        ServiceProvider WithKeys(string current, string others) => TestPlatform.Build(
            database, settings: new Dictionary<string, string?> { [MasterKey.Key] = current, [MasterKey.OthersKey] = others });
        var who = Guid.CreateVersion7();
        byte[] box;
        await using (var before = WithKeys(Text(1), ""))
        {
            box = (await SealAsync(before.GetRequiredService<EventStore>(), [who]))[0];
            Assert.Null((await before.GetRequiredService<PlatformStart>().CheckAsync(Ct)).Refusal);
            Assert.Contains(MasterKey.OthersKey, (await Change(before).RotateAsync(Operator, null, null, Ct)).Refusal!.Message);
        }

        await using (var both = WithKeys(Text(2), $"{Text(3)}, {Text(1)}"))
        {
            Assert.Null((await both.GetRequiredService<PlatformStart>().CheckAsync(Ct)).Refusal);
            Assert.Equal(2, (await Change(both).RotateAsync(Operator, null, null, Ct)).Value.Rewrapped);
        }

        await using var after = WithKeys(Text(2), "");
        Assert.Null((await after.GetRequiredService<PlatformStart>().CheckAsync(Ct)).Refusal);
        Assert.Equal("words"u8.ToArray(), await after.GetRequiredService<EventStore>().Boxes.OpenAsync("acme", who, box, "place", Ct));
        await using var late = WithKeys(Text(1), "");
        Assert.IsType<WrongMasterKey>((await late.GetRequiredService<PlatformStart>().CheckAsync(Ct)).Refusal);
    }

    [Fact]
    public async Task An_exported_key_comes_back_on_a_new_machine_with_its_passphrase_alone()
    {
        string text = "", id;
        await using (var host = Host())
        {
            var export = host.GetRequiredService<MasterKeyExport>();
            id = KeyRing.IdOf(host.GetRequiredService<MasterKey>().Bytes);
            Assert.IsType<Invalid>((await export.ExportAsync(Operator, "too short", _ => Task.FromResult<Refusal?>(null), Ct)).Refusal);
            Assert.IsType<Unavailable>((await export.ExportAsync(
                Operator, "correct horse battery", _ => Task.FromResult<Refusal?>(new Unavailable("disk full")), Ct)).Refusal);
            Assert.Null((await StatusAsync(host)).Single().ExportedAt);
            Assert.Equal([id], (await export.ExportAsync(Operator, "correct horse battery", made =>
            {
                text = made;
                return Task.FromResult<Refusal?>(null);
            }, Ct)).Value);
            Assert.NotNull((await StatusAsync(host)).Single().ExportedAt);
        }

        Assert.DoesNotContain(Convert.ToBase64String(MasterKey.Load(Settings(folder)).Bytes), text);
        var elsewhere = Directory.CreateTempSubdirectory("hybridbpo-keys-").FullName;
        Assert.Contains("passphrase", MasterKeyExport.Import(Settings(elsewhere), text, "correct horse batterY").Refusal!.Message);
        Assert.Contains("no file", MasterKeyExport.Import(Settings(elsewhere), "{\"what\":1}", "correct horse battery").Refusal!.Message);
        Assert.Contains("no file", MasterKeyExport.Import(Settings(elsewhere), "[]", "correct horse battery").Refusal!.Message);
        var forged = text.Replace(id, "deadbeef");
        Assert.Contains("changed", MasterKeyExport.Import(Settings(elsewhere), forged, "correct horse battery").Refusal!.Message);
        Assert.False(File.Exists(Path.Combine(elsewhere, "keys", "master-key")));
        var (added, current) = MasterKeyExport.Import(Settings(elsewhere), text, "correct horse battery").Value;
        Assert.Equal([id], added);
        Assert.Equal(id, current);
        Assert.Equal(MasterKey.Load(Settings(folder)).Bytes, MasterKey.Load(Settings(elsewhere)).Bytes);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(elsewhere, "keys", "master-key")));
        Assert.Empty(MasterKeyExport.Import(Settings(elsewhere), text, "correct horse battery").Value.Added);

        // A machine that has made a key of its own keeps it as the current one, and opens with both.
        var third = Directory.CreateTempSubdirectory("hybridbpo-keys-").FullName;
        var own = KeyRing.IdOf(MasterKey.Load(Settings(third)).Bytes);
        Assert.Equal(own, MasterKeyExport.Import(Settings(third), text, "correct horse battery").Value.Current);
        Assert.Equal([own, id], MasterKey.Load(Settings(third)).Ring.All.Select(KeyRing.IdOf));
        Directory.Delete(elsewhere, recursive: true);
        Directory.Delete(third, recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private ServiceProvider Host() => TestPlatform.Build(
        database, settings: new Dictionary<string, string?> { [MasterKey.Key] = "", [DataFolder.Key] = folder });

    private static IConfiguration Settings(string folder) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [DataFolder.Key] = folder }).Build();

    private static MasterKeyChange Change(IServiceProvider host) => host.GetRequiredService<MasterKeyChange>();

    private static Task<IReadOnlyList<MasterKeyUse>> StatusAsync(IServiceProvider host) => Change(host).StatusAsync(Operator, Ct);

    private static async Task<List<byte[]>> SealAsync(EventStore store, IReadOnlyList<Guid> people)
    {
        var boxes = new byte[people.Count][];
        await Parallel.ForAsync(0, people.Count, Ct, async (i, ct) =>
            boxes[i] = await store.Boxes.SealAsync("acme", people[i], "words"u8.ToArray(), "place", ct));
        return [.. boxes];
    }
}
