using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Inbox.Calendars;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Judging;
using HybridBpo.Inbox.Routing;
using HybridBpo.Inbox.Stopping;

namespace HybridBpo.Inbox.Opening;

/// A module's wish to open a case, out of the outbox.
internal sealed class OpenCaseHandler(
    EventStore store, RoutingPolicies routing, EscalationPolicies escalation, CalendarVersions calendars, ModePolicy modes, ModelStops stops,
    TimeProvider time) : IMessageHandler
{
    public string Kind => CaseMessages.Open;

    public async Task HandleAsync(Message message, CancellationToken ct)
    {
        var ask = JsonSerializer.Deserialize<OpenCase>(message.Json) ?? throw new InvalidOperationException($"Message {message.Id} holds no case.");
        if (ask.Client != message.Client)
        {
            throw new InvalidOperationException($"Message {message.Id} of {message.Client} asks for a case of {ask.Client}.");
        }

        // About somebody who was erased since the module asked there is nothing left to decide.
        if (await store.IsClosedAsync(ask.Client, ask.SubjectId, ct))
        {
            return;
        }

        var (policy, then) = (await routing.InForceAsync(ct), await escalation.InForceAsync(ct));
        var calendar = await calendars.InForceAsync(ask.Client, ct);
        var access = Access.System("inbox", ask.Client);
        var inForce = ask.Proposal is null ? [] : await stops.InForceAsync(access, ask.Client, ct);
        var opened = await store.DecideAsync<Case, bool>(access, ask.Client, ask.CaseId, message.Id,
            state => OpenTheCase.Decide(ask, state, new(policy, then, calendar, modes, inForce), time.GetUtcNow()),
            (session, isNew) =>
            {
                if (isNew && ask.Proposal is { } proposal && !inForce.Any(stop => stop.Covers(proposal.Model)))
                {
                    Proposals.Keep(session, ask.Client, ask.CaseId, proposal);
                }
            }, ct);
        Failed.Throw(opened.Refusal, message);
    }
}

/// A refused message is tried again and, in the end, waits for a person.
internal static class Failed
{
    public static void Throw(Refusal? refusal, Message message)
    {
        if (refusal is not null)
        {
            throw new InvalidOperationException($"Message {message.Kind} {message.Id} was refused: {refusal.Code}. {refusal.Message}");
        }
    }
}
