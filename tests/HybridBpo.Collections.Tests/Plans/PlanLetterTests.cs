using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Risk.Flags;

namespace HybridBpo.Collections.Tests.Plans;

/// <summary>A plan that a person decided leaves as one letter, under the rules of the moment, with exact terms.</summary>
public class PlanLetterTests(House house) : IClassFixture<House>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly PlanDesk desk = new(house);

    [Fact]
    public async Task A_decided_plan_leaves_as_one_exact_letter_and_never_twice()
    {
        var account = await desk.PlacedAsync("PL-1", "178.40");
        var outcome = await desk.OfferedAsync(account, 6000, 3);

        // Nothing is attested: the letter waits, the timeline names the rule, and people are asked for the fact.
        await house.RelayAsync(async () => await desk.LetterAsync(account) is { State: "blocked" } && await house.Database.SingleOrDefaultAsync<long>(
            Access.System("test"), $"select count(*) from collections.missing_facts where client_id = 'tilbury' and case_id is not null", Ct) == 3);
        var blocked = Assert.Single(await desk.TimelineAsync(account), e => e.Kind == "blocked");
        Assert.StartsWith("Plan letter not sent. ", blocked.Words);
        Assert.Contains("EMAIL-BASIS · 12 CFR 1006.6(d)(3), (4)", blocked.Detail);
        Assert.Contains("opens when a person or a new fact opens it", blocked.Detail);
        Assert.Empty(await desk.MailsAsync("PL-1"));

        await desk.AttestAsync();
        Assert.Null((await house.Get<SendingSwitch>().TurnOnAsync(House.Supervisor, "tilbury", Ct)).Refusal);
        await desk.ScanAsync();
        await house.RelayAsync(async () => await desk.LetterAsync(account) is { State: "sent" });
        var mail = Assert.Single(await desk.MailsAsync("PL-1"));
        Assert.Equal("pl-1@example.com", mail.To);
        Assert.Equal("A plan for your freight bill: 3 payments", mail.Subject);
        Assert.Contains("1. $60.00 by 3 November 2026\n", mail.Text);
        Assert.Contains("2. $60.00 by 3 December 2026\n", mail.Text);
        Assert.Contains("3. $58.40 by 3 January 2027\n", mail.Text);
        Assert.Contains("Together: $178.40", mail.Text);
        Assert.Contains("This message is from a debt collector.", mail.Text);
        Assert.Contains(mail.UnsubscribeUrl!, mail.Text);

        // The same outcome again, more scans and relays: still one letter.
        Assert.Null((await house.Get<FlaggedOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        house.Clock.Advance(TimeSpan.FromHours(2));
        await desk.ScanAsync();
        await house.RelayAsync(async () => (await house.SentAsync<LetterOrder>(PlanLetters.MessageKind)).Count == 0);
        Assert.Single(await desk.MailsAsync("PL-1"));
        Assert.Single(await house.Store.FetchStreamAsync("tilbury", account.PersonId, ct: Ct), e => e.Data is NudgeSent);
        var timeline = await desk.TimelineAsync(account);
        Assert.Contains(timeline, e => e.Words == "Plan letter sent by e-mail, captured");
        Assert.Contains(timeline, e => e.Words == "Plan decided: 2 × $60.00 and a last one of $58.40, the first by 3 Nov 2026");

        // Until its first day nobody reminds of what is in the plan.
        var file = (await house.Get<AccountDesk>().LoadAsync(House.Supervisor, "tilbury", account.Id, Ct))!.File;
        Assert.Equal(new DateOnly(2026, 11, 3), file.FactsFor(file.Accounts.Single(), file.Mail).PromiseUntil);
    }

    [Fact]
    public async Task A_payment_that_comes_first_takes_the_letter_back()
    {
        var account = await desk.PlacedAsync("PL-3", "90.00", "oakmere");
        await desk.OfferedAsync(account, 3000, 3);
        await house.RelayAsync(async () => await desk.LetterAsync(account) is not null);
        await house.LoadAsync("transactions", """
            AccountRef,TransactionRef,TransactionType,Amount,ProcessedAt
            PL-3,P-1,payment,20.00,2026-10-13
            """, client: "oakmere");
        house.Clock.Advance(TimeSpan.FromHours(2));
        await desk.ScanAsync("oakmere");
        Assert.Equal(("cancelled", "balance-changed"), ((await desk.LetterAsync(account))!.State, (await desk.LetterAsync(account))!.Words));
        Assert.Contains(
            await desk.TimelineAsync(account), e => e.Words.StartsWith("The plan letter was taken back: the balance", StringComparison.Ordinal));
        Assert.Empty(await desk.MailsAsync("PL-3"));
        Assert.Null((await house.Get<AccountBook>().FindAsync(House.Supervisor, "oakmere", account.Id, Ct))!.CaseOpenedAt);
    }
}
