namespace HybridBpo.Inbox.Deciding;

/// The undo window is over: the decision goes to the second person, or leaves for the module that opened the case. It does neither when somebody who
/// made it may not decide such cases any longer: then the case is open again.
internal sealed record SendDecision(Guid DecisionId, bool Confirmed, IReadOnlyCollection<string> MayDecide)
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
            : !ask.MayDecide.Contains(decision.By) || (state.Confirmation is { } second && !ask.MayDecide.Contains(second.By))
                ? new Decision<Departure>(Departure.Nowhere, new OutcomeRefused(now, decision.Id, state.SubjectId, nameof(MayDecideNoLonger),
                    new MayDecideNoLonger().Message))
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

internal sealed record MayDecideNoLonger() : Forbidden("It did not leave: who decided or confirmed it may not decide such cases any longer.");

internal sealed record NotYet(DateTimeOffset LeavesAt) : Conflict($"The decision may still be undone until {LeavesAt:HH:mm:ss} UTC.");
