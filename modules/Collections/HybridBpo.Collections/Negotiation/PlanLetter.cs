using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;
using HybridBpo.Events;

namespace HybridBpo.Collections.Negotiation;

/// <summary>When the letter with an offered plan may go. Pure: the contact rules are asked apart from it.</summary>
internal static class PlanLetter
{
    // Who gets the letter must have time to answer before the first part is due.
    private const int LeastNotice = 7;

    /// <summary>Accounts with an offered plan whose letter has neither left nor been taken back.</summary>
    public static IEnumerable<AccountRow> Open(ContactFile file, IReadOnlyList<NudgeRow> before) => file.Accounts.Where(a =>
        a.Offer is { } offer && before.FirstOrDefault(n => n.Id == offer.Decision) is null or { State: "blocked" });

    /// <summary>Takes a letter back that must not go any more. The account may come to a person again without the usual quiet time, unless it came to
    /// one since.</summary>
    public static void QueueTakeBack(this EventSession session, NudgeRow letter, string obstacle, DateTimeOffset now)
    {
        session.QueueNudge(letter with { State = "cancelled", Words = obstacle, NextAt = null, ChangedAt = now });
        session.Queue($"""
            update collections.accounts set case_opened_at = null
            where client_id = {letter.ClientId} and id = any ({letter.Accounts}) and case_id = plan_case_id and plan_decision = {letter.Id}
            """);
    }

    /// <summary>Why the letter must not go any more, as a code; null when it may. What it says must be true when it is read.</summary>
    public static string? Obstacle(AccountRow? account, Guid decision, DateOnly today) => account switch
    {
        null => "gone",
        { BalanceMinor: <= 0 } => "paid",
        { State: not "open" } => "recalled",
        _ when account.Offer?.Decision != decision => "overtaken",
        { PlanAnswer: AnswerPlan.Refused } => "plan-refused",
        { Offer: { } offer } when offer.TotalMinor != account.BalanceMinor => "balance-changed",
        { Offer: { } offer } when offer.FirstDue < today.AddDays(LeastNotice) => "first-day-too-near",
        _ => null,
    };
}
