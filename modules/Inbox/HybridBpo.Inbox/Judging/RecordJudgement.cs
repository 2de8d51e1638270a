using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Judging;

/// The own judgement, given before the machine's proposal is seen. It stays as it is; whoever changes their mind decides differently.
internal sealed record RecordJudgement(
    string By,
    long Token,
    string Choice,
    IReadOnlyDictionary<string, string> Fields,
    IReadOnlyDictionary<string, string> Answers,
    IReadOnlyList<string> Weights,
    string Sureness,
    string Note)
{
    public const int NoteLimit = 2_000;

    public static Result<Decision<Done>> Decide(RecordJudgement ask, Case? state, DateTimeOffset now)
    {
        if (Holding.Refuses(state, ask.By, ask.Token) is { } lost)
        {
            return lost;
        }

        if (state!.Form is not { } form)
        {
            return new CaseErased();
        }

        if (state.HasJudged(ask.By))
        {
            return new AlreadyJudged();
        }

        if (Incomplete(ask, form) is { } missing)
        {
            return missing;
        }

        return CaseFields.Check(state.ChoiceOf(ask.Choice)!, ask.Fields).Is(out var fields, out var refusal)
            ? new Decision<Done>(Done.Yes, new JudgementRecorded(now, state.SubjectId, ask.By, ask.Choice, fields,
                ask.Answers, InFormOrder(ask.Weights, form), ask.Sureness, ask.Note.Trim()))
            : refusal;
    }

    private static Refusal? Incomplete(RecordJudgement ask, CaseForm form)
    {
        var open = form.Questions.FirstOrDefault(question =>
            !ask.Answers.TryGetValue(question.Id, out var answer) || question.Options.All(option => option.Code != answer));
        return open is not null ? new AnswerMissing(open.Label)
            : ask.Answers.Count != form.Questions.Count ? new InputNotReadable("An answer")
            : form.Choices.All(choice => choice.Code != ask.Choice) ? new UnknownChoice()
            : form.Weights is { Count: > 0 } weights && !ask.Weights.Any(code => weights.Any(weight => weight.Code == code)) ? new WeightMissing()
            : !Cases.Sureness.All.Contains(ask.Sureness) ? new SurenessMissing()
            : ask.Note.Length > NoteLimit ? new NoteTooLong(NoteLimit)
            : null;
    }

    private static string[] InFormOrder(IReadOnlyList<string> given, CaseForm form) =>
        [.. (form.Weights ?? []).Select(weight => weight.Code).Where(given.Contains)];

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("judge", async (act, ct) =>
    {
        if (await act.Get<CaseDesk>().LoadAsync(act.Access, act.Client, act.CaseId, ct) is not { } state)
        {
            return new CaseNotFound();
        }

        var ask = new RecordJudgement(act.Me, act.Token ?? 0, act.Text("choice"), act.Fields(state.ChoiceOf(act.Text("choice"))), act.Answers(),
            act.Texts("weight"), act.Text("sure"), act.Text("note"));
        var impossible = await act.Get<AnswerChecks>().AskAsync(act.Client, state, ask.Choice, ask.Fields, ct);
        return await act.AsHolderAsync((fresh, now) => Decide(ask, fresh, now), impossible, null, ct);
    });
}
