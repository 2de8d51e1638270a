namespace HybridBpo.Hro.Applications;

/// <summary>
/// May this person see what the machine found about an application? Only when the gate is open for every case about it: an earlier run tells nearly
/// as much as the one that still waits for the person's judgement.
/// </summary>
internal sealed class VerdictShown(IVerdictGate gate)
{
    public async Task<bool> MaySeeAsync(Access access, string client, Application application, CancellationToken ct)
    {
        if (application.Cases.Count == 0 || application.State == States.Received)
            return false;
        var open = await gate.MaySeeAsync(access, client, application.Cases, ct);
        return application.Cases.All(open.Contains);
    }

    /// <summary>Has the person an own judgement of the newest case, or could never judge it?</summary>
    public async Task<bool> HasJudgedAsync(Access access, string client, Application application, CancellationToken ct) =>
        application.Case is { } newest && (await gate.MaySeeAsync(access, client, [newest], ct)).Contains(newest);
}
