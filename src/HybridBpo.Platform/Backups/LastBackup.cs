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

    /// <summary>When it was taken, and whether this database came out of it; null for never.</summary>
    public Task<BackupKnown?> FindAsync(CancellationToken ct) => database.SingleOrDefaultAsync<BackupKnown>(Access.System("backup"), $"""
        select taken_at, restored from (
          select case act when {AfterRestore.Act} then (detail ->> 'takenAt')::timestamptz else at end as taken_at,
            act = {AfterRestore.Act} as restored
          from platform.acts where client_id = {Access.EveryClient} and act in ({TakeBackup.Act}, {AfterRestore.Act})) known
        order by taken_at desc, restored desc limit 1
        """, ct);
}

/// <summary>A backup that the database knows of.</summary>
/// <param name="TakenAt">The moment that it shows.</param>
/// <param name="Restored">Did this database come out of it?</param>
public sealed record BackupKnown(DateTimeOffset TakenAt, bool Restored);
