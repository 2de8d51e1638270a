using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>Applies the decision on a go-live.</summary>
internal sealed class GoLiveOutcome(EventStore store, ModelRegistry registry, TimeProvider time) : IOutcomeHandler
{
    public string Kind => GoLive.CaseKind;

    public async Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        var access = Access.System("go-live", outcome.Client);
        if (await registry.OfCaseAsync(access, outcome.Client, outcome.CaseId, ct) is not { } row) return new NotFound(
            "There is no model for this case.");
        var old = await registry.LiveAsync(access, outcome.Client, ct);
        return await store.DecideAsync<Model, Done>(
            access, outcome.Client, Model.IdOf(outcome.Client, row.Name, row.Version), outcome.DecisionId, model => Decide(model, outcome),
            (session, _) => Keep(session, row, old, outcome.Choice, time.GetUtcNow()), ct);
    }

    internal static Result<Decision<Done>> Decide(Model? model, Outcome outcome) =>
        model is null ? new NotFound("There is no such model.")
        : model.State != "asked" || model.CaseId != outcome.CaseId
            ? new ModelNotFree($"Nobody asks for this model's go-live any more: it is {model.State}.")
        : outcome.DecidedBy == model.AskedBy || outcome.DecidedBy == model.TrainedBy ? new DecidedByTheAsker("Who trained or asked does not decide.")
        : outcome.Choice == GoLive.Yes ? new Decision<Done>(Done.Yes, new ModelPromoted(outcome.DecisionId, outcome.DecidedBy, outcome.Reason))
        : new Decision<Done>(Done.Yes, new GoLiveRefused(outcome.DecisionId, outcome.DecidedBy, outcome.Reason));

    private static void Keep(EventSession session, ModelRow row, ModelRow? old, string choice, DateTimeOffset now)
    {
        if (choice != GoLive.Yes)
        {
            session.Queue($"""
                update collections.models set state = 'refused', ended_at = {now}
                where client_id = {row.ClientId} and name = {row.Name} and version = {row.Version}
                """);
            return;
        }

        if (old is not null) session.Append(Model.IdOf(old.ClientId, old.Name, old.Version), new ModelRetired(
            $"replaced-by-{row.Name}-{row.Version}"));
        session.Queue($"update collections.models set state = 'retired', ended_at = {now} where client_id = {row.ClientId} and state = 'live'");
        session.Queue($"""
            update collections.models set state = 'live', live_at = {now} where client_id = {row.ClientId} and name = {row.Name}
              and version = {row.Version}
            """);
        session.Send(Scoring.ScorePortfolio.MessageKind, new Scoring.ScoreOrder(row.ClientId));
    }
}

internal sealed record DecidedByTheAsker(string Message) : Forbidden(Message);
