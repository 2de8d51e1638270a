namespace HybridBpo.Inbox.Views;

/// A case whose answer is known, in words.
public sealed record SampleView(
    string Client, string ClientName, Guid Id, string Purpose, string Kind, string Question, string Reference, string Proposed, string Truth,
    bool MachineRight, long Answered, bool Ended);

/// A decided case of which one can be made.
public sealed record SourceView(string Href, string ClientName, string Kind, string Question, string Reference, string When);

public sealed record SamplesView(
    IReadOnlyList<SampleView> Samples, IReadOnlyList<SourceView> Sources, string Share, string Reserve, bool Off, string Command,
    IReadOnlyList<string> NotOf);

public sealed record FactField(string Label, string Value, string Source);

/// Form that makes a sample of a decided case.
public sealed record NewSampleView(
    string Action, string Kind, string SourceQuestion, string SourceReference, string Purpose, string Question, string Reference,
    IReadOnlyList<FactField> Facts, string Because, string Why, IReadOnlyList<OptionView> Proposed, IReadOnlyList<OptionView> Truth, string? Error,
    string Command, DisguisedView? Disguised = null, InventedView? Invented = null);

/// A case made of an invented file: null Read before it was sent. Read: what was read from it, sealed. ComesTo: what the machine's answers come to.
public sealed record InventedView(string? Read, IReadOnlyList<FoundView> Found, string ComesTo);

/// What the machine found about one question, and what it is said to have found.
public sealed record FoundView(string Id, string Label, string Found, string Quote, IReadOnlyList<OptionView> Options);

/// What a module made of the decided case. Name: the invented one, as typed.
public sealed record DisguisedView(string Name, Type? Evidence, string Json, int Version, Guid CaseId, string Client);
