using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges.ContactRules;
using Kept = HybridBpo.Collections.Import.Undoing.UndoWords.Kept;

namespace HybridBpo.Collections.Import.Undoing;

/// <summary>What happened on an account since its file placed it. Only what machines do by themselves is nothing.</summary>
internal static class Obstacles
{
    /// <param name="import">The file that placed it.</param>
    /// <param name="onAccount">The account's own events.</param>
    /// <param name="onPerson">Events of who owes it.</param>
    /// <param name="account">The account.</param>
    /// <param name="transactions">All of it.</param>
    public static IEnumerable<string> Of(
        Guid import, IEnumerable<object> onAccount, IEnumerable<object> onPerson, Guid account, IEnumerable<TransactionEntry> transactions) =>
        onAccount.Select(OnAccount).Concat(onPerson.Select(e => OnPerson(e, account))).Concat(transactions.Select(t => OfMoney(t, import)))
            .OfType<string>().Distinct();

    private static string? OnAccount(object e) => e switch
    {
        AccountPlaced or AccountRecalled or PlacementUndone or RiskBandChanged or AccountFlagged or FlagWithdrawn or BookingsUndone => null,
        PlanOffered or PlanAccepted or PlanRefused => Kept.Plan,
        PromiseMade => Kept.Promise,
        HoldPlaced or HoldReleased => Kept.Hold,
        DisputeOpened or DisputeResolved => Kept.Dispute,
        HardshipDisclosed => Kept.Hardship,
        RemindersContinued or PlacementReconciled => Kept.Decision,
        PlacementDisagreed => Kept.LaterFile,
        HolderErased => Kept.Erased,
        _ => Kept.Other,
    };

    private static string? OnPerson(object e, Guid account) => e switch
    {
        ConversationHeld talk when talk.Accounts.Length == 0 || talk.Accounts.Contains(account) => Kept.Contact,
        ContactAttempted { Channel: Channels.Call } call when call.Accounts.Contains(account) => Kept.Contact,
        CallToldAgain call when call.Accounts.Contains(account) => Kept.Contact,
        NudgeSent sent when sent.Accounts.Contains(account) => Kept.Nudge,
        _ => null,
    };

    private static string? OfMoney(TransactionEntry t, Guid import) => t.UndoneAt is not null ? null : t.Type switch
    {
        TransactionTypes.Opening when t.ImportId == import => null,
        TransactionTypes.Payment or TransactionTypes.Returned or TransactionTypes.Credit => Kept.Payment,
        _ => Kept.LaterFile,
    };
}
