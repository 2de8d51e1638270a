namespace HybridBpo.Platform;

/// <summary>What a host checks after the migration and before it serves.</summary>
public sealed class PlatformStart
{
    private readonly Database database;
    private readonly SharedSecrets secrets;
    private readonly SendingSwitch sending;

    internal PlatformStart(Database database, SharedSecrets secrets, SendingSwitch sending) =>
        (this.database, this.secrets, this.sending) = (database, secrets, sending);

    /// <summary>
    /// Checks that row-level security binds the database role and that the master key fits the database, and turns sending off in a restored or
    /// cloned one.
    /// </summary>
    /// <returns>What to tell the person who started the host (empty when there is nothing), or the refusal to start.</returns>
    public async Task<Result<string>> CheckAsync(CancellationToken ct)
    {
        var unbound = await database.SingleOrDefaultAsync<bool>(
            Access.System("start"), $"select rolsuper or rolbypassrls from pg_roles where rolname = current_user", ct);
        if (unbound)
            return new RoleIsUnbound("The database role passes row-level security by (a superuser does): use a plain role that owns the database.");
        if (await secrets.CheckMasterKeyAsync(ct) is { } wrong)
            return wrong;
        return await sending.TurnOffInACopyAsync(ct) ? "This database is a copy of another: sending was turned off for every client." : "";
    }
}

/// <summary>Row-level security, the second fence between clients, would not bind the database role.</summary>
public sealed record RoleIsUnbound(string Message) : Conflict(Message);
