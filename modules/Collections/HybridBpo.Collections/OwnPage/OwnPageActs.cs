using System.Globalization;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Protection;
using HybridBpo.Events;

namespace HybridBpo.Collections.OwnPage;

/// <summary>What was typed into a form of the page.</summary>
internal sealed record Typed(string Account, Guid Command, string Amount, string Day, string Words);

/// <summary>
/// What a person does on their own page. Each act is the same as when staff write it down, said by the person: what protects holds at once, what
/// needs judgement goes to people, and each has a receipt in the same transaction.
/// </summary>
internal sealed class OwnPageActs(
    EventStore store, OwnPageReads reads, Clients clients, Protections protections, Promises promises, PlanAnswers answers, TimeProvider time)
{
    public const string Plan = "plan", Yes = "offer-yes", No = "offer-no", Promise = "promise", Paid = "paid", Hardship = "hardship",
        Dispute = "dispute";

    public static readonly IReadOnlyList<string> All = [Plan, Yes, No, Promise, Paid, Hardship, Dispute];

    private const int MostWords = 500;

    public Task<Result<Done>> OpenedAsync(AddressRow address, Guid command, CancellationToken ct) =>
        store.DecideAboutAsync<Person, Done>(
            OwnPageReads.Reader(address.ClientId), address.ClientId, address.PersonId, command,
            _ => new Decision<Done>(Done.Yes, new OwnPageOpened(address.Id, time.GetUtcNow())), null, ct);

    public async Task<Result<Done>> DoAsync(AddressRow address, string act, Typed typed, PageWords words, CancellationToken ct)
    {
        var (access, now) = (OwnPageReads.Reader(address.ClientId), time.GetUtcNow());
        var accounts = await reads.AccountsAsync(address, ct);
        if (await clients.GetAsync(access, address.ClientId, ct) is not { } client
            || accounts.FirstOrDefault(a => $"{a.Id}" == typed.Account) is not { } account) return new PageFormUnusable(words["account-wrong"]);
        var command = CommandOf(address, typed.Command);
        void Receipt(EventSession session) => session.QueueReceipt(account, act, command, now);
        switch (act)
        {
            case Hardship or Dispute:
                return typed.Words.Trim().Length == 0 ? new PageFormUnusable(words["words-missing"])
                    : await TellAsync(act == Hardship ? Told.Hardship : Told.Dispute, typed.Words);
            case Paid:
                return !Amount(out var paid) ? new PageFormUnusable(words["amount-wrong"])
                    : !Day(out var on) ? new PageFormUnusable(words["day-wrong"])
                    : await TellAsync(Told.Dispute,
                        $"Says that {MoneyText.Format(paid, account.Currency)} was paid on {on:yyyy-MM-dd}. {typed.Words}");
            case Plan:
                return !Amount(out var part) ? new PageFormUnusable(words["amount-wrong"])
                    : await TellAsync(Told.Hardship, $"Asks to pay in parts of {MoneyText.Format(part, account.Currency)} each month. {typed.Words}");
            case Promise:
                return !Amount(out var sum) ? new PageFormUnusable(words["amount-wrong"])
                    : !Day(out var due) ? new PageFormUnusable(words["day-wrong"])
                    : await promises.PromiseAsync(access, client, account, sum, due, Told.OwnPage, command, ct, Receipt);
            default:
                return account.Offer is not { } offer ? new NotFound("No plan is offered on this account.")
                    : await answers.AnswerAsync(access, client, account, new AnswerPlan(offer.Decision, act == Yes ? AnswerPlan.Accepted
                        : AnswerPlan.Refused, client.Today(now), Told.OwnPage, "", Told.OwnPage), command, ct, Receipt);
        }

        Task<Result<Done>> TellAsync(string what, string said) => protections.NoteAsync(
            access, account, new NoteProtection(what, Told.OwnPage, now, Short(said), Told.OwnPage), command, ct, Receipt);

        bool Amount(out long minor) => Formats.Amount(typed.Amount, Formats.Point, account.Currency).Is(out minor, out _) && minor > 0;

        bool Day(out DateOnly day) =>
            DateOnly.TryParseExact(typed.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    /// <summary>One form sent again is the same act; another link's form is another.</summary>
    public static Guid CommandOf(AddressRow address, Guid typed) => Ids.For(address.ClientId, "own-page", $"{address.Id:N}|{typed:N}");

    private static string Short(string text) => text.Trim() is { Length: > MostWords } words ? words[..MostWords] : text.Trim();
}

internal sealed record PageFormUnusable(string Message) : Invalid(Message);
