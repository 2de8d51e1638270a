using System.Text.Json.Serialization;

namespace HybridBpo.Inbox.Contracts;

/// <summary>Asks the inbox to open a case. Opening the same <see cref="CaseId"/> again has no second effect.</summary>
/// <param name="CaseId">Derived by the module (<c>Ids.For(client, kind, natural key)</c>), known to it before the case exists.</param>
/// <param name="Client">Code of the client.</param>
/// <param name="Kind">Kind that a registered <see cref="ICaseView"/> shows, such as <c>collections.flagged-account</c>.</param>
/// <param name="Question">The title: a question that does not give the answer away. Withheld words never stand here.</param>
/// <param name="Reference">What people call the object: account reference, candidate code.</param>
/// <param name="SubjectId">Stream of the person whom it is about; a client's open cases on one subject go to one worker.</param>
/// <param name="Urgency">0 normal, 1 high, 2 urgent. From facts and law only, never from a score.</param>
/// <param name="DueAt">When it must be decided; null: within the working time that the escalation policy gives its client and kind.</param>
/// <param name="Evidence">What the person reads: a frozen snapshot.</param>
/// <param name="Form">What the person is asked.</param>
/// <param name="Proposal">The machine's answer, kept apart and withheld; null when there is none.</param>
/// <param name="NotFor">User ids of people who may not judge it, such as the one who asked for a go-live.</param>
/// <param name="Title"> First line of the queue's row: what tells this case from the others of its kind, such as a name; 1 to 200 characters, the
/// question when null. Withheld words never stand here.
/// </param>
/// <param name="Traits">What routing may ask for, as codes: <c>language:es</c>, <c>amount:high</c>; at most 20. From facts alone, never from a
/// score or verdict.</param>
public sealed record OpenCase(
    Guid CaseId,
    string Client,
    string Kind,
    string Question,
    string Reference,
    Guid SubjectId,
    int Urgency,
    DateTimeOffset? DueAt,
    Evidence Evidence,
    CaseForm Form,
    Proposal? Proposal,
    IReadOnlyList<string> NotFor,
    string? Title = null,
    IReadOnlyList<string>? Traits = null);

/// <summary>The frozen facts that a case is judged on; the inbox never looks inside.</summary>
/// <param name="Version">Version of the snapshot's shape, for the view that renders it.</param>
/// <param name="Json">The snapshot. Holds nothing of the machine's verdict.</param>
/// <param name="Text">Words for search: reference, names, employer; nothing withheld.</param>
public sealed record Evidence(int Version, string Json, string Text);

/// <summary>The machine's answer. The server shows it to nobody who could judge the case and has not yet.</summary>
/// <param name="Choice">Code of one of the form's choices, or null where the machine may not choose (hiring).</param>
/// <param name="Fields">Values proposed for the choice's fields, by name, as text.</param>
/// <param name="Answers">The machine's answers to the form's questions, by question id.</param>
/// <param name="Model">What made it: model with version, or rule set with version.</param>
/// <param name="Json">Score, reasons, flags: rendered by the view's proposal component.</param>
public sealed record Proposal(
    string? Choice,
    IReadOnlyDictionary<string, string> Fields,
    IReadOnlyDictionary<string, string> Answers,
    string Model,
    string Json);

/// <summary>What the person is asked to judge and to decide.</summary>
/// <param name="Questions">Questions answered in the own judgement (hiring: one per criterion); may be empty.</param>
/// <param name="Choices">What can be decided.</param>
/// <param name="Reasons">Reason codes; at least one must be given with every decision.</param>
/// <param name="Weights">What may weigh most in the own judgement ("Income fell"), from facts alone; at least one must be given when there are
/// any.</param>
public sealed record CaseForm(
    IReadOnlyList<CaseQuestion> Questions,
    IReadOnlyList<CaseChoice> Choices,
    IReadOnlyList<CaseOption> Reasons,
    IReadOnlyList<CaseOption>? Weights = null);

/// <summary>A code with the words that a page shows for it.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Label">The words.</param>
/// <param name="NeedsNote">As a reason it says nothing by itself ("Other"): the decision then needs a note.</param>
public sealed record CaseOption(
    string Code,
    string Label,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool NeedsNote = false);

/// <summary>A question within the own judgement.</summary>
/// <param name="Id">Stable id, such as a criterion's.</param>
/// <param name="Label">The question.</param>
/// <param name="Options">The answers to choose from.</param>
public sealed record CaseQuestion(string Id, string Label, IReadOnlyList<CaseOption> Options);

/// <summary>One possible decision.</summary>
/// <param name="Code">Stable code, such as <c>offer-plan</c>.</param>
/// <param name="Label">Words of the radio button: "Offer a plan".</param>
/// <param name="Verb">Words of the button that decides: "Offer this plan".</param>
/// <param name="Adverse">Does it worsen the person's position? Then a reason is needed also for agreeing, and it is never decided in bulk.</param>
/// <param name="NeedsSecondPerson">Does a second, distinct person confirm it?</param>
/// <param name="Hint">One quiet line under the label, or empty.</param>
/// <param name="Fields">Values that the choice needs.</param>
public sealed record CaseChoice(
    string Code,
    string Label,
    string Verb,
    bool Adverse,
    bool NeedsSecondPerson,
    string Hint,
    IReadOnlyList<CaseField> Fields);

/// <summary>A value that a choice needs.</summary>
/// <param name="Name">Stable name, such as <c>amount</c>.</param>
/// <param name="Label">Words beside the input.</param>
/// <param name="Type">One of <c>money</c> (minor units as text), <c>count</c>, <c>date</c> (YYYY-MM-DD), <c>text</c> (at most 2,000
/// characters).</param>
/// <param name="Unit">Currency of money, word after a count, or empty.</param>
/// <param name="Min">Lowest value for money and count.</param>
/// <param name="Max">Highest value for money and count.</param>
/// <param name="Required">Must it be given?</param>
public sealed record CaseField(string Name, string Label, string Type, string Unit, long Min, long Max, bool Required);
