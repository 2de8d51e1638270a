namespace HybridBpo.Inbox.Cases;

internal sealed partial class Case
{
    public void Apply(CaseClaimed e)
    {
        Hold(e.By, e.Token);
    }

    public void Apply(CaseHandedOver e)
    {
        Hold(e.To, e.Token);
    }

    public void Apply(ModeDrawn e)
    {
        Version++;
        Drawn[e.By] = e.Mode;
    }

    public void Apply(EvidenceOpened e)
    {
        Version++;
        EvidenceSeen.Add(e.By);
    }

    public void Apply(CaseNoteAdded e) => Version++;

    public void Apply(JudgementRecorded e)
    {
        Version++;
        Judgements[e.By] = new Judgement(e.By, e.At, e.Choice, Texts(e.Fields), Texts(e.Answers), e.Weights, e.Sureness, e.Note);
    }

    public void Apply(RecommendationRevealed e)
    {
        Version++;
        Revealed.Add(e.By);
        if (!HasJudged(e.By))
        {
            SawFirst.Add(e.By);
        }
    }

    public void Apply(DecisionMade e)
    {
        Free();
        Stage = Stages.Decided;
        Decision = new Decided(e.DecisionId, Version, e.By, e.At, e.Taken, e.Choice, Texts(e.Fields), e.Reasons, e.Note, e.NeedsSecondPerson,
            e.LeavesAt, [e.By, .. e.For ?? []]);
        (Confirmation, LastRefusal, LastObjection) = (null, null, null);
    }

    public void Apply(SecondApprovalRequested e)
    {
        Version++;
        Stage = Stages.WaitingSecond;
    }

    public void Apply(DecisionConfirmed e)
    {
        Free();
        Stage = Stages.Decided;
        Confirmation = new Confirmed(e.By, e.At, e.Note, e.LeavesAt);
    }

    public void Apply(DecisionRefused e)
    {
        Reopen();
        LastObjection = new Objection(e.By, e.At, e.Note);
    }

    public void Apply(DecisionUndone e)
    {
        Hold(e.By, e.Token);
        Stage = Confirmation is null ? Stages.Open : Stages.WaitingSecond;
        Decision = Confirmation is null ? null : Decision;
        Confirmation = null;
    }

    public void Apply(OutcomeSent e)
    {
        Version++;
        Stage = Stages.Sent;
    }

    public void Apply(OutcomeDelivered e)
    {
        Version++;
        Stage = Stages.Delivered;
    }

    public void Apply(OutcomeRefused e)
    {
        Reopen();
        LastRefusal = e.Message ?? e.Code;
    }

    public void Apply(CaseReleased e)
    {
        Free();
        (SnoozedUntil, SnoozedBy) = (null, null);
    }

    public void Apply(CaseSnoozed e)
    {
        Free();
        (SnoozedUntil, SnoozedBy) = (e.Until, e.By);
    }

    public void Apply(CaseEscalated e)
    {
        Version++;
        Escalated(EscalateCase.KeyOf(e.Why, e.Step ?? 1), EscalateCase.Tells(e));
        Urgency = e.Urgency ?? Urgency;
        Needs = e.Needs is null ? Needs : Routing.Needs.Read(string.Join(' ', e.Needs));
    }

    public void Apply(CaseWithdrawn e)
    {
        Free();
        Stage = Stages.Withdrawn;
        WithdrawnBecause = e.Reason;
    }

    private void Hold(string person, long token)
    {
        Version++;
        (Holder, Token, Delegation) = (person, token, null);
        (SnoozedUntil, SnoozedBy) = (null, null);
    }

    private void Free()
    {
        Version++;
        (Holder, Delegation) = (null, null);
    }

    private void Reopen()
    {
        Free();
        Stage = Stages.Open;
        (Decision, Confirmation) = (null, null);
    }

    private static IReadOnlyDictionary<string, string> Texts(IReadOnlyDictionary<string, string>? erasable) =>
        erasable ?? new Dictionary<string, string>();
}
