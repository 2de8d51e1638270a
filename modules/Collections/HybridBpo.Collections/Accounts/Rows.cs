using HybridBpo.Collections.Negotiation;

namespace HybridBpo.Collections.Accounts;

// Rows as they stand in the tables, in the order of their columns.

internal sealed record AccountRow(
    string ClientId, Guid Id, string Reference, Guid PersonId, string Sow, string Product, string Creditor, string Currency, string State,
        DateOnly PlacedOn,
    DateOnly Since, Guid? ImportId, int? ImportLine, long BalanceMinor, DateOnly? OldestDue, long OldestMinor, DateOnly? LastPaidOn, bool OnHold,
    DateTimeOffset? HoldUntil, bool Disputed, DateOnly? PromiseUntil, Guid? PlanDecision, long? PlanAmountMinor, int? PlanMonths,
    long? PlanTotalMinor, DateOnly? PlanFirstDue, Guid? CaseId, DateTimeOffset? CaseOpenedAt, DateTimeOffset PlacedAt, DateTimeOffset? HoldSince,
    DateTimeOffset? DisputedSince, DateOnly? PlanOfferedOn, string? PlanAnswer, DateOnly? PlanAnsweredOn, long BilledSincePlan)
{
    public const string Columns = """
        client_id, id, reference, person_id, sow, product, creditor, currency, state, placed_on, since, import_id, import_line, balance_minor,
          oldest_due,
        oldest_minor, last_paid_on, on_hold, hold_until, disputed, promise_until, plan_decision, plan_amount_minor, plan_months,
        plan_total_minor, plan_first_due, case_id, case_opened_at, placed_at, hold_since, disputed_since,
        plan_offered_on, plan_answer, plan_answered_on,
        case when plan_decision is null then 0 else (
          select b.billed_minor - plan_billed_minor + greatest(0, b.adjusted_minor - plan_adjusted_minor)
          from collections.billed(accounts.client_id, accounts.id) b) end as billed_since_plan
        """;

    /// <summary>The latest plan that was offered, with its terms.</summary>
    public PlanTerms? Offer => PlanDecision is { } decision ? new(decision, PlanAmountMinor!.Value, PlanMonths!.Value, PlanTotalMinor!.Value,
        PlanFirstDue!.Value) : null;

    /// <summary>How the latest plan stands; null without one, and when it was refused. What went down of the balance was paid on it.</summary>
    public PlanProgress? Plan(DateOnly today) => PlanAnswer == AnswerPlan.Refused ? null : Offer is { } offer
        ? PlanProgress.Of(offer, offer.TotalMinor + BilledSincePlan - BalanceMinor, today) : null;

    /// <summary>Until when a plan asks for no contact: an offer until its first part, an accepted one until the next part that is not paid.</summary>
    public DateOnly? PlanWaitsUntil => PlanAnswer == AnswerPlan.Accepted ? Plan(DateOnly.MaxValue)!.Next?.DueOn
        : PlanAnswer is null ? Offer?.FirstDue : null;

    /// <summary>Days that the oldest unpaid bill is late.</summary>
    public int DaysLate(DateOnly today) => BalanceMinor > 0 && OldestDue < today ? today.DayNumber - OldestDue.Value.DayNumber : 0;

    /// <summary>Nobody knows any more who owes it.</summary>
    public bool IsErased => State == Account.Erased;

    public bool IsHeld(DateTimeOffset now) => OnHold && (HoldUntil is null || HoldUntil > now);
}

internal sealed record PersonRow(string ClientId, Guid Id, string Name, string Street)
{
    public const string Columns = "client_id, id, name, street";
}

/// <summary>A place at which a person may live.</summary>
internal sealed record Place(string City, string State, string Zip, string Country)
{
    public const string Columns = "city, state, zip, country";
}

internal sealed record AddressRow(string ClientId, Guid Id, Guid PersonId, string Kind, string Value, bool Bounced)
{
    public const string Columns = "client_id, id, person_id, kind, value, bounced";

    public static Guid IdOf(string client, Guid person, string kind, string value) => Ids.For(client, "address", $"{person:N}|{kind}|{value}");
}

/// <param name="UndoneAt">When it was taken back, or when as the opposite it took another one back.</param>
internal sealed record TransactionEntry(
    Guid AccountId, string Reference, string Type, long EffectMinor, DateTimeOffset ProcessedAt, DateOnly OnDay, DateOnly? DueOn, Guid? ImportId,
        int? ImportLine, DateTimeOffset? UndoneAt = null)
{
    public const string Columns = "account_id, reference, type, effect_minor, processed_at, on_day, due_on, import_id, import_line, undone_at";

    public LedgerEntry Entry => new(OnDay, Type, EffectMinor, DueOn);

    /// <summary>A file that gives a day and no time is stored at noon UTC: that hour was never said.</summary>
    public bool DayOnly => ProcessedAt.UtcDateTime.TimeOfDay == TimeSpan.FromHours(12);
}
