using HybridBpo.Events;
using HybridBpo.Inbox.Judging;
using HybridBpo.Inbox.Stopping;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Screens;

/// Puts the case page together for one person: what they may see, and what they may do next.
internal sealed class CaseScreens(
    CaseRows rows, CaseKinds kinds, CaseDesk desk, EventStore store, Proposals proposals, VerdictGate gate, Drafts drafts, Clients clients,
    SendingSwitch sending, ModelStops stops, IPeople people, InboxSettings settings, TimeProvider time)
{
    /// Told: what was refused just now. Open: the dialog that a page without script asked for.
    public async Task<Result<CaseView>> BuildAsync(
        Access access, string client, Guid caseId, Told? told, string? open, CancellationToken ct)
    {
        if (await rows.FindAsync(access, client, caseId, ct) is not { } row || await desk.LoadAsync(access, client, caseId, ct) is not { } state)
        {
            return new CaseNotFound();
        }

        if (!kinds.MayOpen(access, row.Kind))
        {
            return new NotYourKind();
        }

        var me = access.Actor.Id;
        if (row.Holder == me && row.Held && !state.EvidenceSeen.Contains(me))
        {
            await desk.ActAsync(access, client, caseId, Ids.For(client, "evidence", $"{caseId}:{me}"),
                (now, at) => OpenEvidence.Decide(new(me, row.Token), now, at), null, ct);
        }

        if (await ShowFirstAsync(access, row, state, ct))
        {
            state = (await desk.LoadAsync(access, client, caseId, ct))!;
        }

        // That the proposal is seen may be written now, so the events come after it.
        var proposal = await proposals.ReadAsync(access, client, state, ct);
        var happened = store.FetchStreamAsync(client, caseId, 0, ct);
        var whose = clients.GetAsync(access, client, ct);
        var readable = gate.MayReadAsync(access, client, [caseId], ct);
        var drafted = drafts.ReadAsync(access, client, caseId, ct);
        var eligible = EligibleAsync(row, ct);
        var stopped = StopAsync(access, client, state, ct);
        var modelStopped = ModelStopAsync(access, client, state, ct);
        await Task.WhenAll(happened, whose, readable, drafted, eligible, stopped, modelStopped);
        var facts = new CaseFacts(
            access, row, state, await whose, kinds.Find(row.Kind), (await readable).Contains(caseId), proposal, await drafted, await happened,
            await eligible, await stopped, await modelStopped, time.GetUtcNow(), Ids.New(time), settings.UndoWindow);
        var names = await people.NamesAsync(facts.PeopleNamed(), ct);
        return new CasePainter(facts, names).Paint(kinds.MayJudge(access, row.Kind), access.May(Act.AssignCases), told, open);
    }

    /// Where the machine speaks first the holder sees its proposal as soon as the case opens, and that they did is on record.
    private async Task<bool> ShowFirstAsync(Access access, CaseRow row, Case state, CancellationToken ct)
    {
        var me = access.Actor.Id;
        return row.Holder == me && row.Held && state.ModeOf(me) == Modes.MachineFirst && !state.HasJudged(me) && !state.Revealed.Contains(me)
            && await gate.MayShowAsync(access, row.ClientId, row.CaseId, ct)
            && (await desk.ActAsync(access, row.ClientId, row.CaseId, Ids.For(row.ClientId, "reveal-first", $"{row.CaseId}:{me}"),
                (now, at) => RevealProposal.Decide(new(me, row.Token), now, at), null, ct)).Refusal is null;
    }

    /// What keeps back, at this moment, whatever would be written to people of this client.
    private async Task<SendingStop?> StopAsync(Access access, string client, Case state, CancellationToken ct) => state.IsOver ? null
        : (await sending.StopsAsync(access, true, ct))
            .FirstOrDefault(stop => stop.Template is null && (stop.ClientId is null || stop.ClientId == client));

    /// The stop that keeps the proposal back: nobody had judged when it came.
    private async Task<ModelStop?> ModelStopAsync(Access access, string client, Case state, CancellationToken ct) =>
        state.IsOver || state.ProposalHash is null ? null
        : (await stops.InForceAsync(access, client, ct)).FirstOrDefault(stop =>
            stop.Covers(state.ProposalModel) && state.Judgements.Values.All(judgement => judgement.At >= stop.StoppedAt));

    /// Who could take the case over: assigned to the client, of the right role, not kept out.
    private async Task<IReadOnlyList<string>> EligibleAsync(CaseRow row, CancellationToken ct) => kinds.Find(row.Kind) is { } view
        ? [.. (await people.WhoMayAsync(row.ClientId, view.DecideAct, ct)).Except(row.NotFor).Where(id =>
            !(row.Held && id == row.Holder) && !(row.Stage == Stages.WaitingSecond && (id == row.DecidedBy || row.NotSecond.Contains(id))))]
        : [];
}

/// All that the page of a case is painted from.
internal sealed record CaseFacts(
    Access Access,
    CaseRow Row,
    Case State,
    Client? Client,
    ICaseView? View,
    bool GateOpen,
    Proposal? Proposal,
    Drafts.Draft Draft,
    IReadOnlyList<StoredEvent> Events,
    IReadOnlyList<string> Eligible,
    SendingStop? Stop,
    ModelStop? ModelStop,
    DateTimeOffset Now,
    Guid Command,
    TimeSpan UndoWindow)
{
    public string Me => Access.Actor.Id;

    public IEnumerable<string> PeopleNamed() => PeopleIn(Events).Concat(Eligible).Append(Row.Holder).Append(Stop?.StoppedBy)
        .Append(ModelStop?.StoppedBy).OfType<string>().Distinct();

    public static IEnumerable<string> PeopleIn(IEnumerable<StoredEvent> events) => events.SelectMany(stored => stored.Data switch
    {
        CaseHandedOver x => new[] { x.By, x.To },
        CallbackHandedOver x => new[] { x.By, x.From, x.To },
        CaseReleased x => [x.By, x.Holder],
        CaseDelegated x => [x.By, x.To],
        DelegationAccepted x => [x.By, x.Owner],
        DelegationReturned x => [x.By, x.Owner],
        DecisionMade x => [x.By, .. x.For ?? []],
        _ => stored.Headers.TryGetValue(EventMetadata.ActorIdHeader, out var id) ? [id] : [],
    });
}
