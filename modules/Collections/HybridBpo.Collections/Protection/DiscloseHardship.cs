using HybridBpo.Collections.Negotiation;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Protection;

/// <summary>The person cannot pay for now: contact pauses at once, and a person decides what helps.</summary>
internal sealed record DiscloseHardship(Guid Id, DateOnly On, string Words, string NotedBy)
{
    /// <summary>How long the pause lasts unless somebody decides otherwise: a value of the house.</summary>
    public const int PauseDays = 30;

    public static Result<Decision<Done>> Decide(DiscloseHardship hardship, Account? account, OpenCase asked, DateOnly today) =>
        account is null ? new NotFound("There is no such account.")
        : account.Recalled ? new NothingToCollect("The account was recalled: there is nothing to pause.")
        : new Decision<Done>(Done.Yes,
            new HardshipDisclosed(account.PersonId, hardship.On, hardship.Words),
            new HoldPlaced(account.PersonId, hardship.Id, "payment", Until(today), hardship.NotedBy, Told.Hardship, null),
            new AccountFlagged(asked.CaseId, Told.Hardship, Told.Hardship, today));

    public static DateTimeOffset Until(DateOnly today) => PlaceHold.End(today.AddDays(PauseDays).ToString("yyyy-MM-dd"))!.Value;
}
