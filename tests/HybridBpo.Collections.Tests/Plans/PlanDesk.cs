using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.Strategies;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Plans;

/// <summary>Places an account, has a person offer a plan on it, and looks at what follows.</summary>
internal sealed class PlanDesk(House house)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<AccountRow> PlacedAsync(string reference, string balance, string client = "tilbury")
    {
        await house.LoadAsync("placement", $"""
            account_ref,customer_ref,name,email,phone,due_date,balance,account_type
            {reference},C-{reference},Ann Marsh,{reference.ToLowerInvariant()}@example.com,+12125550123,2026-08-20,{balance},freight
            """, reference + ".csv", client: client);
        return (await house.Get<AccountBook>().FindAsync(House.Supervisor, client, Account.IdOf(client, reference), Ct))!;
    }

    public async Task<Outcome> OfferedAsync(AccountRow account, long amount, int months)
    {
        var caseId = Ids.For(account.ClientId, "case", account.Reference);
        var session = house.Store.OpenSession(account.ClientId, Access.System("test"));
        session.Append(account.Id, new AccountFlagged(caseId, "R-01", "days-late", new DateOnly(2026, 10, 13)));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        var outcome = new Outcome(
            caseId, Ids.For(account.ClientId, "decision", account.Reference), 5, account.ClientId, FlaggedForm.CaseKind, account.PersonId,
            FlaggedForm.OfferPlan, new Dictionary<string, string> { ["amount"] = $"{amount}", ["months"] = $"{months}" }, "fits", "", "col-1", null,
            house.Clock.GetUtcNow());
        Assert.Null((await house.Get<FlaggedOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        return outcome;
    }

    public async Task AttestAsync()
    {
        (string Fact, Dictionary<string, string> Value)[] facts =
        [
            (Facts.Regime, new() { ["role"] = "third-party", ["debt"] = "consumer", ["jurisdiction"] = "US" }),
            (Facts.EmailBasis, new() { ["kind"] = "consent", ["since"] = "2026-08-01" }),
            (Facts.ValidationNotice, new() { ["sentOn"] = "2026-10-13" }),
        ];
        foreach (var (fact, value) in facts) Assert.Null((await house.Get<Attestations>().AttestAsync(
            House.Supervisor, "tilbury", fact, null, value, Ids.For("tilbury", "test", fact), Ct)).Refusal);
        house.Clock.Advance(TimeSpan.FromMinutes(5));
    }

    public async Task ScanAsync(string client = "tilbury") =>
        await house.Get<PlanNudges>().RunAsync((await house.Get<Clients>().GetAsync(House.Supervisor, client, Ct))!, Ct);

    public async Task<NudgeRow?> LetterAsync(AccountRow account) => (await house.Get<NudgeBook>()
        .OfPersonAsync(House.Supervisor, account.ClientId, account.PersonId, Ct)).SingleOrDefault(n => n.Level == NudgeStep.PlanLetter.Code);

    public async Task<IReadOnlyList<EvidenceEvent>> TimelineAsync(AccountRow account) =>
        (await house.Get<AccountDesk>().LoadAsync(House.Supervisor, account.ClientId, account.Id, Ct))!.Timeline;

    public async Task<IReadOnlyList<OutgoingMail>> MailsAsync(string reference) =>
        [.. (await house.Get<CapturedMails>().FindAsync(House.Supervisor, "tilbury", "", 1, 200, Ct)).Value.Mails.Select(m => m.Mail)
            .Where(m => m.Text.Contains(reference, StringComparison.Ordinal))];
}
