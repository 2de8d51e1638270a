using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;

namespace HybridBpo.Collections.Reach;

/// <summary>What the form of a call offers.</summary>
internal sealed record CallChoices(IReadOnlyList<CallChoice> Numbers, IReadOnlyList<CallChoice> Debts)
{
    /// <param name="shown">What the asker may read of the numbers.</param>
    public static CallChoices Of(ContactFile file, AccountRow account, ReachView shown) => new(
        [.. file.Addresses.Where(a => a.Kind == "phone").Zip(shown.Lines.Where(l => l is { Icon: "phone", Known: true }), (a, l) =>
            new CallChoice(a.Id.ToString(), l.Note is null ? l.Value : $"{l.Value} ({l.Note})", !a.Bounced))],
        [.. file.Accounts.Where(a => a.Id == account.Id || a is { State: "open", BalanceMinor: > 0 }).OrderByDescending(a => a.Id == account.Id)
            .Select(a => new CallChoice(a.Id.ToString(), $"{a.Reference}, {MoneyText.Format(a.BalanceMinor, a.Currency)}", a.Id == account.Id))]);
}

internal sealed record CallChoice(string Value, string Label, bool Chosen);
