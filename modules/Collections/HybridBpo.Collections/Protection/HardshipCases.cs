using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Protection;

/// <summary>The case that a hardship opens: the same choices as about any flagged account, and no proposal of a machine.</summary>
internal sealed class HardshipCases(AccountDesk desk)
{
    private const string NoProposal = "A person told us about hardship: what helps is for people to decide, so the machine proposes nothing.";

    public async Task<OpenCase?> OfAsync(Client client, AccountRow account, DiscloseHardship hardship, DateTimeOffset now, CancellationToken ct)
    {
        if (await desk.LoadAsync(Access.System("hardship", client.ClientId), client.ClientId, account.Id, ct) is not { } file) return null;
        var today = client.Today(now);
        // As it stands a moment later, when the case is opened.
        var told = new EvidenceEvent(now, "hardship", "Told us about hardship", hardship.Words);
        var held = file with
        {
            Account = account with { OnHold = true, HoldSince = now, HoldUntil = DiscloseHardship.Until(today) },
            Timeline = [told, .. file.Timeline],
        };
        var asked = new FlaggedCase(client, FlagPolicy.On(today), null, 0, today, now).Of(held, null, NoProposal);
        var id = Ids.For(client.ClientId, "hardship-case", hardship.Id.ToString("N"));
        return Asking(asked, id);
    }

    /// <summary>The same question on the facts of now, instead of one that new facts made stale; null when nothing is owed any more.</summary>
    public async Task<HardshipAgain?> AgainAsync(Client client, Guid account, Guid stale, DateTimeOffset now, CancellationToken ct)
    {
        var file = await desk.LoadAsync(Access.System("hardship", client.ClientId), client.ClientId, account, ct);
        if (file is not { Account.BalanceMinor: > 0 }) return null;
        var today = client.Today(now);
        var asked = new FlaggedCase(client, FlagPolicy.On(today), null, 0, today, now).Of(file, null, NoProposal);
        return new HardshipAgain(Asking(asked, Ids.For(client.ClientId, "hardship-case", stale.ToString("N"))), file.Account);
    }

    private static OpenCase Asking(OpenCase asked, Guid id) => asked with { CaseId = id, Question = $"What helps {asked.Title} now?" };
}

/// <param name="About">The account as it was read for the question.</param>
internal sealed record HardshipAgain(OpenCase Asked, AccountRow About);
