using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Hro.Tests.Applications;

public sealed class MachineNeverDecidesTests
{
    private static readonly Type[] Deciding =
        [typeof(CandidateAdvanced), typeof(CandidateDeclined), typeof(CandidateQuestioned), typeof(CandidateKept)];

    /// <summary>
    /// Whatever is done with an application in whatever order, short of a decided case, its state is never one that only a person may bring about.
    /// </summary>
    [Fact]
    public void No_order_of_acts_without_a_decided_case_moves_a_candidate_on_or_out()
    {
        var act = Gen.Choose(0, 6);
        Prop.ForAll(Arb.From(act.ArrayOf()), acts =>
        {
            var state = Given.Received();
            foreach (var which in acts)
            {
                var events = Do(which, state);
                if (events.Any(e => Deciding.Contains(e.GetType())))
                    return false;
                foreach (var e in events)
                    state = Fold(state, e);
            }

            return state.State is not (States.Advanced or States.Declined or States.Asked or States.Kept);
        }).QuickCheckThrowOnFailure();
    }

    private static IReadOnlyList<object> Do(int which, Application state) => which switch
    {
        0 => Events(RecordAnswer.Decide("Yes.", "sana", state)),
        1 => Events(AskAgain.Decide("sana", state)),
        2 => Events(RevealIdentity.Decide("sana", RevealIdentity.Contact, "", false, state)),
        3 => Events(CorrectField.Decide("work.0.end", "2020", "sana", state)),
        4 => [new ScreeningCompleted(Guid.Empty, state.Runs + 1, Given.Case(state.Runs + 1), "h", "[]", "r", Read, "{}", Given.Now)],
        5 => [new ResumeUnreadable(Guid.Empty, state.Runs + 1, Given.Case(state.Runs + 1), 1, "no-text", "", Read)],
        _ => Events(ReceiveResume.Decide(New, Given.Application, "sana", state)),
    };

    private static readonly string Read = HroJson.Write(Given.Read());

    private static readonly NewResume New = new(Given.Requisition, "CM-R-118", "7F-32", Guid.Empty, "ab", "a.pdf", "pdf", 10);

    private static IReadOnlyList<object> Events<T>(Result<Decision<T>> made) => made.Is(out var decision, out _) ? decision.Events : [];

    private static Application Fold(Application state, object e) =>
        (Application)typeof(Application).GetMethod("Apply", [e.GetType()])!.Invoke(state, [e])!;
}
