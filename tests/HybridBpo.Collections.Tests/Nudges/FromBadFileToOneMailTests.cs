using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Nudges;

/// <summary>The road of a real-looking bad file: quarantine, repair, attestation of facts, and one lawful mail that is never sent twice.</summary>
public class FromBadFileToOneMailTests(House house) : IClassFixture<House>
{
    private const string File = """
        external_ref,debtor_name,debtor_ssn_last4,debtor_email,debtor_phone,original_amount,due_date,creditor_name,account_type
        TF-1,Angela Foster,7823,angela.foster@example.com,+12025550123,"3,450.00",2026-10-09,Tilbury Freight,freight
        TF-2,Angela Foster,7823,angela.foster@example.com,+12025550123,120.50,2026-10-08,Tilbury Freight,freight
        TF-3,Marcus Reed,4512,marcus.reed@example,+12025550124,8920.50,2026-10-09,Tilbury Freight,freight
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_lawful_mail_leaves_and_never_twice()
    {
        var import = await house.LoadAsync("placement", File, "debts.csv");
        Assert.Equal((2, 1), (import.Added, import.Quarantined));
        var row = (await house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", import.Id, Ct)).Single();
        Assert.Equal((4, "debtor_email"), (row.Line, row.ErrorList.Single().Column));
        Assert.DoesNotContain("debtor_ssn_last4", row.CellMap.Keys);
        var repair = new Dictionary<string, string> { ["debtor_email"] = "" };
        Assert.Equal("repaired", (await house.Get<QuarantinedRows>().RepairAsync(House.Supervisor, "tilbury", import.Id, 4, repair, Ct)).Value.State);

        // Nothing is attested: all is blocked, and each missing fact is asked about once for the file, not once per account.
        var client = (await house.Get<Clients>().GetAsync(House.Supervisor, "tilbury", Ct))!;
        Assert.Equal((0, 2), await house.Get<PlanNudges>().RunAsync(client, Ct));
        var asked = await house.SentAsync<OpenCase>(CaseMessages.Open);
        Assert.Equal(["email-basis", "regime", "validation-notice"], asked.Select(c => FactOf(c)).Order());
        Assert.All(asked, c => Assert.Equal((MissingFacts.CaseKind, "debts.csv"), (c.Kind, c.Reference)));
        Assert.Equal((0, 0), await house.Get<PlanNudges>().RunAsync(client, Ct));

        // A supervisor vouches: one fact through its case, the others on the page.
        var basis = asked.Single(c => FactOf(c) == Facts.EmailBasis);
        var outcome = new Outcome(
            basis.CaseId, Ids.For("tilbury", "decision", "1"), 3, "tilbury", basis.Kind, basis.SubjectId, "consent", new Dictionary<string, string>
            { ["since"] = "2026-08-01" },
            "document", "", House.Supervisor.Actor.Id, null, House.Start);
        Assert.Null((await house.Get<AttestationOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        Assert.Null((await house.Get<AttestationOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        await AttestAsync(Facts.Regime, new() { ["role"] = "third-party", ["debt"] = "consumer", ["jurisdiction"] = "US" });
        await AttestAsync(Facts.ValidationNotice, new() { ["sentOn"] = "2026-10-13" });
        Assert.Equal(3, (await house.Get<Attestations>().ListAsync(House.Supervisor, "tilbury", Ct)).Count);

        house.Clock.Advance(TimeSpan.FromMinutes(5));
        var (planned, _) = await house.Get<PlanNudges>().RunAsync(client, Ct);
        Assert.Equal(1, planned);

        // Off until a supervisor turns the client on; then exactly one mail, about both bills.
        await house.RelayAsync(async () => (await DeliveriesAsync()).Any(d => d.WaitsFor == "off"));
        Assert.Empty(await MailsAsync());
        Assert.Null((await house.Get<SendingSwitch>().TurnOnAsync(House.Supervisor, "tilbury", Ct)).Refusal);
        await house.RelayAsync(async () => (await DeliveriesAsync()).Any(d => d.State == DeliveryStates.Sent));
        var mail = Assert.Single(await MailsAsync()).Mail;
        Assert.Equal("angela.foster@example.com", mail.To);
        Assert.Contains("TF-1: $3,450.00", mail.Text);
        Assert.Contains("TF-2: $120.50", mail.Text);
        Assert.Contains("$3,570.50", mail.Text);
        Assert.Contains("from a debt collector", mail.Text);
        Assert.StartsWith("https://pay.example.com/o/", mail.UnsubscribeUrl);
        Assert.Contains(mail.UnsubscribeUrl!, mail.Text);

        // Planning and relaying again sends nothing more.
        house.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, (await house.Get<PlanNudges>().RunAsync(client, Ct)).Planned);
        Assert.Single(await MailsAsync());
        Assert.True((await house.Get<Deliveries>().LedgerAsync(House.Supervisor, "tilbury", Ct)).Balances);
        var desk = (await house.Get<AccountDesk>().LoadAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "TF-1"), Ct))!;
        Assert.Contains(desk.Timeline, e => e.Kind == "sent");
        Assert.Contains(desk.Timeline, e => e.Kind == "blocked" && e.Detail!.Contains("EMAIL-BASIS", StringComparison.Ordinal));

        await OptOutAsync(mail.UnsubscribeUrl!);
    }

    private async Task OptOutAsync(string url)
    {
        var token = url[(url.LastIndexOf('/') + 1)..];
        var (outs, book) = (house.Get<OptOuts>(), house.Get<AccountBook>());
        Assert.Null(await outs.FindAsync(token + "x", Ct));
        var address = (await outs.FindAsync(token, Ct))!;
        Assert.False(await outs.IsOutAsync(address, Ct));
        Assert.Null((await outs.TakeAsync(address, "one-click", Ct)).Refusal);
        Assert.Null((await outs.TakeAsync(address, "link", Ct)).Refusal);
        Assert.True(await outs.IsOutAsync(address, Ct));
        Assert.Single(await house.Store.FetchStreamAsync("tilbury", address.PersonId, ct: Ct), e => e.Data is OptedOut);

        // The same address at another client is left alone as well, without saying why or where it was learnt.
        var elsewhere = await house.LoadAsync("placement", File.Replace("TF-", "OC-", StringComparison.Ordinal), client: "oakmere");
        var account = (await book.FindAsync(House.Supervisor, "oakmere", Account.IdOf("oakmere", "OC-1"), Ct))!;
        var file = (await house.Get<ContactFiles>().LoadAsync(House.Supervisor, "oakmere", account.PersonId, Ct))!;
        Assert.Single(file.FactsFor(account, file.Mail).OptOuts);
        Assert.Equal("loaded", elsewhere.State);
    }

    private Task<IReadOnlyList<Delivery>> DeliveriesAsync() => house.Get<Deliveries>().ListAsync(House.Supervisor, "tilbury", null, 100, 0, Ct);

    private async Task<IReadOnlyList<CapturedMail>> MailsAsync() =>
        (await house.Get<CapturedMails>().FindAsync(House.Supervisor, "tilbury", "", 1, 200, Ct)).Value.Mails;

    private async Task AttestAsync(string fact, Dictionary<string, string> value) =>
        Assert.Null((await house.Get<Attestations>().AttestAsync(House.Supervisor, "tilbury", fact, null, value, Ids.For("tilbury", "test", fact),
            Ct)).Refusal);

    private static string FactOf(OpenCase c) => System.Text.Json.JsonSerializer.Deserialize<AttestationEvidence>(c.Evidence.Json,
        System.Text.Json.JsonSerializerOptions.Web)!.Fact;
}
