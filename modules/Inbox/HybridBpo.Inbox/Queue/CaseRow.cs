namespace HybridBpo.Inbox.Queue;

/// A row of inbox.cases as queues show it, with what the database's clock says about its lease.
internal sealed record CaseRow(
    string ClientId,
    Guid CaseId,
    string Kind,
    string Title,
    string Question,
    string Reference,
    Guid SubjectId,
    int Urgency,
    DateTimeOffset DueAt,
    DateTimeOffset OpenedAt,
    IReadOnlyList<string> NotFor,
    string Stage,
    string? Holder,
    long Token,
    DateTimeOffset? LeaseUntil,
    DateTimeOffset? SnoozedUntil,
    string? SnoozedBy,
    Guid? DecisionId,
    string? DecidedBy,
    string? ConfirmedBy,
    DateTimeOffset? LeavesAt,
    string? Trouble,
    IReadOnlyList<string> EscalatedWhy,
    string Needs,
    string? DelegatedTo,
    string? DelegatedBy,
    IReadOnlyList<string> NotSecond,
    bool IsAlone,
    bool Held,
    bool HolderJudged)
{
    public string State => StateOf(Stage, Held, HolderJudged);

    public bool IsOver => Stage is Stages.Delivered or Stages.Withdrawn;

    /// The states that other modules know: see CaseSummary.
    public static string StateOf(string stage, bool held, bool holderJudged) => stage switch
    {
        Stages.Open when held && holderJudged => "judged",
        Stages.Open when held => "held",
        Stages.Sent => Stages.Decided,
        _ => stage,
    };
}
