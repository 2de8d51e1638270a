namespace HybridBpo.Inbox.Judging;

/// Asks the module whether an answer could be carried out, while whoever gives it is still at the form.
internal sealed class AnswerChecks(IEnumerable<IOutcomeHandler> modules)
{
    /// Null when it could, and when the answer is not complete enough to ask: then the form's own checks say so.
    public async Task<Refusal?> AskAsync(
        string client, Case state, string choice, IReadOnlyDictionary<string, string> given, CancellationToken ct) =>
        state.ChoiceOf(choice) is { } chosen && CaseFields.Check(chosen, given).Is(out var fields, out _)
            && modules.FirstOrDefault(handler => handler.Kind == state.Kind) is { } module
            ? await module.CheckAsync(new Answer(state.Id, client, state.SubjectId, choice, fields), ct)
            : null;
}
