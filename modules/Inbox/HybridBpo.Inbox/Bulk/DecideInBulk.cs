using HybridBpo.Inbox.Deciding;
using HybridBpo.Inbox.Judging;

namespace HybridBpo.Inbox.Bulk;

/// One case of many that somebody judges and decides alike: their own judgement, then that judgement as the decision, both on record. Nobody saw the
/// machine's answer to it. Only what the kind lets be decided so, and never what is adverse.
internal sealed record DecideInBulk(RecordJudgement Judgement, DecideCase Decision, Guid Batch, IReadOnlyList<string> Declared)
{
    public static Result<Decision<DateTimeOffset>> Decide(DecideInBulk ask, Case? state, DateTimeOffset now)
    {
        if (Holding.Refuses(state, ask.Judgement.By, ask.Judgement.Token) is { } lost)
        {
            return lost;
        }

        if (Refuses(state!, ask.Declared, ask.Judgement.Choice) is { } refused)
        {
            return refused;
        }

        var own = state!.Judgements.GetValueOrDefault(ask.Judgement.By);
        if (own is not null && own.Choice != ask.Judgement.Choice)
        {
            return new JudgedOtherwise(state.ChoiceOf(own.Choice)?.Label ?? own.Choice);
        }

        // Whoever saw it says why they go with it or against it: case by case.
        if (state.Revealed.Contains(ask.Judgement.By))
        {
            return new SawTheAnswer();
        }

        if (own is not null)
        {
            return DecideCase.Decide(ask.Decision, state, now, batch: ask.Batch);
        }

        if (!RecordJudgement.Decide(ask.Judgement, state, now).Is(out var judged, out var refusal)
            || !DecideCase.Decide(ask.Decision, state, now, judged: true, batch: ask.Batch).Is(out var decided, out refusal))
        {
            return refusal;
        }

        return new Decision<DateTimeOffset>(decided.Value, [.. judged.Events, .. decided.Events]);
    }

    /// Null when this choice of this case may be decided together with others.
    public static Refusal? Refuses(Case state, IReadOnlyList<string> declared, string code) => state switch
    {
        { Form: null } => new CaseErased(),
        { Stage: Stages.WaitingSecond } => new SecondDecidesAlone(),
        { Stage: not Stages.Open } => new AlreadyDecided(),
        _ when state.ChoiceOf(code) is not { } choice => new UnknownChoice(),
        _ when state.ChoiceOf(code) is { } choice && !MayBe(state.Form, choice, declared) => new NotInBulk(choice.Label),
        _ => null,
    };

    public static bool MayBe(CaseForm form, CaseChoice choice, IReadOnlyList<string> declared) =>
        declared.Contains(choice.Code) && choice is { Adverse: false, NeedsSecondPerson: false } && form.Questions.Count == 0
        && !choice.Fields.Any(field => field.Required);
}

internal sealed record NotInBulk(string Label)
    : Forbidden($"“{Label}” is not decided for several cases at once. Open the case and decide it by itself.");

internal sealed record SecondDecidesAlone() : Forbidden("It waits for a second person, who judges it by itself. Open the case.");

internal sealed record SawTheAnswer()
    : Conflict("You saw the machine's answer to this one. Open the case and decide it by itself, so that your reason is on record.");

internal sealed record JudgedOtherwise(string Label) : Conflict($"You judged it otherwise: “{Label}”. Open the case and decide it by itself.");
