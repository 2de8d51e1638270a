using System.Text.Json;
using HybridBpo.Inbox.Routing;

namespace HybridBpo.Inbox.Cases;

/// The state of one case, folded from its stream. It never holds the proposal.
internal sealed partial class Case
{
    /// Why a case is withdrawn when the person whom it is about is erased.
    public const string PersonErased = "person-erased";

    public Guid Id { get; private set; }

    public string Kind { get; private set; } = "";

    public string? Question { get; private set; }

    public string? Reference { get; private set; }

    public Guid SubjectId { get; private set; }

    public int Urgency { get; private set; }

    public DateTimeOffset OpenedAt { get; private set; }

    public DateTimeOffset DueAt { get; private set; }

    /// Line and version of the policy that says when it is due; null where the module did.
    public string? DueBy { get; private set; }

    public int EvidenceVersion { get; private set; }

    /// Null once the person's key is destroyed, like everything personal.
    public string? EvidenceJson { get; private set; }

    public CaseForm? Form { get; private set; }

    public string Mode { get; private set; } = "";

    public string ModeWhy { get; private set; } = "";

    /// The modes between which whoever takes it draws.
    public IReadOnlyList<string> Among { get; private set; } = [];

    /// By person: what they drew.
    public Dictionary<string, string> Drawn { get; } = [];

    public string? ProposalModel { get; private set; }

    public string? ProposalHash { get; private set; }

    /// What would have made a proposal, had it not been stopped when the case opened; else null.
    public string? StoppedModel { get; private set; }

    public IReadOnlyList<string> NotFor { get; private set; } = [];

    public Needs Needs { get; private set; } = Needs.None;

    /// Line and version of the routing, or null.
    public string? RoutedBy { get; private set; }

    public string Stage { get; private set; } = Stages.Open;

    public string? Holder { get; private set; }

    /// Who holds the highest token holds the case; every smaller one is stale.
    public long Token { get; private set; }

    public DateTimeOffset? SnoozedUntil { get; private set; }

    public string? SnoozedBy { get; private set; }

    public Dictionary<string, Judgement> Judgements { get; } = [];

    public HashSet<string> Revealed { get; } = [];

    /// Who saw the proposal before they had judged: never the second person.
    public HashSet<string> SawFirst { get; } = [];

    public HashSet<string> EvidenceSeen { get; } = [];

    public HashSet<string> Escalations { get; } = [];

    public Decided? Decision { get; private set; }

    public Confirmed? Confirmation { get; private set; }

    /// Why the module could not carry out the last decision; null once a new one is made.
    public string? LastRefusal { get; private set; }

    /// Why the second person did not confirm; null once a new decision is made.
    public Objection? LastObjection { get; private set; }

    public string? WithdrawnBecause { get; private set; }

    public long Version { get; private set; }

    public bool IsOver => Stage is Stages.Delivered or Stages.Withdrawn;

    /// The person's key was destroyed: every form is personal, and every case has one.
    public bool IsErased => Form is null;

    public bool HasJudged(string person) => Judgements.ContainsKey(person);

    /// They know what the machine says, or what somebody judged: what they write may tell it, also when they may look no longer.
    public bool Knows(string person) => HasJudged(person) || Revealed.Contains(person) || SawFirst.Contains(person);

    /// Who speaks first for this person. The second person is always blind.
    public string ModeOf(string person) =>
        Decision is { } decision && decision.By != person ? Modes.JudgementFirst : Drawn.GetValueOrDefault(person, Modes.JudgementFirst);

    /// An answer that worsens somebody's position, chosen by one who may have seen the proposal first, needs a second person who judges blind.
    public bool NeedsSecond(string person, CaseChoice choice) =>
        choice.NeedsSecondPerson || (choice.Adverse && Drawn.GetValueOrDefault(person, Modes.JudgementFirst) != Modes.JudgementFirst);

    public CaseChoice? ChoiceOf(string code) => Form?.Choices.FirstOrDefault(choice => choice.Code == code);

    public static Case Create(CaseOpened e) => new()
    {
        Version = 1,
        Id = e.CaseId,
        Kind = e.Kind,
        Question = e.Question,
        Reference = e.Reference,
        SubjectId = e.SubjectId,
        Urgency = e.Urgency,
        OpenedAt = e.At,
        DueAt = e.DueAt,
        DueBy = e.DueBy,
        EvidenceVersion = e.EvidenceVersion,
        EvidenceJson = e.EvidenceJson,
        Form = e.FormJson is null ? null : JsonSerializer.Deserialize<CaseForm>(e.FormJson),
        Mode = e.Mode,
        ModeWhy = e.ModeWhy,
        StoppedModel = e.StoppedModel,
        Among = e.Modes ?? [e.Mode],
        ProposalModel = e.ProposalModel,
        ProposalHash = e.ProposalHash,
        NotFor = e.NotFor,
        Needs = Needs.Read(string.Join(' ', e.Needs ?? [])),
        RoutedBy = e.RoutedBy,
    };
}
