using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Nudges.Strategies;
using HybridBpo.Collections.OwnPage;

namespace HybridBpo.Collections.Nudges;

/// <summary>Makes a reminder's text with the links of its address.</summary>
internal sealed class NudgeMaker(AccountBook book, PublicLinks links, PageLinks pages, Letterhead letterhead)
{
    public const string OptOutPurpose = "opt-out";

    /// <summary>A function from accounts to the text about them, ready to be used in a pure plan.</summary>
    public async Task<Func<IReadOnlyList<AccountRow>, RenderedMessage?>> ForAsync(
        Access access, ContactFile file, NudgeStep level, IReadOnlyList<AccountRow> accounts, DateOnly today, CancellationToken ct)
    {
        if (file.Mail is not { } mail) return _ => null;
        var token = await links.MakeAsync(OptOutPurpose, mail.ClientId, mail.Id, null, ct);
        var link = new MailLinks(links.Address("/o/", token),
            AskedFacts.Of(file.Places, file.Addresses, file.Row.Street).CanAsk ? await pages.AddressAsync(mail, ct) : null);
        if (level == NudgeStep.PlanLetter) return about => about is [{ Offer: { } terms } a]
            && NudgeText.RenderPlan(letterhead, file.Client, file.Row.Name, a.Reference, a.Product, terms, link).Is(out var letter, out _)
            ? letter : null;
        var open = new Dictionary<Guid, long>();
        foreach (var group in (await book.TransactionsAsync(access, mail.ClientId, [.. accounts.Select(a => a.Id)], ct)).GroupBy(t => t.AccountId))
        {
            var at = Ledger.Of(group).At(today);
            open[group.Key] = level.From < 0 ? at.BalanceMinor : at.OverdueMinor;
        }

        return about => NudgeText.Render(
            level.Template, letterhead, file.Client, file.Row.Name,
                [.. about.Select(a => new NudgeLine(a.Reference, open.GetValueOrDefault(a.Id, a.BalanceMinor), a.OldestDue!.Value, a.Product))], link)
            .Is(out var message, out _) ? message : null;
    }
}
