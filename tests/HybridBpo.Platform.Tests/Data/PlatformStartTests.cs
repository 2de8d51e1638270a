using HybridBpo.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridBpo.Platform.Tests;

public sealed class PlatformStartTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_that_row_level_security_does_not_bind_is_refused()
    {
        await using var folder = new OwnFolder();
        var started = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder.Path), Ct);
        Assert.SkipUnless(started.Refusal is not PostgresMissing, "PostgreSQL's programs are not on this machine.");
        await using var server = started.Value;
        Assert.NotEmpty((await Migrator.ApplyAsync(server.ConnectionString, TestServer.Schemas, Ct)).Value);
        Assert.Null(await CheckAsync(server.ConnectionString));
        var admin = new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Username = AppRole.Admin,
            Password = (await File.ReadAllTextAsync(Path.Combine(folder.Path, "postgres", "admin-password"), Ct)).Trim(),
        };
        Assert.IsType<RoleIsUnbound>(await CheckAsync(admin.ConnectionString));
    }

    private static async Task<Refusal?> CheckAsync(string connectionString)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [MasterKey.Key] = TestPlatform.MasterKeyText }).Build();
        await using var services = new ServiceCollection().AddPlatform(configuration, connectionString).BuildServiceProvider();
        return (await services.GetRequiredService<PlatformStart>().CheckAsync(Ct)).Refusal;
    }
}
