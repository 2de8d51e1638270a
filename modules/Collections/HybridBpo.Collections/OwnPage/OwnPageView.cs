namespace HybridBpo.Collections.OwnPage;

/// <summary>What the debtor's page shows, as words and amounts ready to be read.</summary>
internal sealed record OwnPageView(
    string Lang, string Token, string Firm, string Client, string Name, string Total, string Until, string StopHref, string? PayHref, string PayAt,
    string Today, string LastDay, IReadOnlyList<OwnAccount> Accounts, IReadOnlyList<OwnReceipt> Receipts, Guid Command, OwnError? Error, string? Got);

internal sealed record OwnAccount(
    Guid Id, string Reference, string Balance, string PlainBalance, IReadOnlyList<string> States, Guid? Offer, string? OfferWords,
    string? Before, IReadOnlyList<OwnLine> Lines);

internal sealed record OwnLine(string Day, string What, string Amount, string Owed);

internal sealed record OwnReceipt(string Number, string What, string Reference, string At);

/// <param name="Act">The form that it belongs to, which stands open.</param>
internal sealed record OwnError(string Act, string Words);
