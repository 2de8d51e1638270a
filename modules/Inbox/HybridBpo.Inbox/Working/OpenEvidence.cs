namespace HybridBpo.Inbox.Working;

/// The holder has the evidence on the screen; recorded once per person, so that time on evidence can be told later.
internal sealed record OpenEvidence(string By, long Token)
{
    public static Result<Decision<Done>> Decide(OpenEvidence ask, Case? state, DateTimeOffset now) =>
        Holding.Refuses(state, ask.By, ask.Token) is { } refusal ? refusal
        : state!.EvidenceSeen.Contains(ask.By) ? new Decision<Done>(Done.Yes)
        : new Decision<Done>(Done.Yes, new EvidenceOpened(now, ask.By));
}
