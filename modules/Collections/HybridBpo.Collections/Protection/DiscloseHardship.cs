using HybridBpo.Collections.Negotiation;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Protection;

/// <summary>The person cannot pay for now: contact pauses at once, and a person decides what helps.</summary>
internal sealed record DiscloseHardship(Guid Id, DateOnly On, string Words, string NotedBy)
{
    /// <summary>How long the pause lasts unless somebody decides otherwise: a value of the house.</summary>
    public const int PauseDays = 30;

    /// <summary>The value says whether it opens the case: who tells it again while the pause stands is left in peace for longer, without a second
    /// one.</summary>
    public static Result<Decision<bool>> Decide(
        DiscloseHardship hardship, Account? account, OpenCase asked, DateOnly today, DateTimeOffset now)
    {
        if (account is null) return new NotFound("There is no such account.");
        if (account.Recalled) return new NothingToCollect("The account was recalled: there is nothing to pause.");
        var (told, until) = (new HardshipDisclosed(account.PersonId, hardship.On, hardship.Words), Until(today));
        var pause = account.Holds.Find(h => h.Reason == Told.Hardship && h.IsActive(now));
        if (pause?.Until >= until) return new Decision<bool>(false, told);
        var held = new HoldPlaced(
            account.PersonId, pause?.Id ?? hardship.Id, "payment", until, hardship.NotedBy, Told.Hardship, null);
        return pause is null ? new Decision<bool>(true, told, held, new AccountFlagged(asked.CaseId, Told.Hardship, Told.Hardship, today))
            : new Decision<bool>(false, told, held);
    }

    public static DateTimeOffset Until(DateOnly today) => PlaceHold.End(today.AddDays(PauseDays).ToString("yyyy-MM-dd"))!.Value;
}
