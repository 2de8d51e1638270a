using System.Globalization;
using HybridBpo.Collections.Accounts;

namespace HybridBpo.Collections.Negotiation;

/// <summary>A plan as the account page shows it.</summary>
/// <param name="Sum">What is due and what is paid, in words.</param>
internal sealed record PlanView(string State, string Sum, IReadOnlyList<PlanViewRow> Rows)
{
    public static PlanView? Of(AccountRow account, DateOnly today)
    {
        if (account.Plan(today) is not { } plan) return null;
        string Money(long minor) => MoneyText.Format(minor, account.Currency);
        var accepted = account.PlanAnswer == AnswerPlan.Accepted;
        return new PlanView(
            accepted ? $"accepted {Day(account.PlanAnsweredOn!.Value)}" : "offered, not answered yet",
            $"Due until today {Money(plan.DueMinor)}, paid {Money(plan.PaidMinor)}.",
            [.. plan.Parts.Select(p => new PlanViewRow(
                $"{p.Number}", Day(p.DueOn), Money(p.AmountMinor), Money(p.PaidMinor),
                p.PaidMinor >= p.AmountMinor ? "paid" : !accepted ? "" : p.IsLate ? "late" : p.Number == plan.Next?.Number ? "next" : ""))]);
    }

    private static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}

internal sealed record PlanViewRow(string Number, string DueOn, string Amount, string Paid, string State);
