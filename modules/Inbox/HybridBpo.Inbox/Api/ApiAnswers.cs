using System.ComponentModel;

namespace HybridBpo.Inbox.Api;

internal sealed record OpenedJson(Guid Id, [property: Description("open")] string State);

internal sealed record OpenedItemJson(
    [property: Description("Place in the request, from 0.")] int Index,
    Guid? Id,
    [property: Description("open, or refused: then code and detail say why, and nothing was opened.")] string State,
    string? Code,
    string? Detail);

internal sealed record OpenedManyJson(int Opened, int Refused, IReadOnlyList<OpenedItemJson> Cases);

internal sealed record CaseJson(
    Guid Id, string Client, string Kind, string Reference, [property: Description("open, decided or withdrawn.")] string State,
    DateTimeOffset OpenedAt, DateTimeOffset DueAt, OutcomeJson? Outcome);

internal sealed record OutcomeJson(
    [property: Description("The same for every report of this decision.")] Guid DecisionId,
    [property: Description("Code of the choice.")] string Choice,
    [property: Description("Values of the choice's fields, as text.")] IReadOnlyDictionary<string, string> Fields,
    IReadOnlyList<string> Reasons,
    [property: Description("Did a second person confirm it?")] bool SecondPerson,
    DateTimeOffset DecidedAt);

internal sealed record OutcomeLineJson(Guid CaseId, string Client, string Kind, string Reference, OutcomeJson Outcome);

internal sealed record OutcomesJson(
    IReadOnlyList<OutcomeLineJson> Outcomes,
    [property: Description("Give it as after in the next request.")] string Next,
    [property: Description("Is there more at once?")] bool More);
