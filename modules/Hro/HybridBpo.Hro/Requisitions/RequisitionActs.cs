using HybridBpo.Hro.Applications;
using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Views;

namespace HybridBpo.Hro.Requisitions;

/// <summary>What people do with requisitions: loads, asks the pure decision, writes one batch.</summary>
internal sealed class RequisitionActs(EventStore store, RequisitionReads reads, CandidateReads candidates, TimeProvider time)
{
    public async Task<Result<Guid>> OpenAsync(Access access, string client, NewRequisition typed, CancellationToken ct)
    {
        if (!access.Sees(client))
            return client.Length == 0 ? new BadRequisition("Choose a client.") : new UnknownRequisition();
        var wanted = typed.Trimmed();
        if (OpenRequisition.Check(wanted) is { } refusal)
            return refusal;
        var id = Requisition.IdOf(client, wanted.Reference);
        var proposed = CriteriaForm.Propose(wanted.Title, wanted.JobText);
        return await store.DecideAsync<Requisition, Guid>(
            access, client, id, Ids.New(time), state => OpenRequisition.Decide(wanted, id, proposed, access.Actor.Id, state), ct: ct);
    }

    public async Task<Result<Done>> SettleAsync(Access access, string client, Guid id, IReadOnlyList<CriterionRow> rows, CancellationToken ct)
    {
        if (await reads.FindAsync(access, client, id, ct) is null)
            return new UnknownRequisition();
        return await store.DecideAsync<Requisition, Done>(
            access, client, id, Ids.New(time), state => SettleCriteria.Decide(rows, access.Actor.Id, state), ct: ct);
    }

    /// <summary>
    /// Closes the requisition, then each open application in the same person's name. Done again for a requisition that is filled, it closes what was
    /// left: what came in at that very moment, or what a host did not get to.
    /// </summary>
    /// <returns>How many applications were closed.</returns>
    public async Task<Result<int>> FillAsync(Access access, string client, Guid id, string reason, CancellationToken ct)
    {
        if (await reads.FindAsync(access, client, id, ct) is null)
            return new UnknownRequisition();
        if (!NamedPerson.From(access).Is(out var person, out var refusal))
            return refusal;
        var filled = await store.DecideAsync<Requisition, Done>(
            access, client, id, Ids.New(time), state => FillRequisition.Decide(person, reason, state), ct: ct);
        if (!filled.Is(out _, out refusal))
            return refusal;
        var closed = 0;
        foreach (var line in await candidates.OfRequisitionAsync(access, client, id, ct))
        {
            if (States.Over.Contains(line.State))
                continue;
            var done = await store.DecideAsync<Application, Guid?>(
                access, client, line.ApplicationId, Ids.New(time), state => CloseApplication.Decide(person, state),
                (session, open) => session.WithdrawCase(open, Samples.ScreeningSample.PositionFilled), ct);
            if (!done.Is(out _, out refusal))
                return refusal;
            closed++;
        }

        return closed;
    }
}
