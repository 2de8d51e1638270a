namespace HybridBpo.Platform;

/// <summary>What a host checks after the migration and before it serves.</summary>
public sealed class PlatformStart
{
    private readonly SharedSecrets secrets;
    private readonly SendingSwitch sending;

    internal PlatformStart(SharedSecrets secrets, SendingSwitch sending) => (this.secrets, this.sending) = (secrets, sending);

    /// <summary>Checks that the master key fits the database, and turns sending off in a restored or cloned one.</summary>
    /// <returns>What to tell the person who started the host (empty when there is nothing), or the refusal to start.</returns>
    public async Task<Result<string>> CheckAsync(CancellationToken ct)
    {
        if (await secrets.CheckMasterKeyAsync(ct) is { } wrong)
            return wrong;
        return await sending.TurnOffInACopyAsync(ct) ? "This database is a copy of another: sending was turned off for every client." : "";
    }
}
