using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Working;

/// The holder gives a case back, a supervisor ends somebody's lease, or somebody may judge it no longer.
internal sealed record ReleaseCase(string By, long? Token)
{
    public const string ByHolder = "by-holder", BySupervisor = "by-supervisor", RightsLost = "rights-lost", HandedBack = "handed-back";

    public static Result<Decision<Done>> Decide(ReleaseCase ask, Case? state, DateTimeOffset now)
    {
        if (ask.Token is { } token)
        {
            return Holding.Refuses(state, ask.By, token) is { } refusal
                ? refusal
                : new Decision<Done>(Done.Yes, new CaseReleased(now, ask.By, ask.By, ByHolder));
        }

        return state switch
        {
            null => new CaseNotFound(),
            { IsOver: true } => new CaseIsOver(Holding.Over(state)),
            { Holder: null } => new NobodyHoldsIt(),
            _ => new Decision<Done>(Done.Yes, new CaseReleased(now, ask.By, state.Holder, BySupervisor)),
        };
    }

    /// Frees what this person holds or has put aside; done already when they do neither.
    public static Result<Decision<Done>> TakeAway(string person, string by, Case? state, DateTimeOffset now) => state switch
    {
        { IsOver: false } when state.Holder == person || (state.SnoozedBy == person && state.SnoozedUntil > now) =>
            new Decision<Done>(Done.Yes, new CaseReleased(now, by, person, RightsLost)),
        _ => new Decision<Done>(Done.Yes),
    };

    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapCaseAct("release", async (act, ct) =>
        {
            var ask = new ReleaseCase(act.Me, act.Token ?? 0);
            return await act.DoAsync((state, now) => Decide(ask, state, now), ct);
        }, Paths.Inbox, "You gave the case back. Somebody else can take it now.");
        staff.MapCaseAct("end-lease", async (act, ct) =>
        {
            if (!act.Access.May(Act.AssignCases))
            {
                return new OnlySupervisors();
            }

            var now = act.Get<TimeProvider>();
            var done = await act.Get<CaseDesk>().RunAsync(act.Access, act.Client, act.CaseId, act.Command,
                state => Decide(new(act.Me, null), state, now.GetUtcNow()), null, ct);
            return done.Refusal;
        }, Paths.Supervision, "The lease is ended. The case is free again.");
    }
}
