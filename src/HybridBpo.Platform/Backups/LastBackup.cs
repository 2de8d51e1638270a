using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>When the last good backup was taken: each leaves an act behind; and whether the next one can be.</summary>
/// <param name="database">Where acts are.</param>
/// <param name="configuration">Where PostgreSQL's programs are looked for.</param>
public sealed class LastBackup(Database database, IConfiguration configuration)
{
    /// <summary>What the next one lacks, with what to do; null when it can be taken.</summary>
    public async Task<Refusal?> WhyNotNextAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return (await PostgresTools.FindAsync(configuration, connection.PostgreSqlVersion.Major, ct)).Refusal;
    }

    /// <summary>When; null for never.</summary>
    public Task<DateTimeOffset?> AtAsync(CancellationToken ct) => database.SingleOrDefaultAsync<DateTimeOffset?>(Access.System("backup"), $"""
        select max(at) from platform.acts where client_id = {Access.EveryClient} and act = {TakeBackup.Act}
        """, ct);
}
