namespace HybridBpo.Collections.Negotiation;

/// <summary>A promise to pay that a collector took.</summary>
internal sealed record RecordPromise(Guid Id, long AmountMinor, DateOnly DueOn, string TakenBy)
{
    public const int MostDays = 45;

    public static Result<Decision<Done>> Decide(RecordPromise promise, Account? account, long balanceMinor, DateOnly today)
    {
        if (account is null) return new NotFound("There is no such account.");
        if (account.Recalled || balanceMinor <= 0) return new NothingToCollect("The account is paid or was recalled meanwhile.");
        if (promise.AmountMinor <= 0 || promise.AmountMinor > balanceMinor)
            return new PromiseOutsideLimits(
                $"A promise is more than nothing and at most the balance of {MoneyText.Format(balanceMinor, account.Currency)}.");
        if (promise.DueOn < today || promise.DueOn > today.AddDays(MostDays))
            return new PromiseOutsideLimits($"A promise is due today or within {MostDays} days. For longer, offer a plan.");
        return new Decision<Done>(Done.Yes, new PromiseMade(
            account.PersonId, promise.Id, promise.AmountMinor, account.Currency, promise.DueOn, promise.TakenBy));
    }
}

internal sealed record PromiseOutsideLimits(string Message) : Invalid(Message);
