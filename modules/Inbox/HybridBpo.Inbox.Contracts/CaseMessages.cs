namespace HybridBpo.Inbox.Contracts;

/// <summary>Names of the outbox messages between modules and the inbox.</summary>
public static class CaseMessages
{
    /// <summary>Carries an <see cref="OpenCase"/> to the inbox.</summary>
    public const string Open = "inbox.open-case";

    /// <summary>Carries a <see cref="WithdrawCase"/> to the inbox.</summary>
    public const string Withdraw = "inbox.withdraw-case";
}

/// <summary>Tells the inbox that new facts make an open case or an undelivered decision stale.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Client">Code of the client.</param>
/// <param name="Reason">Code of the reason, such as <c>paid-in-full</c>.</param>
/// <param name="Tell">
/// Kind of the message that brings this one back to the module once the case is withdrawn by it; none comes when the case was over. Null: the module
/// need not know.
/// </param>
public sealed record WithdrawCase(Guid CaseId, string Client, string Reason, string? Tell = null);
