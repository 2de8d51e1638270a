namespace HybridBpo.Inbox.Supervision;

/// Runs every minute: what is held by people who may judge it no longer is set free; what is past due, and what nobody eligible can take, is told to
/// the supervisors once.
internal sealed class InboxWatch(Backlog backlog, LostRights rights, CaseDesk desk, TimeProvider time) : IScan
{
    private static readonly Access Watch = Access.System("inbox-watch");

    public async Task RunAsync(CancellationToken ct)
    {
        await rights.ReleaseAsync(Watch, null, ct);
        foreach (var late in await backlog.NewlyLateAsync(Watch, ct))
        {
            await EscalateAsync(late.ClientId, late.CaseId, EscalateCase.PastDue, ct);
        }

        foreach (var stranded in await backlog.NobodyCanTakeAsync(Watch, EscalateCase.NobodyEligible, ct))
        {
            await EscalateAsync(stranded.ClientId, stranded.CaseId, EscalateCase.NobodyEligible, ct);
        }
    }

    private Task<Result<Done>> EscalateAsync(string client, Guid caseId, string why, CancellationToken ct) =>
        desk.RunAsync(Watch, client, caseId, Ids.New(time),
            state => EscalateCase.Decide(new(why), state, time.GetUtcNow()), null, ct);
}
