using HybridBpo.Testing;

namespace HybridBpo.Platform.Tests;

public sealed class TestDatabaseTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task It_has_every_schema_and_a_role_that_row_level_security_binds()
    {
        Assert.Equal("off", await OwnFolder.AskAsync(database.ConnectionString, "select current_setting('is_superuser')"));
        Assert.Equal($"{TestServer.Schemas.Sum(schema => schema.Scripts.Count)}",
            await OwnFolder.AskAsync(database.ConnectionString, "select count(*) from platform.migrations"));
    }

    [Fact]
    public async Task Two_databases_know_nothing_of_each_other()
    {
        await using var other = await TestDatabase.CreateAsync();
        await OwnFolder.AskAsync(other.ConnectionString, "create table only_there (id int)");
        Assert.Equal("", await OwnFolder.AskAsync(database.ConnectionString, "select to_regclass('only_there')::text"));
    }
}
