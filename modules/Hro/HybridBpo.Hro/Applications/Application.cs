using HybridBpo.Hro.Decisions;

namespace HybridBpo.Hro.Applications;

/// <summary>One person's application for one requisition, folded from its stream.</summary>
internal sealed record Application(Guid Requisition, string Candidate, string State)
{
    public DateTimeOffset AppliedAt { get; init; }

    public Guid File { get; init; }

    public string? FileName { get; init; }

    public string Format { get; init; } = "";

    public string Sha256 { get; init; } = "";

    public string? Identity { get; init; }

    /// <summary>How many screening runs are done.</summary>
    public int Runs { get; init; }

    /// <summary>Cases of all runs, the newest last.</summary>
    public IReadOnlyList<Guid> Cases { get; init; } = [];

    /// <summary>What was read from the file, without the corrections.</summary>
    public string? Evidence { get; init; }

    public string? Proposal { get; init; }

    /// <summary>When the last run was done.</summary>
    public DateTimeOffset ScreenedAt { get; init; }

    public IReadOnlyList<string> RevealedTo { get; init; } = [];

    public IReadOnlyList<Asked> Questions { get; init; } = [];

    public IReadOnlyList<Correction> Corrections { get; init; } = [];

    public Guid? Case => Cases.Count == 0 ? null : Cases[^1];

    public bool IsOver => States.Over.Contains(State);

    public static Application Create(CandidateApplied e, StoredEvent stored) =>
        new(e.Requisition, e.Candidate, States.Received) { AppliedAt = stored.Timestamp };

    public Application Apply(ResumeReceived e) => this with { File = e.File, FileName = e.FileName, Format = e.Format, Sha256 = e.Sha256 };

    public Application Apply(ResumeRead e) => this with { Identity = e.Identity };

    public Application Apply(ScreeningCompleted e) => this with
    {
        State = States.ToJudge,
        Runs = e.Number,
        Cases = [.. Cases, e.Case],
        Evidence = e.Evidence,
        Proposal = e.Proposal,
        ScreenedAt = e.DoneAt,
    };

    public Application Apply(ResumeUnreadable e) =>
        this with { State = States.NeedsHuman, Runs = e.Number, Cases = [.. Cases, e.Case], Evidence = e.Evidence, Proposal = null };

    public Application Apply(FieldCorrected e) => e is { Was: { } was, Now: { } now } && Evidence is { } read
        && Applications.Corrections.EntryOf(HroJson.Read<ScreeningEvidence>(read), e.Field) is { } entry
            ? this with { Corrections = [.. Corrections, new Correction(e.Field, entry, was, now)] }
            : this;

    public Application Apply(IdentityRevealed e) => this with { RevealedTo = [.. RevealedTo.Union([e.RevealedTo])] };

    public Application Apply(ScreeningAskedAgain _) => this with { State = States.Received };

    public Application Apply(CandidateQuestioned e) => this with { State = States.Asked, Questions = [.. Questions, new(e.Question, null)] };

    public Application Apply(CandidateAnswered e) =>
        this with { State = States.Received, Questions = [.. Questions.SkipLast(1), Questions[^1] with { Answer = e.Answer }] };

    public Application Apply(CandidateKept _) => this with { State = States.Kept };

    public Application Apply(CandidateAdvanced _) => this with { State = States.Advanced };

    public Application Apply(CandidateDeclined _) => this with { State = States.Declined };

    public Application Apply(CandidateWithdrew _) => this with { State = States.Withdrew };

    public Application Apply(ApplicationClosed _) => this with { State = States.Closed };

    public Application Apply(SubjectErased _) => this with { State = States.Erased };
}

/// <summary>A question that a person decided to ask, and the candidate's answer once it is there.</summary>
internal sealed record Asked(string? Question, string? Answer);
