using System.Globalization;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges;

namespace HybridBpo.Collections.OwnPage;

/// <summary>Reads for a person who was asked for two facts what is theirs, and nothing of what machines or staff think of it.</summary>
internal sealed class OwnPageReads(
    Database database, AccountBook book, Clients clients, PublicLinks links, Letterhead letterhead, PayPages pay, TimeProvider time)
{
    private const int MostLines = 24;

    public static Access Reader(string client) => Access.System("own-page", client);

    public async Task<AskedFacts> AskedAsync(AddressRow address, CancellationToken ct)
    {
        var access = Reader(address.ClientId);
        return AskedFacts.Of(
            await book.PlacesAsync(access, address.ClientId, address.PersonId, ct),
            await book.AddressesAsync(access, address.ClientId, address.PersonId, ct),
            (await book.PersonAsync(access, address.ClientId, address.PersonId, ct))?.Street ?? "");
    }

    /// <summary>The accounts that the page is about: what is open with this client.</summary>
    public async Task<IReadOnlyList<AccountRow>> AccountsAsync(AddressRow address, CancellationToken ct) =>
        [.. (await book.OfPersonAsync(Reader(address.ClientId), address.ClientId, address.PersonId, ct))
            .Where(a => a.State == "open" && a.BalanceMinor > 0)];

    /// <returns>Null when the client is gone.</returns>
    public async Task<OwnPageView?> ShowAsync(FoundLink link, string token, string lang, OwnError? error, long? got, CancellationToken ct)
    {
        var (address, access) = (link.Address, Reader(link.Address.ClientId));
        if (await clients.GetAsync(access, address.ClientId, ct) is not { } client) return null;
        var (words, now) = (PageWords.Of(lang), time.GetUtcNow());
        var accounts = await AccountsAsync(address, ct);
        var person = await book.PersonAsync(access, address.ClientId, address.PersonId, ct);
        var transactions = (await book.TransactionsAsync(access, address.ClientId, [.. accounts.Select(a => a.Id)], ct))
            .ToLookup(t => t.AccountId);
        var receipts = await Receipts.OfAsync(database, access, address.ClientId, address.PersonId, ct);
        var stop = links.Address("/o/", await links.MakeAsync(NudgeMaker.OptOutPurpose, address.ClientId, address.Id, null, ct));
        var today = client.Today(now);
        var payHref = accounts is [var only] ? pay.For(client.ClientId, only.Reference) : pay.For(client.ClientId, "");
        return new OwnPageView(
            words.Lang, token, letterhead.Firm, client.Name, person?.Name ?? "", Sum(accounts),
            words.Day(LocalDays.On(link.Until, client.TimeZone)), stop,
            payHref?.AbsoluteUri, payHref?.Host ?? "", Iso(today), Iso(today.AddDays(RecordPromise.MostDays)),
            [.. accounts.Select(a => Of(a, [.. transactions[a.Id]], words, now, today))],
            [.. receipts.Select(r => new OwnReceipt(r.Text, words[$"act-{r.Act}"], r.Reference, words.Day(LocalDays.On(r.At, client.TimeZone))))],
            Ids.New(time), error, receipts.FirstOrDefault(r => r.Number == got)?.Text);
    }

    private static OwnAccount Of(AccountRow a, IReadOnlyList<TransactionEntry> transactions, PageWords words, DateTimeOffset now, DateOnly today)
    {
        string Money(long minor) => MoneyText.Format(minor, a.Currency);
        var proof = Proof.Of(transactions);
        var last = proof.LastPage(MostLines);
        var states = new[]
        {
            a.Disputed ? words["disputed"] : null,
            a.IsHeld(now) && !a.Disputed ? words["paused"] : null,
            a.PromiseUntil is { } day && day >= today ? words.Say("promised", words.Day(day)) : null,
        };
        return new OwnAccount(
            a.Id, a.Reference, Money(a.BalanceMinor), Plain(a.BalanceMinor, a.Currency), [.. states.OfType<string>()],
            a is { Offer: not null, PlanAnswer: null } ? a.Offer.Decision : null, a.Offer?.Words(a.Currency),
            last.Count < proof.Lines.Count ? Money(last[0].BalanceMinor - last[0].T.EffectMinor) : null,
            [.. last.Select(l => new OwnLine(words.Day(l.T.OnDay), words[What(l.T.Type)], Money(l.T.EffectMinor), Money(l.BalanceMinor)))]);
    }

    private static string What(string type) => type switch
    {
        TransactionTypes.Opening => "opening",
        TransactionTypes.Charge => "billed",
        TransactionTypes.Fee => "fee",
        TransactionTypes.Payment => "payment",
        TransactionTypes.Returned => "returned",
        TransactionTypes.Credit => "credit",
        _ => "adjustment",
    };

    // Accounts of one client have one currency unless a file says otherwise.
    private static string Sum(IReadOnlyList<AccountRow> accounts) => string.Join(" + ", accounts.GroupBy(a => a.Currency)
        .Select(g => MoneyText.Format(g.Sum(a => a.BalanceMinor), g.Key)));

    private static string Plain(long minor, string currency) =>
        (minor / (decimal)MoneyText.Unit(currency)).ToString($"F{MoneyText.Digits(currency)}", CultureInfo.InvariantCulture);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
