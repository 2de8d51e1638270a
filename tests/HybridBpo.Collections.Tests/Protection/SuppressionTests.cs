using System.Security.Cryptography;
using System.Text;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Protection;

namespace HybridBpo.Collections.Tests.Protection;

/// <summary>The firm-wide list while hosts of the version before still run, which look for plain hashes only.</summary>
public class SuppressionTests(House house) : IClassFixture<House>
{
    private static readonly Access All = Access.System("test");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_an_upgrade_the_version_before_knows_of_an_opt_out_at_once_also_when_the_list_was_empty()
    {
        await house.Database.ExecuteAsync(All, $"delete from collections.suppressions", Ct);
        await SayAsync("fresh@example.com");
        Assert.Equal((1L, 0L), await CountAsync("fresh@example.com"));

        // As the script leaves it where people were known before.
        await house.Database.ExecuteAsync(
            All, $"insert into collections.plain_suppressions (until) values (clock_timestamp() + interval '1 day')", Ct);
        await SayAsync("upgraded@example.com");
        Assert.Equal((1L, 1L), await CountAsync("upgraded@example.com"));
        await house.Get<Suppression>().ConvertAsync(All, Ct);
        Assert.Equal((1L, 1L), await CountAsync("upgraded@example.com"));

        // A day later nobody looks for plain ones any more.
        await house.Database.ExecuteAsync(All, $"""
            with past as (update collections.plain_suppressions set until = until - interval '2 days')
            update collections.suppressions set converts_at = converts_at - interval '2 days'
            """, Ct);
        await house.Get<Suppression>().ConvertAsync(All, Ct);
        Assert.Equal((1L, 0L), await CountAsync("upgraded@example.com"));
        await SayAsync("later@example.com");
        Assert.Equal((1L, 0L), await CountAsync("later@example.com"));
        Assert.NotNull(await house.Get<AccountBook>().SuppressedSinceAsync(All, "email", "later@example.com", Ct));
    }

    private async Task SayAsync(string mail)
    {
        var key = await house.Get<Suppression>().KeyAsync(Ct);
        var session = house.Store.OpenSession("tilbury", Access.System("test", "tilbury"));
        key.QueueSuppress(session, new AddressRow("tilbury", Guid.NewGuid(), Guid.NewGuid(), "email", mail, false), "opted-out", house.Clock.Now);
        await session.SaveChangesAsync(Ct);
    }

    // Under the key, and plain as the version before looks for it.
    private async Task<(long Keyed, long Plain)> CountAsync(string mail)
    {
        var under = (await house.Get<Suppression>().KeyAsync(Ct)).Forms(mail)[0];
        return (await OneAsync($"select count(*) from collections.suppressions where kind = 'email' and value_sha256 = {under}"),
            await OneAsync($"""
                select count(*) from collections.suppressions
                where kind = 'email' and value_sha256 = {SHA256.HashData(Encoding.UTF8.GetBytes(mail))}
                """));
    }

    private async Task<long> OneAsync(FormattableString sql) => (await house.Database.QueryAsync<long>(All, sql, Ct)).Single();
}
