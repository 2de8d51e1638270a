using System.Globalization;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Negotiation;

namespace HybridBpo.Collections.Erasing;

/// <summary>What stands against erasing somebody who owes: as long as it is owed, it is usually to be kept.</summary>
internal static class DebtorObstacles
{
    public static async Task<IReadOnlyList<Obstacle>> FindAsync(
        Database database, AccountBook book, string client, Guid subject, CancellationToken ct)
    {
        var access = Access.System("erasure", client);
        var accounts = (await book.OfPersonAsync(access, client, subject, ct)).Where(a => !a.IsErased).ToList();
        if (accounts.Count == 0) return [];
        var loading = await database.SingleOrDefaultAsync<long>(
            access, $"select count(*) from collections.imports where client_id = {client} and state = 'loading'", ct);
        return [.. accounts.SelectMany(Of), .. loading == 0 ? [] : new[] { new Obstacle("loading", "a file of the client is being loaded", true) }];
    }

    private static IEnumerable<Obstacle> Of(AccountRow account)
    {
        if (account is { State: "open", BalanceMinor: > 0 })
            yield return new("open-balance", $"{MoneyText.Format(account.BalanceMinor, account.Currency)} is owed on {account.Reference}");
        if (account.Offer is { } plan && account.PlanAnswer != AnswerPlan.Refused)
            yield return new("running-plan", $"a plan of {plan.Words(account.Currency)} {(account.PlanAnswer is null ? "is offered" : "runs")} on "
                + account.Reference);
        if (account.Disputed) yield return new("dispute", $"{account.Reference} is disputed");
        if (account.OnHold)
            yield return new("hold", $"{account.Reference} is on hold{(account.HoldUntil is { } until
                ? " until " + PlaceHold.LastDay(until).ToString("d MMM yyyy", CultureInfo.InvariantCulture) : "")}");
    }
}
