using System.Text.Json;
using HybridBpo.Inbox.Judging;

namespace HybridBpo.Inbox.Opening;

/// A module asks for a person's judgement. The first message with a case id opens it; a repeat has no second effect.
internal static class OpenTheCase
{
    public static Result<Decision<bool>> Decide(OpenCase ask, Case? state, OpeningRules rules, DateTimeOffset now)
    {
        if (state is not null)
        {
            return new Decision<bool>(false);
        }

        if (Malformed(ask, rules.Modes) is { } why)
        {
            return new Malformed(why);
        }

        // Without the proposal of a stopped model; that there would have been one stays on record.
        var stopped = rules.Stops.Any(stop => stop.Covers(ask.Proposal?.Model)) ? ask.Proposal?.Model : null;
        ask = stopped is null ? ask : ask with { Proposal = null };
        var (tier, among) = rules.Modes.Choose(ask.Kind, ask.Form);
        var route = rules.Routing.Choose(new(ask.Client, ask.Kind, ask.Urgency, ask.Traits ?? []));
        var (dueBy, within) = rules.Escalation.DueOf(ask.Client, ask.Kind);
        var byPolicy = ask.DueAt is null;
        return new Decision<bool>(true, new CaseOpened(now, ask.CaseId, ask.Kind, ask.Question, ask.Reference, ask.SubjectId, ask.Urgency,
            ask.DueAt ?? rules.Calendar.DueAt(now, within),
            ask.Evidence.Version, ask.Evidence.Json, ask.Evidence.Text, JsonSerializer.Serialize(ask.Form), Modes.JudgementFirst, tier,
            rules.Modes.Version, ask.Proposal?.Model, ask.Proposal is null ? null : Proposals.Hash(ask.Proposal), ask.NotFor, ask.Title,
            route.Needs.Tokens, route.By, byPolicy ? dueBy : null, byPolicy ? rules.Calendar.Version : null,
            among is [Modes.JudgementFirst] ? null : among, stopped));
    }

    private static string? Malformed(OpenCase ask, ModePolicy modes) => ask switch
    {
        { Question.Length: 0 or > 200 } => "the question must have 1 to 200 characters",
        { Title.Length: 0 or > 200 } => "the title must have 1 to 200 characters, or be left out",
        { Reference.Length: > 100 } => "the reference is longer than 100 characters",
        { Urgency: < 0 or > 2 } => "urgency is 0, 1 or 2",
        { Evidence.Json.Length: > 1_000_000 } => "the evidence snapshot is larger than 1 MB",
        _ when !IsJson(ask.Evidence.Json) => "the evidence snapshot is not JSON",
        _ when ask.Proposal is { } proposal && (proposal.Json.Length > 1_000_000 || !IsJson(proposal.Json)) =>
            "the proposal is not JSON of up to 1 MB",
        { Evidence.Text.Length: > 10_000 } => "the search text is longer than 10,000 characters",
        { Form.Choices.Count: 0 or > 9 } => "a form offers 1 to 9 choices",
        { Traits.Count: > 20 } => "more than 20 traits",
        _ when ask.Traits is { } traits && traits.Any(trait => trait is not { Length: > 0 and <= 60 }) => "a trait has 1 to 60 characters",
        { Form.Reasons.Count: 0 } => "a form needs reason codes",
        _ when Repeats(ask.Form.Choices.Select(choice => choice.Code)) => "two choices share a code",
        _ when Repeats(ask.Form.Questions.Select(question => question.Id)) => "two questions share an id",
        _ when ask.Proposal?.Choice is { } code && ask.Form.Choices.All(choice => choice.Code != code) => "the proposed choice is not in the form",
        _ when ask.Proposal?.Choice is not null && modes.IsHiring(ask.Kind) => "in hiring the machine may not choose",
        _ => null,
    };

    private static bool IsJson(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Repeats(IEnumerable<string> codes) => codes.GroupBy(code => code).Any(group => group.Count() > 1);
}

internal sealed record Malformed(string Why) : Invalid($"The case cannot be opened: {Why}.");
