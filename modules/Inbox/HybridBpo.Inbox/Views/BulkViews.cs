namespace HybridBpo.Inbox.Views;

/// State: nothing before it happened, then done or failed. Words: why, or what follows.
public sealed record BulkCaseView(string Key, string Href, string Title, string Detail, string State, string Words);

/// Act: decide, snooze or release. Obstacle: why these cannot be decided together. Undone: the list tells of an undo.
public sealed record BulkView(
    string Act,
    string Title,
    IReadOnlyList<BulkCaseView> Cases,
    string Command,
    IReadOnlyList<OptionView> Snoozes,
    IReadOnlyList<ChoiceView> Choices,
    IReadOnlyList<OptionView> Weights,
    IReadOnlyList<OptionView> Sureness,
    IReadOnlyList<OptionView> Reasons,
    string? Obstacle,
    bool IsDone,
    bool Undone,
    string? Error)
{
    public IReadOnlyList<BulkCaseView> Done => [.. Cases.Where(item => item.State == "done")];

    public IReadOnlyList<BulkCaseView> Failed => [.. Cases.Where(item => item.State == "failed")];
}
