using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Reach;
using HybridBpo.Collections.Tests.Nudges;
using HybridBpo.Collections.Tests.Plans;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>Somebody whose data went through every part of collections is erased: nothing knows them any more, and the money still adds up.</summary>
public class ErasedDebtorTests(ErasedDebtorTests.MailHouse house) : IClassFixture<ErasedDebtorTests.MailHouse>
{
    private const string Mail = "zoe.quillfeather@example.com", Phone = "+12025550147", OtherPhone = "+12025550188";

    private const string Placement = """
        account_ref,customer_ref,name,email,phone,city,state,zip,country,due_date,balance
        ZQ-1,C-900,Zoë Quillfeather,zoe.quillfeather@example.com,+12025550147,Albany,NY,12207,US,2026-10-09,500.00
        ZQ-2,C-900,Zoë Quillfeather,zoe.quillfeather@example.com,+12025550147,Albany,NY,12207,US,someday,80.00
        BO-1,C-901,Bram Otis,bram.otis@example.com,+12025550147,Albany,NY,12207,US,2026-10-09,75.00
        BO-2,C-901,Bram Otis,bram.otis@example.com,+12025550147,Albany,NY,12207,US,someday,60.00
        """;

    private const string Again = """
        account_ref,customer_ref,name,email,phone,city,state,zip,country,due_date,balance
        ZQ-1,C-900,Zoë Quillfeather,zoe.quillfeather@example.com,+1 (202) 555-0188,Utica,NY,13501,US,2026-10-09,700.00
        """;

    private const string Money = """
        account_ref,transaction_ref,transaction_type,amount,processed_at
        ZQ-1,PAY ZOE QUILLFEATHER 01,payment,120.00,2026-10-11
        ZQ-1,PAY-2,payment,30.00,2026-10-12
        """;

    private const string Listed = """
        customer,invoice_number,due_date,amount_due,current,1-30
        Zoë Quillfeather,ZQ-1,2026-10-09,1.00,,1.00
        Zoë Quillfeather,ZOE QUILLFEATHER 77,2026-10-09,1.00,,1.00
        Bram Otis,BO-1,2026-10-09,1.00,,1.00
        """;

    private static readonly Access Collector = new(new Actor(Actor.Person, "col-1", "Maren K."), ["tilbury", "oakmere"], [Roles.Collector]);
    private static readonly Access Clara = new(new Actor(Actor.Person, "clara", "Clara"), ["tilbury", "oakmere"], [Roles.Compliance]);

    private readonly Desk desk = new(house);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_ours_knows_them_any_more_and_what_was_owed_and_paid_still_adds_up()
    {
        var person = await ThroughEverythingAsync();
        await house.Get<Sealer>().SealAsync("tilbury", Ct);
        var people = house.Get<ErasePeople>();
        Assert.Equal(person, Assert.Single((await people.FindAsync(Clara, "tilbury", "zq-1", Ct)).Value).Id);
        Assert.Equal(person, Assert.Single((await people.FindAsync(Clara, "tilbury", "C-900", Ct)).Value).Id);
        Assert.Empty((await people.FindAsync(Clara, "tilbury", "quillfeather", Ct)).Value);
        foreach (var said in new[] { "quillfeather", Mail, "202 555 0188" })
            Assert.Equal(person, Assert.Single((await people.FindByContactAsync(Clara, "tilbury", said, Ct)).Value).Id);
        Assert.Equal(2, (await people.FindByContactAsync(Clara, "tilbury", Phone, Ct)).Value.Count);

        var look = (await people.DescribeAsync(Clara, "tilbury", [person], Ct))[person];
        Assert.Equal(("Debtor ZQ-1", "Zoë Quillfeather · ZQ-1 · Albany NY; Utica NY"), (look.What, look.Words));
        Assert.StartsWith("/accounts/tilbury/", look.Href, StringComparison.Ordinal);
        var recruiter = new Access(new Actor(Actor.Person, "ruth", "Ruth"), ["tilbury"], [Roles.Recruiter]);
        Assert.Equal(new SubjectLook("Debtor ZQ-1"), (await people.DescribeAsync(recruiter, "tilbury", [person], Ct))[person]);

        var kept = Assert.IsType<DutyToKeep>((await people.EraseAsync(Clara, "tilbury", person, "request", Ct)).Refusal);
        Assert.Equal(["dispute", "hold", "open-balance", "running-plan"], kept.Standing.Select(o => o.Code).Order());
        Assert.DoesNotContain("Quillfeather", kept.Message);
        var proof = (await people.EraseAsync(Clara, "tilbury", person, "request", Ct, "Art. 17, the client agrees")).Value;

        Assert.Equal("BO-1", await desk.OneAsync<string>(
            "select string_agg(reference, ' ') from collections.ageing_findings where line is not null"));
        var scan = proof.Scan!;
        Assert.True(scan.Hits.Count == 0, string.Join("\n", scan.Hits));
        Assert.Equal((ErasureStates.Done, new SharedFiles(5, 0)), (proof.State, proof.Shared));
        Assert.Equal((1, 2, 1), (scan.Mails, scan.Phones, scan.Names));
        Assert.True(scan.Tables > 50 && scan.Columns > 200 && scan.Rows > 100 && scan.Bytes > 10_000, $"{scan}");
        // Who lives with them has the same number, and keeps it.
        var other = Person.IdOf("tilbury", "customer:C-901");
        Assert.Contains(scan.Others, o => o == new TracePlace("collections.addresses.value", $"{other:D}", "phone"));
        Assert.All(scan.Others, o => Assert.Equal("phone", o.Found));
        Assert.Equal(2, (await house.Get<AccountBook>().AddressesAsync(Clara, "tilbury", other, Ct)).Count);
        Assert.Contains("Bram Otis", await desk.OneAsync<string>("select cells::text from collections.quarantine where account_ref = 'BO-2'"));
        await IsErasedAsync(person);
    }

