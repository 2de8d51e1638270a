using System.Xml.Linq;
using HybridBpo.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

public sealed class SecretsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Dictionary<string, string?> OtherKey = new() { [MasterKey.Key] = Convert.ToBase64String(new byte[32]) };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_host_protects_another_opens()
    {
        await using var first = TestPlatform.Build(database);
        await using var second = TestPlatform.Build(database);
        var cookie = first.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie").Protect("sam");
        Assert.Equal("sam", second.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie").Unprotect(cookie));
    }

    [Fact]
    public async Task Keys_of_cookies_are_not_readable_in_the_database()
    {
        await using var services = TestPlatform.Build(database);
        var repository = services.GetRequiredService<PostgresXmlRepository>();
        repository.StoreElement(new XElement("key", "canary-in-clear"), "key-1");
        Assert.Contains(repository.GetAllElements(), element => element.Value == "canary-in-clear");
        Assert.Equal(0L, await services.GetRequiredService<Database>().SingleOrDefaultAsync<long>(
            Access.System("test"), $"select count(*) from platform.data_protection_keys where position('canary'::bytea in sealed) > 0", Ct));
    }

    [Fact]
    public async Task A_host_with_another_master_key_refuses_to_start_and_says_what_to_do()
    {
        await using var services = TestPlatform.Build(database);
        Assert.Null((await services.GetRequiredService<PlatformStart>().CheckAsync(Ct)).Refusal);
        await using var stranger = TestPlatform.Build(database, settings: OtherKey);
        var refused = await stranger.GetRequiredService<PlatformStart>().CheckAsync(Ct);
        Assert.Contains("copy keys/master-key", Assert.IsType<WrongMasterKey>(refused.Refusal).Message);
    }

    [Fact]
    public void The_master_key_is_made_once_and_only_its_owner_reads_it()
    {
        var folder = Directory.CreateTempSubdirectory("hybridbpo-keys-").FullName;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [DataFolder.Key] = folder }).Build();
        Assert.Equal(MasterKey.Load(configuration).Bytes, MasterKey.Load(configuration).Bytes);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "keys", "master-key")));
        File.WriteAllText(Path.Combine(folder, "keys", "master-key"), "short");
        Assert.Contains("32 bytes", Assert.Throws<InvalidOperationException>(() => MasterKey.Load(configuration)).Message);
        File.WriteAllText(Path.Combine(folder, "keys", "master-key"), "");
        Assert.Contains("is empty", Assert.Throws<InvalidOperationException>(() => MasterKey.Load(configuration)).Message);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void An_empty_master_key_is_never_replaced_and_one_in_the_making_is_made_anew()
    {
        var folder = Directory.CreateTempSubdirectory("hybridbpo-keys-").FullName;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [DataFolder.Key] = folder }).Build();
        var file = Path.Combine(DataFolder.Private(folder, "keys"), "master-key");
        File.WriteAllText(file, "");
        Assert.Contains("Restore it from a backup", Assert.Throws<InvalidOperationException>(() => MasterKey.Load(configuration)).Message);
        Assert.Empty(File.ReadAllBytes(file));
        File.Move(file, file + ".new"); // what a power cut leaves of a first start
        Assert.Equal(32, MasterKey.Load(configuration).Bytes.Length);
        Assert.False(File.Exists(file + ".new"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_process_that_cannot_get_its_turn_makes_no_master_key_of_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("hybridbpo-keys-").FullName;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [DataFolder.Key] = folder }).Build();
        var file = Path.Combine(DataFolder.Private(folder, "keys"), "master-key");
        using (new FileStream(file + ".lock", FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            var refused = Assert.Throws<InvalidOperationException>(() => MasterKey.Load(configuration, TimeSpan.FromMilliseconds(100)));
            Assert.Contains("for too long", refused.Message);
        }
        Assert.False(File.Exists(file));
        Directory.Delete(folder, recursive: true);
    }
}
