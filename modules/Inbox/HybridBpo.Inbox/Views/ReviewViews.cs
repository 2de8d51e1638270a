namespace HybridBpo.Inbox.Views;

/// A case to be looked at once more. Answers: to settle, in words; empty for whoever looks.
public sealed record ReviewView(
    string Action, string ClientName, string Kind, string Question, Guid CaseId, string Client, Type? Evidence, int EvidenceVersion,
    string EvidenceJson, IReadOnlyList<OptionView> Choices, IReadOnlyList<OptionView> Sureness, IReadOnlyList<string> Answers, string? Error,
    string Command);

/// Two answers that differ.
public sealed record ApartView(string Href, string ClientName, string Kind, string Question, string Answers, bool Mine);
