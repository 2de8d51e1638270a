namespace HybridBpo.Platform;

/// <summary>When the last good backup was taken: each leaves an act behind.</summary>
/// <param name="database">Where acts are.</param>
public sealed class LastBackup(Database database)
{
    /// <summary>When; null for never.</summary>
    public Task<DateTimeOffset?> AtAsync(CancellationToken ct) => database.SingleOrDefaultAsync<DateTimeOffset?>(Access.System("backup"), $"""
        select max(at) from platform.acts where client_id = {Access.EveryClient} and act = {TakeBackup.Act}
        """, ct);
}
