using System.Text.Json;

namespace HybridBpo.Inbox.Opening;

/// A module's word that a case is stale, out of the outbox. Before its case is open, or while a decision leaves, it is tried again later.
internal sealed class WithdrawCaseHandler(CaseDesk desk, TimeProvider time) : IMessageHandler
{
    public string Kind => CaseMessages.Withdraw;

    public async Task HandleAsync(Message message, CancellationToken ct)
    {
        var ask = JsonSerializer.Deserialize<WithdrawCase>(message.Json)
            ?? throw new InvalidOperationException($"Message {message.Id} holds no case.");
        var ends = false;
        var withdrawn = await desk.RunAsync(Access.System("inbox", message.Client), message.Client, ask.CaseId, message.Id,
            state =>
            {
                var decided = WithdrawTheCase.Decide(ask, state, time.GetUtcNow());
                ends = decided.Refusal is null && decided.Value.Events.Count > 0;
                return decided;
            },
            (session, _) =>
            {
                if (ends && ask.Tell is { } kind)
                {
                    session.Send(kind, ask);
                }
            }, ct);
        Failed.Throw(withdrawn.Refusal, message);
    }
}
