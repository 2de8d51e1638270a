using HybridBpo.Inbox.Seeding;

namespace HybridBpo.Inbox.Judging;

/// Asks the module whether an answer could be carried out, while whoever gives it is still at the form.
internal sealed class AnswerChecks(IEnumerable<IOutcomeHandler> modules, CaseKinds kinds, Seeds seeds, TimeProvider time)
{
    /// Null when it could, and when the answer is not complete enough to ask: then the form's own checks say so.
    public async Task<Refusal?> AskAsync(
        string client, Case state, string choice, IReadOnlyDictionary<string, string> given, CancellationToken ct)
    {
        if (state.ChoiceOf(choice) is not { } chosen || !CaseFields.Check(chosen, given).Is(out var fields, out _)
            || modules.FirstOrDefault(handler => handler.Kind == state.Kind) is not { } module)
        {
            return null;
        }

        var answer = new Answer(state.Id, client, state.SubjectId, choice, fields);
        // The module knows nobody of a seed: it says from the snapshot what it would have said.
        return await seeds.FindAsync(client, state.Id, ct) is null ? await module.CheckAsync(answer, ct)
            : kinds.SampleOf(state.Kind)?.Check(state.EvidenceJson!, answer, time.GetUtcNow());
    }
}
