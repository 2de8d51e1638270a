namespace HybridBpo.Inbox.Working;

/// The holder puts a case aside until a time before it is due; waking it takes that back.
internal sealed record SnoozeCase(string By, long Token, DateTimeOffset Until)
{
    public static Result<Decision<Done>> Decide(SnoozeCase ask, Case? state, DateTimeOffset now) =>
        Holding.Refuses(state, ask.By, ask.Token) is { } refusal ? refusal
        : ask.Until <= now ? new SnoozeInThePast()
        : ask.Until >= state!.DueAt ? new SnoozeTooLong(state.DueAt)
        : new Decision<Done>(Done.Yes, new CaseSnoozed(now, ask.By, ask.Until));
}

internal sealed record WakeCase(string By)
{
    public static Result<Decision<Done>> Decide(WakeCase ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } => new CaseIsOver(Holding.Over(state)),
        { SnoozedUntil: null } => new Decision<Done>(Done.Yes),
        _ => new Decision<Done>(Done.Yes, new CaseWoken(now, ask.By)),
    };
}
