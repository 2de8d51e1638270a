using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Api;

internal sealed record CheckNotFit(string Field, string What) : Invalid($"{Field} {What}.");

internal sealed record NobodyToCheck() : NotFound("There is no such account or person of a client of your key.");

/// <summary>
/// Answers before a call whether it may be made: every rule in force, for every debt, by what is known at this moment. Each answer leaves a row.
/// It reserves nothing: the call counts once it is told.
/// </summary>
internal sealed class ContactChecks(Database database, AccountBook book, ContactFiles files, TimeProvider time)
{
    private const int MostDebts = 50, MostReference = 60, MostNumber = 40;

    /// <param name="shows">Told whose data the answer is about.</param>
    public async Task<Result<ContactCheckAnswer>> RunAsync(
        Access access, string client, ContactCheckAsk ask, Action<Guid> shows, CancellationToken ct)
    {
        if (Problem(ask) is { } problem) return problem;
        var account = ask.Account is { } reference ? await book.ByReferenceAsync(access, client, reference, ct) : null;
        if (ask.Account is not null && account is null) return new NobodyToCheck();
        var person = account?.PersonId ?? ask.Person!.Value;
        if (ask.Person is { } named && named != person) return new CheckNotFit("person", "is not who owes the account");
        if (account?.IsErased == true) return new PersonErased();
        if (await files.LoadAsync(access, client, person, ct) is not { } file) return new NobodyToCheck();
        if (file.Person.IsErased) return new PersonErased();
        var references = ask.Debts ?? (account is null ? [] : [account.Reference]);
        if (references.Count == 0) return new CheckNotFit("debts", "must name the debts that the call would be about");
        var debts = references.Distinct().Select(r => file.Accounts.FirstOrDefault(a => a.Reference == r)).ToList();
        if (debts.IndexOf(null) is >= 0 and var odd) return new CheckNotFit($"debts[{odd}]", "is no debt of this person");
        var answer = Answer(file, [.. debts.Select(d => d!)], Contacts.Phone(ask.Number)!);
        shows(person);
        await KeepAsync(access, client, person, answer, ct);
        return answer.Json;
    }

    private static CheckNotFit? Problem(ContactCheckAsk ask) =>
        ask.Channel != Channels.Call ? new("channel", "must be call: messages are checked when they are sent")
        : ask.Account is null && ask.Person is null ? new("account", "or person must be given")
        : ask.Account is { Length: 0 or > MostReference } ? new("account", $"must have 1 to {MostReference} characters")
        : ask.Number.Length > MostNumber || Contacts.Phone(ask.Number) is null ? new("number", "must be a phone number such as +12025550142")
        : ask.Debts is { } debts && (debts.Count is 0 or > MostDebts || debts.Any(d => d is not { Length: > 0 and <= MostReference }))
            ? new("debts", $"must be 1 to {MostDebts} references of 1 to {MostReference} characters")
        : null;

    private Checked Answer(ContactFile file, IReadOnlyList<AccountRow> debts, string number)
    {
        var (now, address) = (time.GetUtcNow(), file.Addresses.FirstOrDefault(a => a.Kind == "phone" && a.Value == number));
        var each = debts.Select(debt =>
        {
            var facts = file.FactsFor(debt, address) with { AddressUnknown = address is null };
            var attempt = new Attempt { Channel = Channels.Call, Debt = debt.Reference, Address = number };
            return (Debt: debt, Verdict: ContactCheck.Evaluate(attempt, facts, file.Person.Contacts, now),
                Next: ContactCheck.NextPossible(attempt, facts, file.Person.Contacts, now));
        }).ToList();
        var blocks = each.SelectMany(e => e.Verdict.Blocks.Select(b => (e.Debt, Block: b))).GroupBy(b => b.Block.RuleId).Select(rule =>
        {
            var strictest = rule.Select(b => b.Block).Strictest();
            return new ContactBlock(
                strictest.RuleId, strictest.Citation, strictest.Reason, [.. rule.Select(b => b.Debt.Reference)], strictest.EarliestAt);
        }).ToList();
        var json = new ContactCheckAnswer(
            Ids.New(time), blocks.Count == 0, now, each.Any(e => e.Next is null) ? null : each.Max(e => e.Next),
            each.Any(e => e.Verdict.NeedsPerson), each[0].Verdict.RulesVersion, blocks);
        return new Checked(json, debts, address?.Id, JsonSerializer.Serialize(
            each.SelectMany(e => e.Verdict.Rules.Select(r => new
            {
                Debt = e.Debt.Reference,
                r.RuleId,
                r.Citation,
                r.Result,
                r.Reason,
                r.Inputs,
                r.EarliestAt,
                r.MissingFact,
            })), JsonSerializerOptions.Web));
    }

    private Task KeepAsync(Access access, string client, Guid person, Checked made, CancellationToken ct) => database.ExecuteAsync(access, $"""
        insert into collections.contact_checks
          (client_id, id, person_id, accounts, address_id, asked_by, at, allowed, rules_version, results)
        values ({client}, {made.Json.Id}, {person}, {made.Debts.Select(d => d.Id).ToArray()}, {made.Address}::uuid, {access.Actor.Id},
          {made.Json.At}, {made.Json.Allowed}, {made.Json.RulesVersion}, {made.Results}::jsonb)
        """, ct);

    private sealed record Checked(ContactCheckAnswer Json, IReadOnlyList<AccountRow> Debts, Guid? Address, string Results);
}
