namespace HybridBpo.Inbox.Views;

public sealed record WithheldView(string Label, string Kind, bool HasProposal, IReadOnlyList<string> Withholds);

/// Among: the modes in words.
public sealed record TierView(string What, IReadOnlyList<string> Among);
