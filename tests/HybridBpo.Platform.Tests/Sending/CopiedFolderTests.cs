using HybridBpo.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

public sealed class CopiedFolderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Copying the data folder is how a private installation is cloned: every number inside is the same, and the copy wrote to the same people.
    [Fact]
    public async Task A_copied_data_folder_starts_with_sending_off_and_a_moved_one_as_it_was()
    {
        await using var original = new OwnFolder();
        await using var copy = new OwnFolder();
        Assert.Equal(("", true), await StartAsync(original, turnOn: true));
        await original.StopsAsync();
        await Shell.RunAsync(["cp", "-a", $"{original.Path}/.", copy.Path], Ct);
        var (notice, on) = await StartAsync(copy);
        Assert.Contains("sending was turned off", notice);
        Assert.False(on);
        await copy.StopsAsync();
        Assert.Equal(("", true), await StartAsync(original));
        await original.StopsAsync();

        Directory.Delete(copy.Path, recursive: true);
        Directory.Move(original.Path, copy.Path);
        Assert.Equal(("", true), await StartAsync(copy));
        await copy.StopsAsync();
        Directory.CreateDirectory(original.Path);
    }

    private static async Task<(string Notice, bool On)> StartAsync(OwnFolder folder, bool turnOn = false)
    {
        var started = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder.Path), Ct);
        Assert.SkipUnless(started.Refusal is not PostgresMissing, "PostgreSQL's programs are not on this machine.");
        await using var server = started.Value;
        Assert.Null((await Migrator.ApplyAsync(server.ConnectionString, TestServer.Schemas, Ct)).Refusal);
        var settings = new Dictionary<string, string?> { [MasterKey.Key] = TestPlatform.MasterKeyText, [DataFolder.Key] = folder.Path };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        await using var host = new ServiceCollection().AddPlatform(configuration, server.ConnectionString).BuildServiceProvider();
        var notice = (await host.GetRequiredService<PlatformStart>().CheckAsync(Ct)).Value;
        var sending = host.GetRequiredService<SendingSwitch>();
        await host.AddClientAsync(DeliveryHosts.Client, Ct);
        if (turnOn)
            Assert.Null((await sending.TurnOnAsync(DeliveryHosts.Supervisor, DeliveryHosts.Client, Ct)).Refusal);
        return (notice, await sending.WhyNotAsync(DeliveryHosts.System, DeliveryHosts.Client, "email", "", Ct) is null);
    }
}
