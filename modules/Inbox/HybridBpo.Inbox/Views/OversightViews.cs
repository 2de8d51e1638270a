namespace HybridBpo.Inbox.Views;

public sealed record WithheldView(string Label, string Kind, bool HasProposal, IReadOnlyList<string> Withholds);

/// Figures of a group in words.
public sealed record OversightLineView(
    string Client, string Kind, string Mode, string Person, long Decided, string Agreed, string Overrode, string Evidence, string ToJudgement,
    string ToDecision, string SentBack, string NotCarriedOut);

/// Among: the modes in words.
public sealed record TierView(string What, IReadOnlyList<string> Among);

/// Answers whose right one is known. Followed: a wrong proposal; Rejected: a right one.
public sealed record RelianceView(string Client, string Kind, string Who, long Known, string Followed, string Rejected);

/// Decisions and their blind second looks.
public sealed record AgreementView(string Client, string Kind, long Pairs, string Same, string Alpha);