    private async Task IsErasedAsync(Guid person)
    {
        Assert.True((await house.Get<LogVerifier>().VerifyAsync("tilbury", ct: Ct)).Ok);
        var account = await desk.AccountAsync("ZQ-1");
        var transactions = await house.Get<AccountBook>().TransactionsAsync(Clara, "tilbury", [account.Id], Ct);
        Assert.Equal((35_000, true, 3), (account.BalanceMinor, Proof.Of(transactions).AddsUpTo(account.BalanceMinor), transactions.Count));
        Assert.True(account is { IsErased: true, Offer: null, Disputed: false, OnHold: false });
        Assert.Equal("PAY-2", Assert.Single(transactions, t => t.Reference.StartsWith("PAY", StringComparison.Ordinal)).Reference);

        // Nobody is asked, nothing is planned, and a file that names them again brings nothing back.
        house.Clock.Advance(TimeSpan.FromDays(1));
        await desk.ScanAsync();
        Assert.DoesNotContain(await desk.NudgesAsync("ZQ-1"), n => n.State is "planned" or "blocked");
        Assert.Equal(0L, await desk.OneAsync<long>($"""
            select count(*) from inbox.cases where subject_id = '{person}' and stage not in ('withdrawn', 'delivered', 'sent')
            """));
        var again = await house.LoadAsync(
            "placement", Again.Replace("700.00", "500.00", StringComparison.Ordinal) + "\nNEW-1,C-950,Cleo Nash,,,,,,,2026-10-09,5.00\n");
        Assert.Equal(("loaded", 1), (again.State, again.Added));
        Assert.Equal("{} left-out", await desk.OneAsync<string>(
            $"select cells::text || ' ' || state from collections.quarantine where import_id = '{again.Id}'"));
        Assert.Equal(["NEW-1"], (await house.KeptAsync(again))!.Rows.Select(r => r.Cells[0]));
        Assert.IsType<PersonErased>((await house.Get<Protections>().NoteAsync(
            Collector, account, new NoteProtection(Told.StopAll, "phone", house.Clock.Now, "Zoë called", "col-1"), Guid.NewGuid(), Ct)).Refusal);

        // Whoever opted out is left alone by every client for good.
        var elsewhere = await house.LoadAsync("placement", Placement.Replace("ZQ-", "OX-", StringComparison.Ordinal), client: "oakmere");
        Assert.Equal("loaded", elsewhere.State);
        Assert.NotNull(await house.Get<AccountBook>().SuppressedSinceAsync(Clara, "email", Mail, Ct));
        Assert.Contains("OPTED-OUT", await new Desk(house, "oakmere").BlocksAsync("OX-1"));
    }

