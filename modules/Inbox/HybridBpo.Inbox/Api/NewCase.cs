using System.ComponentModel;

namespace HybridBpo.Inbox.Api;

/// What another program sends to have a person decide. The descriptions stand in the OpenAPI document.
internal sealed record NewCase(
    [property: Description("Kind of case, such as api.review.")] string Kind,
    [property: Description("Your own stable code of the person or thing it is about; open cases about one subject go to one worker.")]
    string Subject,
    [property: Description("What people call the object, such as an invoice number.")] string Reference,
    [property: Description("The question to decide. It must not give the answer away.")] string Question,
    [property: Description("What the person reads: 1 to 50 facts. Nothing of the machine's proposal.")] IReadOnlyList<NewFact> Facts,
    [property: Description("What can be decided: 2 to 9 choices.")] IReadOnlyList<NewChoice> Choices,
    [property: Description("Reasons to choose from; each decision gives one at least.")] IReadOnlyList<NewReason> Reasons,
    [property: Description("Code of the client; may be left out when the key is for one client only.")] string? Client = null,
    [property: Description("First line in the queue; the question when left out.")] string? Title = null,
    [property: Description("0 normal, 1 high, 2 urgent. From facts and law, never from a score.")] int Urgency = 0,
    [property: Description("A machine's answer. Whoever judges sees it only after their own judgement.")] NewProposal? Proposal = null,
    [property: Description("When it must be decided; within the working time that the escalation policy gives when left out.")]
    DateTimeOffset? DueAt = null,
    [property: Description("What routing may ask for: up to 20 codes such as language:es. From facts, never from a score.")]
    IReadOnlyList<string>? Traits = null);

internal sealed record NewFact(
    [property: Description("Up to 80 characters.")] string Label,
    [property: Description("Up to 2,000 characters.")] string Value,
    [property: Description("Where it comes from; up to 200 characters.")] string? Source = null);

internal sealed record NewChoice(
    [property: Description("Stable code: small letters, digits, hyphens.")] string Code,
    [property: Description("Words of the choice: “Pay the invoice”.")] string Label,
    [property: Description("Does it worsen somebody's position?")] bool Adverse,
    [property: Description("Must a second, distinct person confirm it?")] bool NeedsSecondPerson = false,
    [property: Description("Words of the button; the label when left out.")] string? Verb = null,
    [property: Description("One quiet line under the label.")] string? Hint = null,
    [property: Description("Values that the choice needs, at most 10.")] IReadOnlyList<NewField>? Fields = null);

internal sealed record NewField(
    [property: Description("Stable code.")] string Name,
    [property: Description("Words beside the input.")] string Label,
    [property: Description("money (minor units), count, date (YYYY-MM-DD) or text.")] string Type,
    [property: Description("Currency of money, word after a count.")] string? Unit = null,
    [property: Description("Lowest value of money and count.")] long Min = 0,
    [property: Description("Highest value of money and count.")] long Max = 1_000_000_000,
    [property: Description("Must it be given?")] bool Required = true);

internal sealed record NewReason(
    [property: Description("Stable code.")] string Code,
    [property: Description("The words.")] string Label,
    [property: Description("Does it need a note, because it says nothing by itself?")] bool NeedsNote = false);

internal sealed record NewProposal(
    [property: Description("What made it: model or rule set with version.")] string Model,
    [property: Description("Code of one of the choices.")] string? Choice = null,
    [property: Description("Values for the choice's fields.")] IReadOnlyDictionary<string, string>? Fields = null,
    [property: Description("Why, in up to 20 facts.")] IReadOnlyList<NewFact>? Why = null);

internal sealed record NewCases(
    [property: Description("1 to 500 cases of one client.")] IReadOnlyList<NewCase> Cases,
    [property: Description("Code of the client; may be left out when the key is for one client only.")] string? Client = null);

internal sealed record StaleCase([property: Description("Why it is stale, as a code: small letters, digits, hyphens, such as paid.")] string Reason);
