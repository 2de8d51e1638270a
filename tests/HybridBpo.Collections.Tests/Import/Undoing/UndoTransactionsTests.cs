using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Undoing;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Import.Undoing;

/// <summary>A file of bills and payments is taken back as one act: balances and their proof show both.</summary>
public class UndoTransactionsTests(House house) : IClassFixture<House>
{
    private const string Head = "account_ref,transaction_ref,transaction_type,amount,processed_at\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_booking_gets_its_opposite_of_the_same_file_and_row_and_the_same_file_loads_again_once()
    {
        await PlaceAsync("UT-1,UT-C1,Ann Until,2026-09-01,100.00", "UT-2,UT-C2,Bo Upton,2026-09-01,80.00");
        const string text = Head + "UT-1,P-1,payment,30.00,2026-10-01\nUT-1,F-1,fee,5.00,2026-10-02\nUT-2,P-2,payment,80.00,2026-10-01\n";
        var import = await house.LoadAsync("transactions", text, "october.csv");
        var (before, flagged) = (await FindAsync("UT-1"), Ids.For("tilbury", "test", "undo-flagged"));
        Assert.Equal(7_500, before.BalanceMinor);
        await house.Database.ExecuteAsync(Access.System("test", "tilbury"), $"""
            insert into collections.flagged_cases (client_id, case_id, account_id) values ('tilbury', {flagged}, {before.Id})
            """, Ct);

        var plan = (await Undo.PreviewAsync(House.Supervisor, "tilbury", import.Id, Ct)).Value;
        Assert.Equal((2, 3, -10_500, 0, 0), (plan.Accounts, plan.Bookings, plan.SumMinor, plan.Messages, plan.KeptCount));
        Assert.Equal(7_500, (await FindAsync("UT-1")).BalanceMinor);

        var asked = new UndoRequest("tilbury", import.Id, Guid.NewGuid(), "wrong-columns");
        Assert.IsType<Forbidden>((await Undo.OrderAsync(House.Analyst, asked, Ct)).Refusal);
        Assert.IsType<ImportNotThere>((await Undo.OrderAsync(House.Supervisor, asked with { Client = "oakmere" }, Ct)).Refusal);
        Assert.IsType<UndoReasonMissing>((await Undo.OrderAsync(House.Supervisor, asked with { Reason = "because" }, Ct)).Refusal);
        Assert.Null((await Undo.OrderAsync(House.Supervisor, asked, Ct)).Refusal);
        Assert.IsType<UndoneBefore>((await Undo.OrderAsync(House.Supervisor, asked with { Command = Guid.NewGuid() }, Ct)).Refusal);
        await RunAsync(import);
        await RunAsync(import);
        Assert.Null((await Undo.OrderAsync(House.Supervisor, asked, Ct)).Refusal);
        var again = (await Undo.OrderAsync(House.Supervisor, asked with { Command = Guid.NewGuid() }, Ct)).Refusal;
        Assert.Contains("was undone before", Assert.IsType<UndoneBefore>(again).Message);

        // As before the file: the fee that was taken back is no bill any more, and the payment paid nothing.
        var after = await FindAsync("UT-1");
        Assert.Equal((10_000L, (DateOnly?)null, 10_000L), (after.BalanceMinor, after.LastPaidOn, after.OldestMinor));
        var lines = await LinesAsync("UT-1");
        Assert.Equal(
            [("adjustment", -500L, 3), ("adjustment", 3_000L, 2), ("fee", 500L, 3), ("opening", 10_000L, 2), ("payment", -3_000L, 2)],
            lines.Select(l => (l.Type, l.EffectMinor, l.ImportLine!.Value)).Order());
        Assert.Equal(4, lines.Count(l => l.ImportId == import.Id && l.UndoneAt is not null));
        var undone = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;
        Assert.Equal(("dropped", 2, 3, -10_500L, "sup-1"),
            (undone.State, undone.UndoAccounts, undone.UndoBookings, undone.UndoMinor, undone.UndoneBy));
        Assert.Contains(await house.Get<ImportDesk>().ListAsync(House.Supervisor, 0, 1000, Ct), i => i.Id == import.Id);
        Assert.Equal("import-undone", Assert.Single(
            await house.SentAsync<WithdrawCase>(CaseMessages.Withdraw), w => w.CaseId == flagged && w.Reason != "payment-received").Reason);
        var told = Assert.Single(await house.Store.FetchStreamAsync("tilbury", after.Id, ct: Ct), e => e.Data is BookingsUndone);
        Assert.Equal(new BookingsUndone(import.Id, 2, -2_500, "USD", "sup-1", "wrong-columns"), told.Data);
        Assert.Equal(
            new ImportUndone("transactions", 2, 3, -10_500, 0, "sup-1", "wrong-columns"),
            Assert.Single(await house.Store.FetchStreamAsync("tilbury", import.Id, ct: Ct)).Data);

        var second = await house.LoadAsync("transactions", text, "october.csv");
        Assert.NotEqual(import.Id, second.Id);
        Assert.Equal((3, 0, 0), (second.Added, second.Unchanged, second.Quarantined));
        Assert.Equal((7_500L, 0L), ((await FindAsync("UT-1")).BalanceMinor, (await FindAsync("UT-2")).BalanceMinor));
        Assert.IsType<FileSentBefore>((await house.Get<ImportDesk>().UploadAsync(
            House.Supervisor, "tilbury", "transactions", "x.csv", System.Text.Encoding.UTF8.GetBytes(text), null, Ct)).Refusal);
        await LinesAsync("UT-1");
    }

