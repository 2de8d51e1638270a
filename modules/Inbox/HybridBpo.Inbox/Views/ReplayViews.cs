namespace HybridBpo.Inbox.Views;

/// One moment of a case. Words: empty where the event itself says nothing to people.
public sealed record MomentView(long Version, string Time, string TimeIso, string Words, string Detail, string Icon, bool Current);

public sealed record KeptBackView(string What, string From);

/// A case as it was known at one of its moments.
public sealed record ReplayView(
    string Path,
    string Client,
    string ClientName,
    Guid CaseId,
    Guid Subject,
    string Label,
    string Question,
    string Reference,
    long Version,
    long Last,
    string When,
    string Stage,
    string Holder,
    string Mode,
    IReadOnlyList<MomentView> Moments,
    IReadOnlyList<AnswerView> Judgements,
    DecisionView? Decision,
    ProposalView? Proposal,
    IReadOnlyList<KeptBackView> KeptBack,
    bool MayExport,
    Type? Evidence,
    int EvidenceVersion,
    string EvidenceJson);
