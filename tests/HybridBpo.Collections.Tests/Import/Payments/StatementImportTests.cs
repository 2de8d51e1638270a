using System.Text;
using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Payments;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Import.Payments;

/// <summary>From the bank's file to the balance, and what nobody could assign to a person.</summary>
public class StatementImportTests(House house) : IClassFixture<House>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Payments_are_booked_once_and_every_line_of_the_balance_names_file_and_entry()
    {
        await PlaceAsync("BK-1001,BK-C1,Ann Brook,2026-09-01,100.00", "BK-1002,BK-C2,Bo Brand,2026-09-01,80.00");
        var file = Mt("BK", ("C30,00", "R1", "BK-1001"), ("C80,00", "R2", "thanks?32BRAND BO"), ("D5,00", "R3", "fees"),
            ("C7,77", "R4", "what is this"));
        var import = await UploadAsync(file, "october.sta");
        Assert.Equal(("MT940", 4), (import.Encoding, import.RowCount));
        var preview = (await house.Get<StatementDesk>().PreviewAsync(House.Supervisor, "tilbury", import.Id, Ct)).Value;
        Assert.Equal(
            [("booked", "amount-and-name", 1, 8_000m, 0m), ("booked", "reference", 1, 3_000m, 0m), ("ignored", "money-out", 1, 0m, 500m),
                ("open", "nothing-fits", 1, 777m, 0m)],
            preview.Sums.Select(s => (s.State, s.Why, s.Count, s.InMinor, s.OutMinor)).Order());
        Assert.Equal(0, await house.Database.SingleOrDefaultAsync<long>(
            House.Supervisor, $"select count(*) from collections.statement_entries where import_id = {import.Id}", Ct));

        var loaded = await LoadAsync(import);
        Assert.Equal(("loaded", 2, 0, 1), (loaded.State, loaded.Added, loaded.Unchanged, loaded.Quarantined));
        Assert.Equal("2 booked, 1 not assigned", loaded.Outcome);
        Assert.Equal(7_000, await BalanceAsync("BK-1001"));
        Assert.Equal(0, await BalanceAsync("BK-1002"));
        var book = house.Get<AccountBook>();
        var lines = await book.TransactionsAsync(House.Supervisor, "tilbury", [Account.IdOf("tilbury", "BK-1001")], Ct);
        var files = await book.FileNamesAsync(House.Supervisor, "tilbury", lines, Ct);
        Assert.Equal("october.sta entry 1", ProofView.Source(lines.Single(l => l.Type == "payment"), files));
        Assert.True(Proof.Of(lines).AddsUpTo(7_000));

        // The same bytes are the same import; the same entries in other bytes are booked no more.
        Assert.IsType<FileSentBefore>((await house.Get<ImportDesk>().UploadAsync(
            House.Supervisor, "tilbury", "statement", "again.sta", Encoding.UTF8.GetBytes(file), null, Ct)).Refusal);
        var second = await LoadAsync(await UploadAsync(
            Mt("BK", ("C30,00", "R1", "BK-1001"), ("C80,00", "R2", "thanks?32BRAND BO"), ("D5,00", "R3", "fees"), ("C7,77", "R4", "what is this"),
                ("C10,00", "R5", "BK-1001")), "longer.sta"));
        Assert.Equal((1, 4, 0), (second.Added, second.Unchanged, second.Quarantined));
        Assert.Equal(6_000, await BalanceAsync("BK-1001"));
        // What was told is kept as entries; the file itself, with everybody's names, is not.
        Assert.NotNull((await house.Get<StatementDesk>().ReadAsync(House.Supervisor, loaded, Ct)).Refusal);
        Assert.Equal(1, await house.Database.SingleOrDefaultAsync<long>(House.Supervisor, $"""
            select count(*) from collections.statement_entries where import_id = {import.Id} and words is not null
            """, Ct));
    }

    [Fact]
    public async Task A_notification_and_the_statement_of_the_day_book_once_also_when_one_has_the_parts_and_the_other_has_not()
    {
        await PlaceAsync("CM-1001,CM-C1,Ann Camp,2026-09-01,100.00", "CM-1002,CM-C2,Bo Cole,2026-09-01,80.00");
        var notice = Camt("054", "N", Ntry("30.00", "S-77", Tx("10.00", "CM-1001") + Tx("20.00", "CM-1002")),
            Ntry("5.00", "S-78", Tx("5.00", "CM-1001")));
        var first = await LoadAsync(await UploadAsync(notice, "notice.xml"));
        Assert.Equal((3, 0, 0), (first.Added, first.Unchanged, first.Quarantined));
        var statement = Camt("053", "S", Ntry("30.00", "S-77", ""), Ntry("5.00", "S-78", Tx("5.00", "other words")),
            Ntry("1.00", "S-79", Tx("1.00", "CM-1002")));
        var second = await LoadAsync(await UploadAsync(statement, "day.xml"));
        Assert.Equal((1, 2, 0), (second.Added, second.Unchanged, second.Quarantined));
        Assert.Equal((8_500L, 5_900L), (await BalanceAsync("CM-1001"), await BalanceAsync("CM-1002")));
    }

    [Fact]
    public async Task Without_a_reference_of_the_bank_the_same_words_are_the_same_and_doubt_goes_before_a_person()
    {
        await PlaceAsync("NR-1001,NR-C1,Ann Nord,2026-09-01,100.00", "NR-1002,NR-C2,Bo Nash,2026-09-01,80.00");
        await LoadAsync(await UploadAsync(Mt("NR", ("C30,00", "", "NR-1001"), ("C30,00", "", "NR-1001")), "a.sta"));
        Assert.Equal(4_000, await BalanceAsync("NR-1001"));
        var overlap = await LoadAsync(await UploadAsync(
            Mt("NR", ("C30,00", "", "NR-1001"), ("C30,00", "", "NR-1001"), ("C30,00", "", "NR-1002")), "b.sta"));
        // Every earlier one is found again, so the third is another.
        Assert.Equal((1, 2, 0), (overlap.Added, overlap.Unchanged, overlap.Quarantined));
        var odd = await LoadAsync(await UploadAsync(Mt("NR", ("C30,00", "", "NR-1001 from Ann")), "c.sta"));
        Assert.Equal((0, 0, 1), (odd.Added, odd.Unchanged, odd.Quarantined));
        Assert.Equal("seen-maybe", Facts(await CaseAsync(odd, 1)).Why);
        Assert.Equal(4_000, await BalanceAsync("NR-1001"));
    }

    [Fact]
    public async Task A_payment_that_comes_back_is_owed_again_once()
    {
        await PlaceAsync("RT-1001,RT-C1,Ann Root,2026-09-01,100.00");
        var paid = await LoadAsync(await UploadAsync(Mt("RT", ("C30,00", "T1", "RT-1001?21EREF+PAY-30")), "paid.sta"));
        Assert.Equal((1, 7_000L), (paid.Added, await BalanceAsync("RT-1001")));
        var back = await LoadAsync(await UploadAsync(Mt("RT", ("RC30,00", "T2", "returned?21EREF+PAY-30")), "back.sta"));
        Assert.Equal((1, 10_000L), (back.Added, await BalanceAsync("RT-1001")));
        // It came back already: another return of it is a question.
        var again = await LoadAsync(await UploadAsync(Mt("RT", ("RC30,00", "T3", "returned?21EREF+PAY-30")), "again.sta"));
        Assert.Equal((0, 1), (again.Added, again.Quarantined));
        Assert.Equal("no-payment", Facts(await CaseAsync(again, 1)).Why);
        var types = (await house.Get<AccountBook>().TransactionsAsync(
            House.Supervisor, "tilbury", [Account.IdOf("tilbury", "RT-1001")], Ct)).Select(t => t.Type).Order();
        Assert.Equal(["opening", "payment", "returned"], types);
    }

    [Fact]
    public async Task Money_of_nobody_becomes_a_case_and_the_decision_books_it_once()
    {
        await PlaceAsync("UM-1001,UM-C1,Ann Umber,2026-09-01,100.00", "UM-1002,UM-C2,Ann Umber,2026-09-01,100.00");
        var import = await LoadAsync(await UploadAsync(Mt("UM", ("C100,00", "U1", "rent?32ANN UMBER"), ("C5,00", "U2", "??")), "who.sta"));
        var asked = await CaseAsync(import, 1);
        var facts = Facts(asked);
        Assert.Equal(("who.sta", 1, "several", "ANN UMBER", 10_000L), (facts.File, facts.Number, facts.Why, facts.Counterparty, facts.AmountMinor));
        Assert.Equal(["UM-1001", "UM-1002"], facts.Candidates.Select(c => c.Reference).Order());
        Assert.Null(asked.Proposal);
        Assert.All(asked.Form.Choices, c => Assert.False(c.Adverse));

        var handler = house.Get<UnmatchedOutcome>();
        Assert.Equal("account", (await handler.CheckAsync(Answer(asked, "book", "NOBODY-1"), Ct))!.Field);
        Assert.NotNull(await handler.CheckAsync(Answer(asked, "book", ""), Ct));
        Assert.Null(await handler.CheckAsync(Answer(asked, "book", "um 1002"), Ct));
        Assert.Null(await handler.CheckAsync(Answer(asked, "park", ""), Ct));
        var outcome = Decided(asked, "book", "um 1002");
        Assert.Null((await handler.ApplyAsync(outcome, Ct)).Refusal);
        Assert.Null((await handler.ApplyAsync(outcome, Ct)).Refusal);
        Assert.Null((await handler.ApplyAsync(Decided(asked, "book", "UM-1001"), Ct)).Refusal);
        Assert.Equal((10_000L, 0L), (await BalanceAsync("UM-1001"), await BalanceAsync("UM-1002")));
        var other = await CaseAsync(import, 2);
        Assert.Null((await handler.ApplyAsync(Decided(other, "send-back", ""), Ct)).Refusal);
        var after = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;
        Assert.Equal((1, 0), (after.Added, after.Quarantined));
        Assert.Equal(
            [("booked", "by-hand"), ("sent-back", "nothing-fits")],
            (await house.Get<StatementDesk>().SumsAsync(House.Supervisor, "tilbury", import.Id, Ct)).Select(s => (s.State, s.Why)));
        // The words were read: they are not kept any longer than that.
        Assert.Equal(0, await house.Database.SingleOrDefaultAsync<long>(
            House.Supervisor, $"select count(*) from collections.statement_entries where import_id = {import.Id} and words is not null", Ct));
        // Another client's account is none, however it is written.
        await house.LoadAsync("placement", Head + "OK-9001,OK-C1,Ann Oak,2026-09-01,100.00\n", "oak.csv", client: "oakmere");
        var third = await LoadAsync(await UploadAsync(Mt("UM", ("C1,00", "U3", "OK-9001")), "theirs.sta"));
        Assert.NotNull(await handler.CheckAsync(Answer(await CaseAsync(third, 1), "book", "OK-9001"), Ct));
    }

    [Fact]
    public async Task A_host_that_dies_in_the_middle_leaves_whole_portions_and_the_next_one_goes_on()
    {
        await PlaceAsync("KL-1001,KL-C1,Ann Kell,2026-09-01,9000.00");
        var import = await UploadAsync(
            Mt("KL", [.. Enumerable.Range(1, 1200).Select(i => (i % 3 == 0 ? "D1,00" : "C1,00", $"K{i}", "KL-1001"))]), "long.sta");
        // The database breaks when the second portion is written.
        await house.Database.ExecuteAsync(Access.System("test"), $"""
            create function collections.break_it() returns trigger language plpgsql as
            'begin if new.number = 700 then raise exception ''gone''; end if; return new; end'
            """, Ct);
        await house.Database.ExecuteAsync(Access.System("test"), $"""
            create trigger break_it before insert on collections.statement_entries for each row execute function collections.break_it()
            """, Ct);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => LoadAsync(import));
        Assert.Equal(500, await EntriesAsync(import));
        Assert.Equal(900_000 - 33_400, await BalanceAsync("KL-1001"));
        await house.Database.ExecuteAsync(Access.System("test"), $"drop trigger break_it on collections.statement_entries", Ct);
        await house.Database.ExecuteAsync(Access.System("test"), $"drop function collections.break_it()", Ct);

        await Task.WhenAll(HandleAsync(import), HandleAsync(import));
        var loaded = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;
        Assert.Equal(("loaded", 800, 0), (loaded.State, loaded.Added, loaded.Quarantined));
        Assert.Equal((1200L, 820_000L), (await EntriesAsync(import), await BalanceAsync("KL-1001")));
    }

    [Fact]
    public async Task Only_so_many_cases_are_open_and_the_next_comes_when_one_is_decided()
    {
        for (var open = await OpenAsync(); open.Count > 0; open = await OpenAsync())
            foreach (var id in open) Assert.Null((await house.Get<UnmatchedOutcome>().ApplyAsync(Parked(id), Ct)).Refusal);
        var import = await LoadAsync(await UploadAsync(
            Mt("CP", [.. Enumerable.Range(1, 60).Select(i => ($"C{i},00", $"CP{i}", "nobody"))]), "many.sta", "oakmere"));
        Assert.Equal(60, import.Quarantined);
        var asked = await OpenAsync();
        Assert.Equal(UnmatchedPayment.MostOpen, asked.Count);
        Assert.Null((await house.Get<UnmatchedOutcome>().ApplyAsync(Parked(asked[0]), Ct)).Refusal);
        var then = await OpenAsync();
        Assert.Equal(UnmatchedPayment.MostOpen, then.Count);
        Assert.Single(then.Except(asked));
        Assert.Equal(
            then.Order(), (await OpenCasesAsync("oakmere")).Select(c => c.CaseId).Where(then.Contains).Order());
        Assert.Equal(59, (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "oakmere", import.Id, Ct))!.Quarantined);

        Task<IReadOnlyList<Guid>> OpenAsync() => house.Database.QueryAsync<Guid>(House.Supervisor, $"""
            select case_id from collections.statement_entries where client_id = 'oakmere' and state = 'open' and case_id is not null
            """, Ct);
        Outcome Parked(Guid id) => new(
            id, Ids.For("oakmere", "decision", $"{id}"), 5, "oakmere", UnmatchedPayment.CaseKind, id, "park", new Dictionary<string, string>(),
            "client-said", "", "sup-1", null, House.Start);
    }

    [Theory]
    [InlineData("camt", 19)]
    [InlineData("mt940", 14)]
    [InlineData("bai2", 4)]
    public async Task Every_entry_of_every_sample_has_a_fate_and_all_of_them_add_up_to_the_file(string kind, int atLeast)
    {
        using var truth = JsonDocument.Parse(await File.ReadAllBytesAsync(SharedData.File("bank", kind, "truth.json"), Ct));
        var loadedFiles = 0;
        foreach (var name in truth.RootElement.GetProperty("files").EnumerateObject().Select(f => f.Name))
        {
            var bytes = await File.ReadAllBytesAsync(SharedData.File("bank", kind, name), Ct);
            var upload = await house.Get<ImportDesk>().UploadAsync(House.Supervisor, "oakmere", "statement", name, bytes, null, Ct);
            if (!HybridBpo.Collections.Import.Statements.StatementReader.Read(name, bytes).Is(out var read, out var refusal))
            {
                Assert.Equal(refusal.Message, upload.Refusal!.Message);
                continue;
            }

            var loaded = await LoadAsync(upload.Refusal is FileSentBefore before ? before.Import : upload.Value);
            Assert.Equal("loaded", loaded.State);
            var sums = await house.Get<StatementDesk>().SumsAsync(House.Supervisor, "oakmere", loaded.Id, Ct);
            Assert.Equal(
                read.Statements.SelectMany(s => s.Entries).GroupBy(e => e.Currency)
                    .Select(g => (g.Key, g.Count(), g.Sum(e => (decimal)e.SignedMinor))).Order(),
                sums.GroupBy(s => s.Currency).Select(g => (g.Key, g.Sum(s => s.Count), g.Sum(s => s.InMinor - s.OutMinor))).Order());
            loadedFiles++;
        }

        Assert.True(loadedFiles >= atLeast, $"{loadedFiles} files of {kind} were loaded.");
    }

    [Fact]
    public async Task A_file_is_undone_as_one_act_and_may_be_sent_again()
    {
        await PlaceAsync("UN-1001,UN-C1,Ann Undo,2026-09-01,100.00");
        var file = Mt("UN", ("C30,00", "V1", "UN-1001?21EREF+PAY-1"), ("C20,00", "V2", "UN-1001"), ("C5,00", "V3", "??"));
        var import = await LoadAsync(await UploadAsync(file, "undo.sta"));
        var asked = await CaseAsync(import, 3);
        var undo = house.Get<UndoStatement>();
        Assert.Equal(new UndoPreview(2, 1, 0, 1, 0, 0), await undo.PreviewAsync(House.Supervisor, "tilbury", import.Id, Ct));
        // What a later file took back has to be taken back there first.
        var back = await LoadAsync(await UploadAsync(Mt("UN", ("RC30,00", "V4", "x?21EREF+PAY-1")), "back.sta"));
        Assert.Equal((1, 8_000L), (back.Added, await BalanceAsync("UN-1001")));
        Assert.IsType<UndoneElsewhereFirst>((await undo.RunAsync(House.Supervisor, "tilbury", import.Id, Ct)).Refusal);
        Assert.IsType<Forbidden>((await undo.RunAsync(House.Analyst, "tilbury", import.Id, Ct)).Refusal);
        Assert.IsType<ImportNotThere>((await undo.RunAsync(House.Supervisor, "oakmere", import.Id, Ct)).Refusal);
        Assert.Null((await undo.RunAsync(House.Supervisor, "tilbury", back.Id, Ct)).Refusal);
        Assert.Equal(5_000, await BalanceAsync("UN-1001"));

        Assert.Null((await undo.RunAsync(House.Supervisor, "tilbury", import.Id, Ct)).Refusal);
        Assert.Null((await undo.RunAsync(House.Supervisor, "tilbury", import.Id, Ct)).Refusal);
        Assert.Equal(10_000, await BalanceAsync("UN-1001"));
        Assert.Contains(asked.CaseId, (await house.SentAsync<WithdrawCase>(CaseMessages.Withdraw)).Select(w => w.CaseId));
        var after = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;
        Assert.NotNull(after.UndoneAt);
        Assert.Contains(await house.Get<ImportDesk>().ListAsync(House.Supervisor, 0, 1000, Ct), i => i.Id == import.Id);
        // A decision that was on its way comes too late.
        Assert.Null((await house.Get<UnmatchedOutcome>().ApplyAsync(Decided(asked, "book", "UN-1001"), Ct)).Refusal);
        Assert.Equal(10_000, await BalanceAsync("UN-1001"));

        var again = await LoadAsync(await UploadAsync(file, "undo.sta"));
        Assert.NotEqual(import.Id, again.Id);
        Assert.Equal((2, 0, 1), (again.Added, again.Unchanged, again.Quarantined));
        Assert.Equal(5_000, await BalanceAsync("UN-1001"));
    }

    [Fact]
    public async Task Money_that_comes_in_makes_open_cases_about_the_account_stale()
    {
        await PlaceAsync("ST-1001,ST-C1,Ann Stale,2026-09-01,100.00");
        var (account, flagged) = (Account.IdOf("tilbury", "ST-1001"), Ids.For("tilbury", "test", "stale"));
        await house.Database.ExecuteAsync(Access.System("test", "tilbury"), $"""
            insert into collections.flagged_cases (client_id, case_id, account_id) values ('tilbury', {flagged}, {account})
            """, Ct);
        await LoadAsync(await UploadAsync(Mt("ST", ("C30,00", "W1", "ST-1001")), "stale.sta"));
        Assert.Equal("payment-received", Assert.Single(
            await house.SentAsync<WithdrawCase>(CaseMessages.Withdraw), w => w.CaseId == flagged).Reason);
    }

    [Fact]
    public async Task What_is_no_statement_is_refused_and_nothing_is_kept()
    {
        var before = await house.Get<ImportDesk>().CountAsync(House.Supervisor, Ct);
        var refused = await house.Get<ImportDesk>().UploadAsync(
            House.Supervisor, "tilbury", "statement", "x.csv", "account_ref,amount\n1,2\n"u8.ToArray(), null, Ct);
        Assert.IsType<FileUnreadable>(refused.Refusal);
        Assert.Equal(before, await house.Get<ImportDesk>().CountAsync(House.Supervisor, Ct));
    }

    private const string Head = "account_ref,customer_ref,name,due_date,balance\n";

    private Task<ImportRow> PlaceAsync(params string[] rows) =>
        house.LoadAsync("placement", Head + string.Join('\n', rows) + "\n", "placed.csv");

    private async Task<ImportRow> UploadAsync(string text, string name, string client = "tilbury") =>
        (await house.Get<ImportDesk>().UploadAsync(House.Supervisor, client, "statement", name, Encoding.UTF8.GetBytes(text), null, Ct)).Value;

    private async Task<ImportRow> LoadAsync(ImportRow import)
    {
        Assert.Null((await house.Get<StatementDesk>().LoadAsync(House.Supervisor, import.ClientId, import.Id, Ct)).Refusal);
        await HandleAsync(import);
        return (await house.Get<ImportDesk>().FindAsync(House.Supervisor, import.ClientId, import.Id, Ct))!;
    }

    private Task HandleAsync(ImportRow import) => house.Get<LoadImport>().HandleAsync(new Message(
        import.Id, import.ClientId, LoadImport.MessageKind, JsonSerializer.Serialize(new LoadOrder(import.ClientId, import.Id)), 1), Ct);

    private Task<long> EntriesAsync(ImportRow import) => house.Database.SingleOrDefaultAsync<long>(
        House.Supervisor, $"select count(*) from collections.statement_entries where import_id = {import.Id}", Ct);

    private async Task<long> BalanceAsync(string reference)
    {
        var account = (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", reference), Ct))!;
        Assert.True(Proof.Of(await house.Get<AccountBook>().TransactionsAsync(House.Supervisor, "tilbury", [account.Id], Ct))
            .AddsUpTo(account.BalanceMinor));
        return account.BalanceMinor;
    }

    private async Task<IReadOnlyList<OpenCase>> OpenCasesAsync(string client) =>
        [.. (await house.SentAsync<OpenCase>(CaseMessages.Open)).Where(c => c.Kind == UnmatchedPayment.CaseKind && c.Client == client)];

    private async Task<OpenCase> CaseAsync(ImportRow import, int number)
    {
        var id = UnmatchedPayment.IdOf(import.ClientId, import.Id, number);
        return Assert.Single(await OpenCasesAsync(import.ClientId), c => c.CaseId == id);
    }

    private static UnmatchedEvidence Facts(OpenCase c) => UnmatchedEvidence.Read(c.Evidence.Json);

    private static Inbox.Contracts.Answer Answer(OpenCase c, string choice, string account) =>
        new(c.CaseId, c.Client, c.SubjectId, choice, new Dictionary<string, string> { ["account"] = account });

    private static Outcome Decided(OpenCase c, string choice, string account) => new(
        c.CaseId, Ids.For(c.Client, "decision", $"{c.CaseId}{choice}{account}"), 5, c.Client, c.Kind, c.SubjectId, choice,
        new Dictionary<string, string> { ["account"] = account }, "client-said", "", "sup-1", null, House.Start);

    private static string Mt(string account, params (string Amount, string Bank, string Text)[] entries)
    {
        var text = new StringBuilder($":20:STMT\n:25:{account}\n:28C:1/1\n:60F:C261013USD0,00\n");
        foreach (var (amount, bank, words) in entries)
            text.Append($":61:2610131013{amount}NTRFNONREF{(bank.Length > 0 ? "//" + bank : "")}\n:86:166?00BOOKED?20{words}\n");
        return text.Append(":62F:C261013USD0,00\n-\n").ToString();
    }

    private static string Camt(string kind, string id, params string[] entries)
    {
        var (root, one) = kind == "053" ? ("BkToCstmrStmt", "Stmt") : ("BkToCstmrDbtCdtNtfctn", "Ntfctn");
        return $"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.08\"><{root}><{one}><Id>{id}</Id><Acct><Id><IBAN>CM</IBAN></Id>"
            + $"<Ccy>USD</Ccy></Acct>{string.Concat(entries)}</{one}></{root}></Document>";
    }

    private static string Ntry(string amount, string bank, string details) =>
        $"<Ntry><Amt Ccy=\"USD\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-10-13</Dt></BookgDt>"
        + $"<AcctSvcrRef>{bank}</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>";

    private static string Tx(string amount, string words) =>
        $"<TxDtls><Amt Ccy=\"USD\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls>";
}
