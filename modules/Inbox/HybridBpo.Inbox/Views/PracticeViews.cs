namespace HybridBpo.Inbox.Views;

/// A case to practise on. Given: what the person answered, in words; empty before. Then Truth, Proposed and Why say how it is.
public sealed record PracticeView(
    string Action, string ClientName, string Kind, string Question, string Reference, Guid CaseId, string Client, Type? Evidence, string EvidenceJson,
    int Version,
    IReadOnlyList<OptionView> Choices, string Given, bool IsRight, string Truth, string Proposed, bool MachineRight, string Why, string? Error,
    FindingsView? Findings = null);

/// What the machine found about each question: it proposes no choice, its answers come to one. Not there before the own answer.
public sealed record FindingsView(Type Component, string EvidenceJson, string ProposalJson);

public sealed record TraineeView(string Name, long Answered, string Last, bool IsReady, string When);
