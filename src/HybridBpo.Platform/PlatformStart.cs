using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>What a host checks after the migration and before it serves.</summary>
public sealed class PlatformStart
{
    private readonly Database database;
    private readonly SharedSecrets secrets;
    private readonly SendingSwitch sending;
    private readonly SmtpOptions smtp;
    private readonly IConfiguration configuration;

    internal PlatformStart(Database database, SharedSecrets secrets, SendingSwitch sending, SmtpOptions smtp, IConfiguration configuration) =>
        (this.database, this.secrets, this.sending, this.smtp, this.configuration) = (database, secrets, sending, smtp, configuration);

    /// <summary>
    /// Checks that the mail settings can be read, that row-level security binds the database role and that the master key fits the database, and
    /// turns sending off in a restored or cloned one.
    /// </summary>
    /// <returns>What to tell the person who started the host (empty when there is nothing), or the refusal to start.</returns>
    public async Task<Result<string>> CheckAsync(CancellationToken ct)
    {
        if (smtp.Problem is { } unreadable)
            return new SendingNotReady(unreadable);
        var unbound = await database.SingleOrDefaultAsync<bool>(
            Access.System("start"), $"select rolsuper or rolbypassrls from pg_roles where rolname = current_user", ct);
        if (unbound)
            return new RoleIsUnbound("The database role passes row-level security by (a superuser does): use a plain role that owns the database.");
        if (await secrets.CheckMasterKeyAsync(ct) is { } wrong)
            return wrong;
        return await sending.TurnOffInACopyAsync(await DataPlace.FindAsync(configuration, ct), ct)
            ? "This database is a copy of another: sending was turned off for every client."
            : "";
    }

    /// <summary>Refuses when this host's master key is not the one that the database was used with.</summary>
    /// <param name="ct">Cancellation.</param>
    public Task<Refusal?> CheckMasterKeyAsync(CancellationToken ct) => secrets.CheckMasterKeyAsync(ct);
}

/// <summary>Row-level security, the second fence between clients, would not bind the database role.</summary>
public sealed record RoleIsUnbound(string Message) : Conflict(Message);