    /// <summary>Placed, quarantined, paid, asked, called, reminded, refused by the mail server, heard, promised, disputed, scored, decided.</summary>
    private async Task<Guid> ThroughEverythingAsync()
    {
        var placed = await house.LoadAsync("placement", Placement, "Zoe Quillfeather and others.csv");
        Assert.Equal((2, 2), (placed.Added, placed.Quarantined));
        Assert.Equal(2, (await house.LoadAsync("transactions", Money)).Added);
        await house.LoadAsync("placement", Again, "later.csv");
        Assert.Equal(3, (await house.LoadAsync("ageing", Listed, "aged.csv")).Added);
        await house.UploadAsync("placement", Again.Replace("700.00", "701.00", StringComparison.Ordinal), "not-loaded.csv");
        await desk.AttestAllAsync();
        await desk.ScanAsync();
        var account = await desk.AccountAsync("ZQ-1");
        Assert.Null((await house.Get<SendingSwitch>().TurnOnAsync(House.Supervisor, "tilbury", Ct)).Refusal);
        await house.RelayAsync(async () => (await desk.NudgesAsync("ZQ-1")).Any(n => n.State == "failed"));
        Assert.Contains("550", await desk.OneAsync<string>(
            $"select string_agg(reason::text, ' ') from platform.deliveries where subject_id = '{account.PersonId}'"));

        await new PlanDesk(house).OfferedAsync(account, 5_000, 7);
        Assert.Null((await house.Get<Calls>().RecordAsync(Collector, account, file => new RecordCall(
            Guid.NewGuid(), house.Clock.Now.AddHours(-1), true, CallOutcomes.RightParty, file.Addresses.First(a => a.Kind == "phone"), [account],
            "Zoë Quillfeather gave 202-555-0188", "col-1"), Guid.NewGuid(), Ct)).Refusal);
        account = await desk.AccountAsync("ZQ-1");
        foreach (var what in new[] { Told.StopEmail, Told.Hardship, Told.Dispute, Kinds.Attorney })
            Assert.Null((await house.Get<Protections>().NoteAsync(Collector, account, new NoteProtection(
                what, "phone", house.Clock.Now, $"Zoë Quillfeather, {Phone}: {what}", "col-1"), Guid.NewGuid(), Ct)).Refusal);
        await house.RelayAsync(async () => await desk.OneAsync<long>(
            $"select count(*) from inbox.cases where subject_id = '{account.PersonId}'") >= 3);
        await LeftBehindAsync(account);
        return account.PersonId;
    }

    // What other parts of the product keep in the clear while they work.
    private Task LeftBehindAsync(AccountRow account)
    {
        var stuck = JsonSerializer.Serialize(new { account.PersonId, name = "Zoë Quillfeather", Mail });
        var later = JsonSerializer.Serialize(new { account.PersonId, Phone });
        var draft = JsonSerializer.Serialize(new { note = new[] { $"call Zoë Quillfeather at {Phone}" } });
        var reasons = JsonSerializer.Serialize(new[] { new { words = "Zoë Quillfeather (ZQ-1)" } });
        return house.Database.ExecuteAsync(Access.System("test"), $"""
            with message as (insert into platform.messages (id, client_id, kind, json, not_before, state, attempt, error)
                values (gen_random_uuid(), 'tilbury', 'played.handler', {stuck}::jsonb, now(), 'stuck', 10, 'played')),
              later as (insert into platform.messages (id, client_id, kind, json, not_before)
                values (gen_random_uuid(), 'tilbury', 'played.handler', {later}::jsonb, now() + interval '1 day')),
              draft as (insert into inbox.drafts (client_id, case_id, user_id, draft, saved_at)
                select client_id, case_id, 'col-1', {draft}::jsonb, now()
                from inbox.cases where subject_id = {account.PersonId}),
              proposal as (insert into inbox.proposals (client_id, case_id, proposal, hash)
                select client_id, case_id, {JsonSerializer.Serialize(new { words = $"write to {Mail}" })}::jsonb, 'x'
                from inbox.cases where subject_id = {account.PersonId} on conflict do nothing)
            insert into collections.scores (client_id, account_id, as_of, model, score, band, reasons, values_sha256, scored_at)
            values ('tilbury', {account.Id}, '2026-10-13', 'm 1', 0.5, 'C', {reasons}::jsonb, '', now())
            """, Ct);
    }

    /// <summary>A house with a mail server.</summary>
    public sealed class MailHouse : House
    {
        private readonly RefusingMailServer server = new();

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await server.DisposeAsync();
        }

        private protected override Task<IReadOnlyDictionary<string, string?>> MoreSettingsAsync() =>
            Task.FromResult<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?>
            {
                ["Smtp:Host"] = "127.0.0.1",
                ["Smtp:Port"] = $"{server.Port}",
                ["Smtp:From"] = "reminders@harrow.example.com",
            });
    }
}
