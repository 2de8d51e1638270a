using System.Text;
using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Import.Twice;
using HybridBpo.Collections.Import.Undoing;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Import.Payments;

/// <summary>A payment in the client's list and in the bank's statement is booked once, and a person may say that they are two.</summary>
public class ToldTwiceTests(House house) : IClassFixture<House>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_bank_tells_what_the_list_booked_and_the_proof_names_both()
    {
        await PlaceAsync("TA-1001", "100.00");
        var list = await ListAsync("ta.csv", "TA-1001,P-1,payment,30.00,2026-10-12", "TA-1001,P-2,payment,30.00,2026-10-12");
        // Two equal payments of a file are two payments; the bank has a third one.
        var bank = await BankAsync("ta.sta", "TA", ("C30,00", "A1", "TA-1001"), ("C30,00", "A2", "TA-1001"), ("C30,00", "A3", "TA-1001"));
        Assert.Equal((2, 1, 2), (list.Added, bank.Added, bank.Unchanged));
        Assert.Equal(1_000, await BalanceAsync("TA-1001"));
        Assert.Equal(
            [(1, "ta.csv", 2, "same"), (2, "ta.csv", 3, "same")], (await Told.ListAsync(House.Supervisor, "tilbury", bank.Id, 50, Ct))
                .Select(r => (r.Number, r.ByFile, r.ByNumber, r.State)).Order());
        Assert.Equal(["ta.csv row 2, also ta.sta entry 1", "ta.csv row 3, also ta.sta entry 2", "ta.sta entry 3"], await SourcesAsync("TA-1001"));

        // Another statement of the day, and the list with one more: nothing is booked again.
        var second = await BankAsync("ta2.sta", "TA", ("C30,00", "A1", "TA-1001"), ("C30,00", "A2", "TA-1001"), ("C30,00", "A3", "TA-1001"),
            ("C5,00", "A4", "TA-1001"));
        Assert.Equal((1, 3), (second.Added, second.Unchanged));
        var later = await ListAsync("ta2.csv", "TA-1001,P-1,payment,30.00,2026-10-12", "TA-1001,P-2,payment,30.00,2026-10-12",
            "TA-1001,P-3,payment,30.00,2026-10-13", "TA-1001,P-4,payment,5.00,2026-10-13", "TA-1001,F-1,fee,5.00,2026-10-13");
        Assert.Equal((1, 4), (later.Added, later.Unchanged));
        Assert.Equal(1_000, await BalanceAsync("TA-1001"));
        // And a third list, of which all is known by now.
        var third = await ListAsync("ta3.csv", "TA-1001,P-4,payment,5.00,2026-10-13", "TA-1001,P-3,payment,30.00,2026-10-13");
        Assert.Equal((0, 2, 1_000L), (third.Added, third.Unchanged, await BalanceAsync("TA-1001")));
    }

    [Fact]
    public async Task The_list_tells_what_the_bank_booked_and_a_person_says_that_they_are_two()
    {
        await PlaceAsync("TB-1001", "100.00");
        await BankAsync("tb.sta", "TB", ("C30,00", "B1", "TB-1001"));
        var list = await ListAsync("tb.csv", "TB-1001,P-1,payment,30.00,2026-10-10");
        Assert.Equal((0, 1, 7_000L), (list.Added, list.Unchanged, await BalanceAsync("TB-1001")));
        Assert.Equal(["tb.sta entry 1, also tb.csv row 2"], await SourcesAsync("TB-1001"));

        Assert.IsType<Forbidden>((await Told.BookAsync(House.Analyst, "tilbury", list.Id, 2, Ct)).Refusal);
        Assert.IsType<ImportNotThere>((await Told.BookAsync(House.Supervisor, "oakmere", list.Id, 2, Ct)).Refusal);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Told.BookAsync(House.Supervisor, "tilbury", list.Id, 2, Ct)));
        Assert.Equal(4_000, await BalanceAsync("TB-1001"));
        Assert.Equal(["tb.csv row 2", "tb.sta entry 1"], await SourcesAsync("TB-1001"));
        var after = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", list.Id, Ct))!;
        Assert.Equal((1, 0), (after.Added, after.Unchanged));
        // The next list has it still: known, and not booked a third time.
        var next = await ListAsync("tb2.csv", "TB-1001,P-1,payment,30.00,2026-10-10", "TB-1001,F-9,fee,1.00,2026-10-10");
        Assert.Equal((1, 1, 4_100L), (next.Added, next.Unchanged, await BalanceAsync("TB-1001")));
    }

    [Fact]
    public async Task What_is_far_away_in_days_of_another_amount_or_another_way_is_another_payment()
    {
        await PlaceAsync("TC-1001", "100.00");
        await BankAsync("tc.sta", "TC", ("C30,00", "C1", "TC-1001"));
        var list = await ListAsync("tc.csv", "TC-1001,P-1,payment,30.00,2026-10-01", "TC-1001,P-2,payment,30.01,2026-10-13",
            "TC-1001,P-3,adjustment,-30.00,2026-10-13");
        Assert.Equal((3, 0), (list.Added, list.Unchanged));
        Assert.Equal(10_000 - 12_001, await BalanceAsync("TC-1001"));
    }

    [Fact]
    public async Task A_payment_by_name_that_the_list_booked_finds_nothing_owed_any_more_and_is_known_all_the_same()
    {
        await PlaceAsync("TD-1001", "80.00", "Dora Dell");
        await ListAsync("td.csv", "TD-1001,P-1,payment,80.00,2026-10-12");
        var bank = await BankAsync("td.sta", "TD", ("C80,00", "D1", "thanks?32DELL DORA"));
        Assert.Equal((0, 1, 0, 0L), (bank.Added, bank.Unchanged, bank.Quarantined, await BalanceAsync("TD-1001")));
    }

    [Fact]
    public async Task A_payment_from_before_the_placement_that_the_list_booked_is_known()
    {
        await PlaceAsync("TI-1001", "80.00");
        await ListAsync("ti.csv", "TI-1001,P-1,payment,10.00,2026-10-10");
        var bank = await UploadAsync("ti.sta", Mt("TI", ("C10,00", "I1", "TI-1001", 10), ("C11,00", "I2", "TI-1001", 10)));
        Assert.Null((await house.Get<StatementDesk>().LoadAsync(House.Supervisor, "tilbury", bank.Id, Ct)).Refusal);
        await HandleAsync(bank);
        bank = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", bank.Id, Ct))!;
        Assert.Equal((0, 1, 1, 7_000L), (bank.Added, bank.Unchanged, bank.Quarantined, await BalanceAsync("TI-1001")));
    }

    [Fact]
    public async Task What_comes_back_at_the_bank_leads_to_the_payment_of_the_list()
    {
        await PlaceAsync("TE-1001", "100.00");
        await ListAsync("te.csv", "TE-1001,P-1,payment,30.00,2026-10-12");
        await BankAsync("te.sta", "TE", ("C30,00", "E1", "TE-1001?21EREF+PAY-E"));
        Assert.Equal(7_000, await BalanceAsync("TE-1001"));
        var back = await BankAsync("te2.sta", "TE", ("RC30,00", "E2", "returned?21EREF+PAY-E"));
        Assert.Equal((1, 0, 10_000L), (back.Added, back.Quarantined, await BalanceAsync("TE-1001")));
        var list = await ListAsync("te2.csv", "TE-1001,R-1,returned,30.00,2026-10-14");
        Assert.Equal((0, 1, 10_000L), (list.Added, list.Unchanged, await BalanceAsync("TE-1001")));
    }

    [Fact]
    public async Task Money_that_a_person_assigns_is_not_booked_beside_what_the_list_has()
    {
        await PlaceAsync("TF-1001", "100.00");
        await ListAsync("tf.csv", "TF-1001,P-1,payment,30.00,2026-10-12");
        var bank = await BankAsync("tf.sta", "TF", ("C30,00", "F1", "who knows"));
        Assert.Equal(1, bank.Quarantined);
        var asked = UnmatchedPayment.IdOf("tilbury", bank.Id, 1);
        Assert.Null((await house.Get<UnmatchedOutcome>().ApplyAsync(new Outcome(
            asked, Guid.NewGuid(), 5, "tilbury", UnmatchedPayment.CaseKind, asked, "book", new Dictionary<string, string> { ["account"] = "TF-1001" },
            "client-said", "", "sup-1", null, House.Start), Ct)).Refusal);
        Assert.Equal(7_000, await BalanceAsync("TF-1001"));
        Assert.Equal(["tf.csv row 2, also tf.sta entry 1"], await SourcesAsync("TF-1001"));
        Assert.Null((await Told.BookAsync(House.Supervisor, "tilbury", bank.Id, 1, Ct)).Refusal);
        Assert.Equal(4_000, await BalanceAsync("TF-1001"));
    }

    [Fact]
    public async Task When_the_file_that_booked_it_is_undone_the_other_one_waits_for_a_person_or_for_its_correction()
    {
        await PlaceAsync("TG-1001", "100.00");
        var list = await ListAsync("tg.csv", "TG-1001,P-1,payment,30.00,2026-10-12", "TG-1001,P-2,payment,20.00,2026-10-12");
        var bank = await BankAsync("tg.sta", "TG", ("C30,00", "G1", "TG-1001"), ("C20,00", "G2", "TG-1001"));
        Assert.Equal(2, (await house.Get<UndoImport>().PreviewAsync(House.Supervisor, "tilbury", list.Id, Ct)).Value.ToldLater);
        await UndoAsync(list);
        Assert.Equal(10_000, await BalanceAsync("TG-1001"));
        Assert.All(await Told.ListAsync(House.Supervisor, "tilbury", bank.Id, 50, Ct), r => Assert.Equal("undone", r.State));
        // The corrected list has one of them: the statement tells of it again; the other one a person books.
        await ListAsync("tg2.csv", "TG-1001,P-1,payment,30.00,2026-10-12");
        Assert.Equal((7_000L, "tg2.csv row 2, also tg.sta entry 1"), (await BalanceAsync("TG-1001"), (await SourcesAsync("TG-1001"))[^1]));
        Assert.Null((await Told.BookAsync(House.Supervisor, "tilbury", bank.Id, null, Ct)).Refusal);
        Assert.Null((await Told.BookAsync(House.Supervisor, "tilbury", bank.Id, null, Ct)).Refusal);
        Assert.Equal(5_000, await BalanceAsync("TG-1001"));
        // A statement is undone with what it told: nothing of it is left, and it may be sent again.
        Assert.Null((await house.Get<UndoStatement>().RunAsync(House.Supervisor, "tilbury", bank.Id, Ct)).Refusal);
        Assert.Equal(7_000, await BalanceAsync("TG-1001"));
        var again = await BankAsync("tg.sta", "TG", ("C30,00", "G1", "TG-1001"), ("C20,00", "G2", "TG-1001"));
        Assert.Equal((1, 1, 5_000L), (again.Added, again.Unchanged, await BalanceAsync("TG-1001")));
    }

    [Fact]
    public async Task Both_files_loaded_at_once_book_every_payment_once()
    {
        await PlaceAsync("TH-1001", "1000.00");
        var days = Enumerable.Range(1, 12).ToList();
        var list = await house.UploadAsync(
            "transactions", Head + string.Concat(days.Select(d => $"TH-1001,P-{d},payment,7.00,2026-10-{d:00}\n")), "th.csv");
        var mapping = (await house.Get<ImportDesk>().PreviewAsync(House.Supervisor, "tilbury", list.Id, null, Ct)).Value.Proposal.Mapping;
        Assert.Null((await house.Get<ImportDesk>().LoadAsync(
            House.Supervisor, "tilbury", list.Id, mapping with { AmountFormat = "point", DateFormat = "yyyy-MM-dd" }, Ct)).Refusal);
        var bank = await UploadAsync("th.sta", Mt("TH", [.. days.Select(d => ($"C7,00", $"H{d}", "TH-1001", d))]));
        Assert.Null((await house.Get<StatementDesk>().LoadAsync(House.Supervisor, "tilbury", bank.Id, Ct)).Refusal);
        await Task.WhenAll(HandleAsync(list), HandleAsync(bank), HandleAsync(list), HandleAsync(bank));
        Assert.Equal(100_000 - 12 * 700, await BalanceAsync("TH-1001"));
    }

    private const string Head = "account_ref,transaction_ref,transaction_type,amount,processed_at\n";

    private ToldTwice Told => house.Get<ToldTwice>();

    private Task PlaceAsync(string reference, string balance, string name = "Ann Twin") => house.LoadAsync(
        "placement", $"account_ref,customer_ref,name,due_date,balance\n{reference},{reference}-C,{name},2026-09-01,{balance}\n", "placed.csv");

    private Task<ImportRow> ListAsync(string name, params string[] rows) =>
        house.LoadAsync("transactions", Head + string.Join('\n', rows) + "\n", name);

    private async Task<ImportRow> BankAsync(string name, string account, params (string Amount, string Bank, string Text)[] entries)
    {
        var import = await UploadAsync(name, Mt(account, [.. entries.Select(e => (e.Amount, e.Bank, e.Text, 13))]));
        Assert.Null((await house.Get<StatementDesk>().LoadAsync(House.Supervisor, "tilbury", import.Id, Ct)).Refusal);
        await HandleAsync(import);
        return (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;
    }

    private async Task<ImportRow> UploadAsync(string name, string text) => (await house.Get<ImportDesk>().UploadAsync(
        House.Supervisor, "tilbury", "statement", name, Encoding.UTF8.GetBytes(text), null, Ct)).Value;

    private Task HandleAsync(ImportRow import) => house.Get<LoadImport>().HandleAsync(new Message(
        import.Id, import.ClientId, LoadImport.MessageKind, JsonSerializer.Serialize(new LoadOrder(import.ClientId, import.Id)), 1), Ct);

    private async Task UndoAsync(ImportRow import)
    {
        Assert.Null((await house.Get<UndoImport>().OrderAsync(
            House.Supervisor, new UndoRequest(import.ClientId, import.Id, Guid.NewGuid(), "wrong-file"), Ct)).Refusal);
        await house.Get<UndoRun>().HandleAsync(new Message(
            import.Id, import.ClientId, UndoRun.MessageKind, JsonSerializer.Serialize(new UndoOrder(import.ClientId, import.Id)), 1), Ct);
    }

    private async Task<long> BalanceAsync(string reference)
    {
        var account = (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", reference), Ct))!;
        Assert.True(Proof.Of(await LinesAsync(account.Id)).AddsUpTo(account.BalanceMinor));
        return account.BalanceMinor;
    }

    // Of what stands and moved the balance since it was placed.
    private async Task<List<string>> SourcesAsync(string reference)
    {
        var (id, book) = (Account.IdOf("tilbury", reference), house.Get<AccountBook>());
        var lines = (await LinesAsync(id)).Where(l => l.Type == "payment" && l.UndoneAt is null).ToList();
        var files = await book.FileNamesAsync(House.Supervisor, "tilbury", lines, Ct);
        var also = await book.AlsoToldAsync(House.Supervisor, "tilbury", id, Ct);
        return [.. lines.Select(l => ProofView.Source(l, files, also)).Order(StringComparer.Ordinal)];
    }

    private Task<IReadOnlyList<TransactionEntry>> LinesAsync(Guid account) =>
        house.Get<AccountBook>().TransactionsAsync(House.Supervisor, "tilbury", [account], Ct);

    private static string Mt(string account, params (string Amount, string Bank, string Text, int Day)[] entries)
    {
        var text = new StringBuilder($":20:STMT\n:25:{account}\n:28C:1/1\n:60F:C261013USD0,00\n");
        foreach (var (amount, bank, words, day) in entries)
            text.Append($":61:2610{day:00}10{day:00}{amount}NTRFNONREF//{bank}\n:86:166?00BOOKED?20{words}\n");
        return text.Append(":62F:C261013USD0,00\n-\n").ToString();
    }
}
