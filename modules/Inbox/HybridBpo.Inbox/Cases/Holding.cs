namespace HybridBpo.Inbox.Cases;

/// The checks that every act of a holder begins with.
internal static class Holding
{
    /// Null when this person holds the case by this very lease and may go on.
    public static Refusal? Refuses(Case? state, string person, long token) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } => new CaseIsOver(Over(state)),
        { Stage: Stages.Decided or Stages.Sent } => new AlreadyDecided(),
        _ when state.NotFor.Contains(person) => new NotForYou(),
        _ when token < state.Token && state.Holder is not null && state.Holder != person => new CaseHeldBySomeoneElse(),
        _ when state.Holder != person || state.Token != token => new LeaseLost(),
        _ => null,
    };

    public static string Over(Case state) =>
        state.Stage != Stages.Withdrawn ? "it was decided and carried out"
        : state.Seed is not null ? "it was a seeded case, and is answered"
        : state.WithdrawnBecause == Case.PersonErased ? "the person’s data were erased"
        : $"new facts made it stale ({state.WithdrawnBecause})";
}
