namespace HybridBpo.Hro.Applications;

/// <summary>
/// May this person see what the machine found about an application, and what people wrote who knew it? The gate's answer for the newest case: it
/// closes earlier runs to whoever has yet to judge it. While a run is under way its case is not there to ask about, so nothing is shown.
/// </summary>
internal sealed class VerdictShown(IVerdictGate gate)
{
    public async Task<bool> MaySeeAsync(Access access, string client, Application application, CancellationToken ct) =>
        application.State != States.Received && await HasJudgedAsync(access, client, application, ct);

    /// <summary>Has the person an own judgement of the newest case, or could never judge it?</summary>
    public async Task<bool> HasJudgedAsync(Access access, string client, Application application, CancellationToken ct) =>
        application.Case is { } newest && (await gate.MaySeeAsync(access, client, [newest], ct)).Contains(newest);
}
