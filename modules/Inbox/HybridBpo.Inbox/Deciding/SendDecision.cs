namespace HybridBpo.Inbox.Deciding;

/// The undo window is over: the decision goes to the second person, or leaves for the module that opened the case.
internal sealed record SendDecision(Guid DecisionId, bool Confirmed)
{
    public static Result<Decision<Departure>> Decide(SendDecision ask, Case? state, DateTimeOffset now)
    {
        if (state is null)
        {
            return new CaseNotFound();
        }

        if (state.Decision is not { } decision || decision.Id != ask.DecisionId)
        {
            return new Decision<Departure>(Departure.Nowhere);
        }

        if (state.Stage == Stages.Sent)
        {
            return new Decision<Departure>(Departure.ToModule);
        }

        if (state.Stage != Stages.Decided || ask.Confirmed != state.Confirmation is not null)
        {
            return new Decision<Departure>(Departure.Nowhere);
        }

        var leavesAt = state.Confirmation?.LeavesAt ?? decision.LeavesAt;
        return now < leavesAt ? new NotYet(leavesAt)
            : decision.NeedsSecondPerson && state.Confirmation is null
                ? new Decision<Departure>(Departure.ToSecondPerson, new SecondApprovalRequested(now, decision.Id))
                : new Decision<Departure>(Departure.ToModule, new OutcomeSent(now, decision.Id));
    }
}

internal enum Departure
{
    Nowhere,
    ToSecondPerson,
    ToModule,
}

internal sealed record NotYet(DateTimeOffset LeavesAt) : Conflict($"The decision may still be undone until {LeavesAt:HH:mm:ss} UTC.");
