namespace HybridBpo.Collections.OwnPage;

/// <summary>What stands before the debtor's page, and instead of it.</summary>
/// <param name="State"><c>verify</c>, <c>shut</c>, <c>cannot-ask</c>, <c>over</c>, <c>fresh</c>, <c>stranger</c>, <c>unknown</c>.</param>
/// <param name="Asked">Facts to be given.</param>
/// <param name="Trouble">Key of the sentence that says what was wrong.</param>
internal sealed record DoorView(
    string State, string Token, string Lang, IReadOnlyList<string>? Asked = null, string? Trouble = null, string? Masked = null);
