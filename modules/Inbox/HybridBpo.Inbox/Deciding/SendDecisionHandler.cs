using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Inbox.Opening;
using HybridBpo.Inbox.Reviewing;
using HybridBpo.Inbox.Seeding;

namespace HybridBpo.Inbox.Deciding;

/// Lets a decision leave once its undo window is over. First it is on record that it left, so that undo comes too late from there on; then the
/// module is told, which recognises a repeat by the decision's id; then the answer is recorded. Every step may be repeated.
internal sealed class SendDecisionHandler(
    CaseDesk desk, CaseKinds kinds, Seeds seeds, ReviewDraw reviews, IPeople people, IEnumerable<IOutcomeHandler> modules,
    TimeProvider time) : IMessageHandler
{
    private const string MessageKind = "inbox.send-decision";

    internal sealed record DueDecision(Guid CaseId, Guid DecisionId, bool Confirmed);

    public string Kind => MessageKind;

    public static void Plan(EventSession session, Guid caseId, Guid decisionId, bool confirmed, TimeSpan window) =>
        session.SendLater(MessageKind, new DueDecision(caseId, decisionId, confirmed), window);

    public async Task HandleAsync(Message message, CancellationToken ct)
    {
        var due = JsonSerializer.Deserialize<DueDecision>(message.Json)
            ?? throw new InvalidOperationException($"Message {message.Id} holds no decision.");
        if (await seeds.FindAsync(message.Client, due.CaseId, ct) is not null)
        {
            return;
        }

        var access = Access.System("inbox", message.Client);
        var kind = (await desk.LoadAsync(access, message.Client, due.CaseId, ct))?.Kind ?? "";
        var may = kinds.Find(kind) is { } view ? await people.WhoMayAsync(message.Client, view.DecideAct, ct) : [];
        Case? leaving = null;
        var left = await desk.RunAsync(access, message.Client, due.CaseId, message.Id, state =>
        {
            leaving = state.Stage == Stages.Decided ? state : null;
            return SendDecision.Decide(new(due.DecisionId, due.Confirmed, may), state, time.GetUtcNow());
        }, (session, where) =>
        {
            if (where == Departure.ToModule && leaving is not null)
            {
                reviews.Draw(session, message.Client, leaving, time.GetUtcNow());
            }
        }, ct);
        Failed.Throw(left.Refusal, message);
        if (left.Value == Departure.ToModule)
        {
            await TellAsync(access, message, due, ct);
        }
    }

    private async Task TellAsync(Access access, Message message, DueDecision due, CancellationToken ct)
    {
        var state = await desk.LoadAsync(access, message.Client, due.CaseId, ct);
        if (state is not { Stage: Stages.Sent } || state.Decision?.Id != due.DecisionId)
        {
            return;
        }

        var module = modules.FirstOrDefault(handler => handler.Kind == state.Kind)
            ?? throw new InvalidOperationException($"No module applies outcomes of {state.Kind}.");
        // What was decided cannot be told without its words: an erased case is closed instead.
        var applied = state.IsErased ? new CaseErased() : await module.ApplyAsync(OutcomeOf(message.Client, state), ct);
        var closed = await desk.RunAsync(access, message.Client, due.CaseId, Ids.For(message.Client, "close", due.DecisionId.ToString()),
            now => CloseCase.Decide(new(due.DecisionId, applied.Refusal), now, time.GetUtcNow()), null, ct);
        Failed.Throw(closed.Refusal, message);
    }

    private static Outcome OutcomeOf(string client, Case state)
    {
        var decision = state.Decision!;
        return new Outcome(state.Id, decision.Id, decision.Version, client, state.Kind, state.SubjectId, decision.Choice, decision.Fields,
            decision.Reasons[0], decision.Note ?? "", decision.By, state.Confirmation?.By, decision.At, decision.Reasons);
    }
}
