using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Deciding;
using HybridBpo.Inbox.Judging;
using HybridBpo.Inbox.Opening;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.Given.Sample;

namespace HybridBpo.Inbox.Tests.Given;

/// One thing that somebody tries: What is the act, Who the person, Stale how many tokens behind, Wait how many seconds pass first.
internal sealed record Try(int What, int Who, int Stale, int Wait, int Choice)
{
    public override string ToString() => $"{World.Names[What]} by {World.People[Who]}, {Stale} behind, after {Wait} s";
}

/// A case with people who try anything in any order, a lease on the database's clock, and a log of what was let through.
internal sealed class World
{
    public static readonly string[] People = [Maren, Tobias, Ines, Asker];

    public static readonly string[] Names =
    [
        "take", "judge", "reveal", "decide", "undo", "send", "confirm", "refuse", "close", "close refused", "release", "hand over", "snooze",
            "withdraw",
        "supervisor hands over", "note", "go on", "delegate", "accept", "return",
    ];

    private static readonly string[] Choices = ["keep", "offer-plan", "hold"];

    private readonly List<(object Event, Try By, DateTimeOffset At)> log = [];
    private Case? state;
    private DateTimeOffset now = Noon;
    private (string? Holder, long Token, DateTimeOffset Until) lease;
    private int decisions;

    private readonly ModePolicy policy;

    /// By this policy of modes; that of the house when null.
    public World(ModePolicy? policy = null)
    {
        this.policy = policy ?? ModePolicy.House;
        Take(new Try(0, 0, 0, 0, 0), OpenTheCase.Decide(Ask, null, Sample.Rules with { Modes = this.policy }, Noon).Value.Events);
    }

    public IReadOnlyList<(object Event, Try By, DateTimeOffset At)> Log => log;

    public const int GoOn = 16;

    public void Attempt(Try t)
    {
        if (t.What == GoOn)
        {
            Attempt(NextStep(t));
            return;
        }

        now = now.AddSeconds(t.Wait);
        var person = People[t.Who];
        var token = state!.Token - t.Stale;
        var decision = state.Decision?.Id ?? DecisionId;
        switch (t.What)
        {
            case 0:
                Reserve(person, t);
                break;
            case 1:
                Take(t, RecordJudgement.Decide(Judge(person, token, Choices[t.Choice]), state, now));
                break;
            case 2:
                Take(t, RevealProposal.Decide(new(person, t.Choice == 0 ? null : token), state, now));
                break;
            case 3:
                var id = Ids.For(Fernbrook, "decision", $"{++decisions}");
                Take(t, DecideCase.Decide(Choose(person, token, Choices[t.Choice], id), state, now));
                break;
            case 4:
                Take(t, UndoDecision.Decide(new(decision, person, now.AddMinutes(5), lease.Token), state, now));
                break;
            case 5:
                Take(t, SendDecision.Decide(new(decision, t.Choice == 1, People), state, now));
                break;
            case 6:
                Take(t, ConfirmDecision.Decide(new(decision, person, token, "", UndoWindow, ["agree"]), state, now));
                break;
            case 7:
                Take(t, RefuseDecision.Decide(new(decision, person, token, "no"), state, now));
                break;
            case 8 or 9:
                Take(t, CloseCase.Decide(new(decision, t.What == 9 ? new Conflict("recalled") : null), state, now));
                break;
            case 10:
                Take(t, ReleaseCase.Decide(new(person, t.Choice == 0 ? null : token), state, now));
                break;
            case 11 or 14:
                var to = People[(t.Who + 1) % People.Length];
                Take(t, HandOver.Decide(new(person, t.What == 14 ? null : token, to, "", now.AddHours(4), People, false,
                    new(lease.Until > now ? lease.Holder : null, lease.Token), policy), state, now));
                break;
            case 12:
                Take(t, SnoozeCase.Decide(new(person, token, now.AddMinutes(30)), state, now));
                break;
            case 13:
                Take(t, WithdrawTheCase.Decide(new(CaseId, Fernbrook, "paid"), state, now));
                break;
            case 17:
                Take(t, DelegateCase.Decide(new(person, token, People[(t.Who + 1 + t.Choice) % People.Length], "please", now.AddHours(4), People,
                    false), state, now));
                break;
            case 18:
                Take(t, AcceptDelegation.Decide(new(t.Choice > 0 ? state.Delegation?.To ?? person : person, now.AddMinutes(5), lease.Token, policy),
                    state, now));
                break;
            case 19:
                Take(t, ReturnDelegation.Decide(new(state.Delegation?.To ?? person, "", now.AddMinutes(5), false), state, now));
                break;
            default:
                Take(t, AddNote.Decide(new(person, "a note", t.Choice == 1), state, now));
                break;
        }
    }

    /// What would bring the case one step on its road, so that random acts also reach its end.
    private Try NextStep(Try t)
    {
        var holder = Array.IndexOf(People, state!.Holder);
        return state switch
        {
            { Stage: Stages.Sent } => t with { What = 8 },
            { Stage: Stages.Decided } => t with { What = 5, Wait = 20, Choice = state.Confirmation is null ? 0 : 1 },
            { Holder: null } => t with { What = 0, Stale = 0 },
            _ when !state.HasJudged(state.Holder) => t with { What = 1, Who = holder, Stale = 0 },
            { Stage: Stages.WaitingSecond } => t with { What = 6, Who = holder, Stale = 0 },
            _ => t with { What = 3, Who = holder, Stale = 0 },
        };
    }

    /// The row that the database keeps: free, expired or one's own; each reservation makes a higher token.
    private void Reserve(string person, Try t)
    {
        if (lease.Holder is null || lease.Holder == person || lease.Until <= now)
        {
            lease = (person, Math.Max(lease.Token, state!.Token) + 1, now.AddMinutes(5));
        }

        Take(t, TakeCase.Decide(new(person, lease.Token - t.Stale, lease.Until, TakeCase.Next, policy), state, now));
    }

    private void Take<T>(Try t, Result<Decision<T>> result) => Take(t, result.Refusal is null ? result.Value.Events : []);

    private void Take(Try t, IReadOnlyList<object> events)
    {
        foreach (var e in events)
        {
            state = state.With(e);
            log.Add((e, t, now));
            lease = e switch
            {
                CaseHandedOver h => (h.To, h.Token, h.Until),
                DelegationAccepted a => (a.By, a.Token, a.Until),
                DecisionUndone u => (u.By, u.Token, u.Until),
                CaseReleased or CaseSnoozed or DecisionMade or DecisionConfirmed or DecisionRefused or OutcomeRefused => lease with { Holder = null },
                _ => lease,
            };
        }
    }
}