    [Fact]
    public async Task A_corrected_file_with_the_same_references_loads_after_the_wrong_one_was_undone()
    {
        await PlaceAsync("UW-1,UW-C1,Ann Wrong,2026-09-01,100.00");
        var wrong = await house.LoadAsync("transactions", Head + "UW-1,P-1,payment,3000,2026-10-01\n", "wrong.csv");
        Assert.Equal(-290_000, (await FindAsync("UW-1")).BalanceMinor);
        await UndoAsync(wrong);
        var right = await house.LoadAsync("transactions", Head + "UW-1,P-1,payment,30.00,2026-10-01\n", "right.csv");
        Assert.Equal((1, 0), (right.Added, right.Quarantined));
        Assert.Equal(7_000, (await FindAsync("UW-1")).BalanceMinor);
        await UndoAsync(right);
        Assert.Equal(10_000, (await FindAsync("UW-1")).BalanceMinor);
        Assert.Equal(5, (await LinesAsync("UW-1")).Count);
    }

    [Fact]
    public async Task A_host_that_dies_between_two_portions_is_gone_on_after_and_nothing_is_taken_back_twice()
    {
        var names = Enumerable.Range(0, 450).Select(i => $"UK-{i}").ToList();
        await PlaceAsync([.. names.Select(n => $"{n},{n}-C,Ann {n},2026-09-01,100.00")]);
        var import = await house.LoadAsync(
            "transactions", Head + string.Concat(names.Select((n, i) => $"{n},P-{i},payment,1.00,2026-10-01\n")), "many.csv");
        var asked = new UndoRequest("tilbury", import.Id, Guid.NewGuid(), "wrong-file");
        Assert.Null((await Undo.OrderAsync(House.Supervisor, asked, Ct)).Refusal);
        var ordered = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;
        var (access, bookings) = (Access.System("undo", "tilbury"), house.Get<TakeBackBookings>());
        Assert.True(await bookings.PortionAsync(access, ordered, Ct));
        using var dies = new CancellationTokenSource();
        var second = bookings.PortionAsync(access, ordered, dies.Token);
        await dies.CancelAsync();
        await Record.ExceptionAsync(() => second);

        await Task.WhenAll(RunAsync(import), RunAsync(import), RunAsync(import));
        var undone = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;
        Assert.Equal((450, 450, -45_000L), (undone.UndoAccounts, undone.UndoBookings, undone.UndoMinor));
        Assert.NotNull(undone.UndoneAt);
        foreach (var name in new[] { "UK-0", "UK-250", "UK-449" })
        {
            Assert.Equal(10_000, (await FindAsync(name)).BalanceMinor);
            Assert.Equal(3, (await LinesAsync(name)).Count);
        }

        Assert.Single(await house.Store.FetchStreamAsync("tilbury", import.Id, ct: Ct));
    }

    [Fact]
    public async Task A_plan_counts_neither_a_bill_nor_a_payment_that_was_taken_back()
    {
        await PlaceAsync("UP-1,UP-C1,Ann Plan,2026-09-01,100.00");
        var id = Account.IdOf("tilbury", "UP-1");
        var import = await house.LoadAsync(
            "transactions", Head + "UP-1,P-1,payment,30.00,2026-10-01\nUP-1,C-1,charge,9.00,2026-10-01\n", "plan.csv");
        await UndoAsync(import);
        Assert.Equal((10_000L, 0L), await house.Database.SingleOrDefaultAsync<(long, long)>(
            Access.System("test"), $"select billed_minor, adjusted_minor from collections.billed('tilbury', {id})", Ct));
    }

    [Fact]
    public async Task Rows_in_quarantine_go_with_their_file_and_can_no_longer_be_repaired()
    {
        await PlaceAsync("UQ-1,UQ-C1,Ann Quar,2026-09-01,100.00");
        var import = await house.LoadAsync(
            "transactions", Head + "UQ-1,P-1,payment,30.00,2026-10-01\nUQ-404,P-2,payment,1.00,2026-10-01\n", "quar.csv");
        Assert.Equal(1, import.Quarantined);
        await UndoAsync(import);
        var rows = house.Get<QuarantinedRows>();
        Assert.Equal("left-out", Assert.Single(await rows.AllAsync(House.Supervisor, "tilbury", import.Id, Ct)).State);
        Assert.IsType<UndoneBefore>((await rows.RepairAsync(
            House.Supervisor, "tilbury", import.Id, 3, new Dictionary<string, string> { ["account_ref"] = "UQ-1" }, Ct)).Refusal);
        Assert.Equal(10_000, (await FindAsync("UQ-1")).BalanceMinor);
    }

    private UndoImport Undo => house.Get<UndoImport>();

    private Task PlaceAsync(params string[] rows) =>
        house.LoadAsync("placement", "account_ref,customer_ref,name,due_date,balance\n" + string.Join('\n', rows) + "\n", "placed.csv");

    private async Task UndoAsync(ImportRow import)
    {
        Assert.Null((await Undo.OrderAsync(
            House.Supervisor, new UndoRequest(import.ClientId, import.Id, Guid.NewGuid(), "wrong-file"), Ct)).Refusal);
        await RunAsync(import);
    }

    private Task RunAsync(ImportRow import) => house.Get<UndoRun>().HandleAsync(new Message(
        import.Id, import.ClientId, UndoRun.MessageKind, JsonSerializer.Serialize(new UndoOrder(import.ClientId, import.Id)), 1), Ct);

    private async Task<AccountRow> FindAsync(string reference) =>
        (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", reference), Ct))!;

    private async Task<IReadOnlyList<TransactionEntry>> LinesAsync(string reference)
    {
        var account = await FindAsync(reference);
        var lines = await house.Get<AccountBook>().TransactionsAsync(House.Supervisor, "tilbury", [account.Id], Ct);
        Assert.True(Proof.Of(lines).AddsUpTo(account.BalanceMinor));
        return lines;
    }
}
