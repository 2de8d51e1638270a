namespace HybridBpo.Inbox.Views;

/// State: done, now or ahead.
public sealed record RoadStepView(string Word, string State);

/// Error: why what was typed here was refused, or empty.
public sealed record FieldView(
    string Name, string Label, string Type, string Unit, string Sign, string Value, bool Required, string Hint, string Error);

public sealed record ChoiceView(
    string Code,
    string Label,
    string Verb,
    string Hint,
    bool NeedsSecondPerson,
    bool Chosen,
    int Number,
    IReadOnlyList<FieldView> Fields);

public sealed record QuestionView(string Id, string Label, IReadOnlyList<OptionView> Options);

/// What the person is asked, filled with their draft.
public sealed record FormView(
    IReadOnlyList<QuestionView> Questions,
    IReadOnlyList<ChoiceView> Choices,
    IReadOnlyList<OptionView> Weights,
    IReadOnlyList<OptionView> Sureness,
    IReadOnlyList<OptionView> Reasons,
    string Take,
    string Note,
    string NoteError,
    string Saved);

/// An answer in words: Line has all of it ("Offer a plan: $62 · 24 months"), Big its figures or its name, Small the rest.
public sealed record ChosenView(string Line, string Big, string Small);

/// What somebody, or the machine, answered, in words.
public sealed record AnswerView(string Who, string Face, bool IsMe, string When, ChosenView Chosen, string Detail, string Note);

/// One question with both answers.
public sealed record ComparedView(string Label, string Mine, string Machine, bool Differ);

/// OwnAnswers: the person's own answers by question id, for a component that compares them beside the evidence; else null.
public sealed record ProposalView(
    string Model,
    ChosenView? Chosen,
    bool HasChoice,
    bool SameAsMine,
    string Json,
    Type? Component,
    IReadOnlyDictionary<string, string>? OwnAnswers);

public sealed record DecisionView(Guid Id, string Who, string Face, bool IsMe, string When, ChosenView Chosen, string Reasons, string Note,
    bool Adverse);

public sealed record PersonStepView(string? Name, bool IsMe, string Words, string Detail, string Badge, string Tone);

public sealed record UndoView(Guid DecisionId, string Said, string Leaves, string LeavesIso);

public sealed record TrailView(string Time, string TimeIso, string Icon, string Tone, string Words, string Detail);

public sealed record PersonView(string Id, string Name);

/// Mode: empty where the person judges first, else shown, on-request or closed (the proposal is kept back all the same).
/// Stopped: why the model's proposal is kept back from everybody, or empty.
/// Panel: what stands in the rail: take, held, judge, decide, confirm, decided, closed, read. Without: what says why there is no proposal.
/// IsVoid: it was decided, and new facts made that stale before it left.
public sealed record CaseView(
    string Path,
    string Client,
    string ClientName,
    Guid CaseId,
    string Label,
    string Question,
    string Reference,
    string? SubjectHref,
    IReadOnlyList<string> Dots,
    IReadOnlyList<RoadStepView> Road,
    string Panel,
    string Closed,
    long Token,
    string Command,
    string ModeWords,
    string Mode,
    string Stopped,
    Type? Evidence,
    int EvidenceVersion,
    string EvidenceJson,
    bool HasProposal,
    Type? Without,
    FormView Form,
    AnswerView? Own,
    IReadOnlyList<AnswerView> Others,
    IReadOnlyList<ComparedView> Compared,
    ProposalView? Proposal,
    DecisionView? Decision,
    IReadOnlyList<PersonStepView> Eyes,
    UndoView? Undo,
    IReadOnlyList<TrailView> History,
    IReadOnlyList<string> Warnings,
    string? HeldBy,
    bool MaySnooze,
    IReadOnlyList<OptionView> Snoozes,
    IReadOnlyList<PersonView> HandOverTo,
    bool MayAssign,
    string? SnoozedUntil,
    string? Error,
    string? Open,
    Guid Subject,
    bool MayReplay,
    bool IsVoid,
    AskedView? Asked,
    IReadOnlyList<FileView> Files,
    FileView? RemovedFile,
    bool MayAttach);

/// A file at the case. Detail: who attached it when, and how large it is.
public sealed record FileView(Guid Id, string Name, string Detail, bool MayRemove);

/// The holder asked somebody to take the case over, who has not answered yet.
public sealed record AskedView(string From, string To, string Note, bool ToMe, bool FromMe);
