using System.Text;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Import;

public class LoadImportTests(House house) : IClassFixture<House>
{
    private const string Head = "AccountRef,DueDate,Balance,CustomerRef,Name,Emails,Phones,State,Zip\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Good_rows_load_and_bad_rows_wait_with_line_column_and_reason()
    {
        var import = await house.LoadAsync("placement", Head
            + "L-1,2026-08-31,942.10,C-1,Rowan Ellery,rowan@example.com,,NY,12207\nL-2,2026-09-31,10.00,C-2,Ann,,,,\n");
        Assert.Equal(("loaded", 1, 1), (import.State, import.Added, import.Quarantined));
        var row = Assert.Single(await house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", import.Id, Ct));
        Assert.Equal((3, "L-2", "DueDate"), (row.Line, row.AccountRef, row.ErrorList[0].Column));
        var account = (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "L-1"), Ct))!;
        Assert.Equal((94210L, new DateOnly(2026, 8, 31), "USD", import.Id, 2),
            (account.BalanceMinor, account.OldestDue!.Value, account.Currency, account.ImportId!.Value, account.ImportLine!.Value));
        Assert.Equal(94210, (await house.Get<AccountBook>().LedgerAsync(House.Supervisor, "tilbury", account.Id, Ct))
            .At(new DateOnly(2026, 10, 13)).BalanceMinor);
    }

    [Fact]
    public async Task The_days_that_a_client_tells_at_placement_stay_with_the_account()
    {
        await house.LoadAsync("placement",
            "AccountRef,DueDate,Balance,Name,ChargeOffDate,DateOfLastPaymentReceived,OutOfStatuteDate,DelinquencyDate\n"
            + "K-1,2026-08-31,9.00,Ann,2026-03-01,2025-12-24,2031-05-06,2025-11-30\nK-2,2026-08-31,9.00,Bo,,,,\n");
        var told = await house.Get<AccountBook>().ToldAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "K-1"), Ct);
        Assert.Equal(new ToldAtPlacement(new(2026, 3, 1), new(2025, 12, 24), new(2031, 5, 6), new(2025, 11, 30)), told);
        var placed = Assert.IsType<AccountPlaced>((await house.Store.FetchStreamAsync("tilbury", Account.IdOf("tilbury", "K-1"), ct: Ct))[0].Data);
        Assert.Equal((new DateOnly(2031, 5, 6), "K-1"), (placed.OutOfStatuteOn, placed.Reference));
        Assert.Equal(new ToldAtPlacement(null, null, null, null),
            await house.Get<AccountBook>().ToldAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "K-2"), Ct));
    }

    [Fact]
    public async Task The_same_file_again_has_no_second_effect()
    {
        var text = Head + "S-1,2026-08-31,5.00,C-9,Ann,,,,\n";
        var first = await house.LoadAsync("placement", text);
        var again = await house.Get<ImportDesk>().UploadAsync(House.Supervisor, "tilbury", "placement", "other-name.csv",
            Encoding.UTF8.GetBytes(text), null, Ct);
        Assert.Equal(first.Id, Assert.IsType<FileSentBefore>(again.Refusal).Import.Id);
        Assert.Equal(409, again.Refusal!.Status);
    }

    [Fact]
    public async Task A_later_file_that_disagrees_moves_no_balance()
    {
        await house.LoadAsync("placement", Head + "D-1,2026-08-31,5.00,C-5,Ann,,,,\nD-2,2026-08-31,6.00,C-6,Bo,,,,\n");
        var later = await house.LoadAsync("placement", Head + "D-1,2026-08-31,7.00,C-5,Ann,,,,\nD-2,2026-08-31,6.00,C-6,Bo,,,,\n");
        Assert.Equal((0, 1, 1), (later.Added, later.Unchanged, later.Quarantined));
        var row = Assert.Single(await house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", later.Id, Ct));
        Assert.Contains("placed before with $5.00", row.ErrorList[0].Reason);
        Assert.Equal(500, (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "D-1"), Ct))!.BalanceMinor);
    }

    [Fact]
    public async Task Balances_move_by_transactions_only_and_a_repeated_one_counts_once()
    {
        await house.LoadAsync("placement", Head + "T-1,2026-08-31,100.00,C-7,Ann,,,,\n");
        const string head = "AccountRef,TransactionRef,TransactionType,Amount,ProcessedAt\n";
        var first = await house.LoadAsync("transactions", head + "T-1,P-1,payment,40.00,2026-09-10\nT-X,P-2,payment,1.00,2026-09-10\n");
        Assert.Equal((1, 1), (first.Added, first.Quarantined));
        var second = await house.LoadAsync("transactions", head
            + "T-1,P-1,payment,40.00,2026-09-10\nT-1,P-3,returned,40.00,2026-09-12\nT-1,P-1B,payment,10.00,2026-09-13\n");
        Assert.Equal((2, 1, 0), (second.Added, second.Unchanged, second.Quarantined));
        var account = (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "T-1"), Ct))!;
        Assert.Equal((9000L, new DateOnly(2026, 9, 13)), (account.BalanceMinor, account.LastPaidOn!.Value));
        var changed = await house.LoadAsync("transactions", head + "T-1,P-1,payment,41.00,2026-09-10\n");
        var row = Assert.Single(await house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", changed.Id, Ct));
        Assert.Contains("loaded before", row.ErrorList[0].Reason);
    }

    [Fact]
    public async Task A_repaired_row_loads_once_and_a_row_left_out_stays_out()
    {
        var import = await house.LoadAsync("placement", Head + "R-1,2026-09-31,10.00,C-11,Ann,,,,\nR-2,2026-08-31,-10.00,C-12,Bo,,,,\n");
        var rows = house.Get<QuarantinedRows>();
        var still = (await rows.RepairAsync(House.Supervisor, "tilbury", import.Id, 2, new Dictionary<string, string> { ["DueDate"] = "soon" },
            Ct)).Value;
        Assert.Equal(("open", "soon is not a day such as 2026-09-30"), (still.State, still.ErrorList[0].Reason));
        var repaired = (await rows.RepairAsync(House.Supervisor, "tilbury", import.Id, 2, new Dictionary<string, string>
        { ["DueDate"] = "2026-09-30" }, Ct)).Value;
        Assert.Equal("repaired", repaired.State);
        await rows.RepairAsync(House.Supervisor, "tilbury", import.Id, 2, new Dictionary<string, string> { ["Balance"] = "99.00" }, Ct);
        Assert.Equal(1000, (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "R-1"), Ct))!.BalanceMinor);
        Assert.Null((await rows.LeaveOutAsync(House.Supervisor, "tilbury", import.Id, 3, Ct)).Refusal);
        Assert.Null(await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "R-2"), Ct));
        Assert.Equal((0, 1), ((await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!.Quarantined, (
            await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!.Added));
    }

    [Fact]
    public async Task What_became_of_the_rows_is_said_in_one_sentence_and_a_contradiction_waits_for_a_person()
    {
        var import = await house.LoadAsync("placement", Head + "W-1,2026-08-31,1.00,C-1,Ann,,,,\nW-1,2026-08-31,1.00,C-1,Ann,,,,\n"
            + "W-2,2026-09-31,5.00,C-2,Bo,,,,\nW-2,2026-08-31,99.00,C-2,Bo,,,,\n");
        Assert.Equal("1 loaded, 1 repeated in the file, 2 in quarantine", import.Outcome);
        Assert.Null(await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "W-2"), Ct));
        var rows = house.Get<QuarantinedRows>();
        var counts = (await rows.RepairAsync(House.Supervisor, "tilbury", import.Id, 5, new Dictionary<string, string>(), Ct)).Value;
        Assert.Equal("repaired", counts.State);
        Assert.Null((await rows.LeaveOutAsync(House.Supervisor, "tilbury", import.Id, 4, Ct)).Refusal);
        Assert.Equal(9900, (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "W-2"), Ct))!.BalanceMinor);
    }

    [Fact]
    public async Task A_repaired_row_that_says_what_is_there_already_counts_as_unchanged_and_not_as_added()
    {
        var import = await house.LoadAsync("placement", Head + "E-1,2026-08-31,1.00,C-1,Ann,,,,\nE-1,2026-08-31,2.00,C-1,Ann,,,,\n"
            + "E-1,2026-08-31,1.00,C-1,Ann,,,,\n");
        Assert.Equal("0 loaded, 3 in quarantine", import.Outcome);
        var rows = house.Get<QuarantinedRows>();
        foreach (var line in new[] { 2, 4 })
            Assert.Equal("repaired",
                (await rows.RepairAsync(House.Supervisor, "tilbury", import.Id, line, new Dictionary<string, string>(), Ct)).Value.State);
        Assert.Equal("1 loaded, 1 unchanged, 1 in quarantine",
            (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!.Outcome);
    }

    [Fact]
    public async Task A_load_that_was_interrupted_goes_on_without_doubling()
    {
        var text = Head + string.Concat(Enumerable.Range(0, 700).Select(i => $"I-{i},2026-08-31,1.00,CI-{i},Ann {i},,,,\n"));
        var import = await house.UploadAsync("placement", text);
        var preview = (await house.Get<ImportDesk>().PreviewAsync(House.Supervisor, "tilbury", import.Id, null, Ct)).Value;
        Assert.Equal((700, 70000L), (preview.Good, preview.SumMinor!.Value));
        // A host that died after its first portion has left these accounts behind.
        await house.Get<RowLoader>().PlacementsAsync(
            Access.System("test"), (await house.Get<Clients>().GetAsync(House.Supervisor, "tilbury", Ct))!, import,
            ReadFile.Placements(preview.Table, preview.Proposal.Mapping, "USD", new DateOnly(2026, 10, 13)).Good.Take(500).ToList(), _ =>
                new Dictionary<string, string>(), Ct);
        await house.Get<ImportDesk>().LoadAsync(House.Supervisor, "tilbury", import.Id, preview.Proposal.Mapping, Ct);
        var order = new Message(import.Id, "tilbury", LoadImport.MessageKind, System.Text.Json.JsonSerializer.Serialize(
            new LoadOrder("tilbury", import.Id)), 2);
        await house.Get<LoadImport>().HandleAsync(order, Ct);
        await house.Get<LoadImport>().HandleAsync(order, Ct);
        var loaded = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;
        Assert.Equal((700, 0, 700), (loaded.Added, loaded.Unchanged, loaded.Done));
        Assert.Equal(70000, await house.Database.SingleOrDefaultAsync<long>(
            House.Supervisor, $"select sum(balance_minor)::bigint from collections.accounts where client_id = 'tilbury' and reference like 'I-%'",
                Ct));
    }

    [Fact]
    public async Task Another_clients_rows_are_not_seen()
    {
        await house.LoadAsync("placement", Head + "O-1,2026-08-31,5.00,C-1,Ann,,,,\n", client: "oakmere");
        var only = House.Supervisor with { Clients = ["tilbury"] };
        Assert.Null(await house.Get<AccountBook>().FindAsync(only, "oakmere", Account.IdOf("oakmere", "O-1"), Ct));
        Assert.NotNull(await house.Get<AccountBook>().FindAsync(House.Supervisor, "oakmere", Account.IdOf("oakmere", "O-1"), Ct));
        Assert.Equal(403, (await house.Get<ImportDesk>().UploadAsync(House.Analyst, "tilbury", "placement", "a.csv", [1], null, Ct)).Refusal!.Status);
    }

    [Fact]
    public async Task A_saved_mapping_is_proposed_for_the_next_file()
    {
        var text = "acct,when,owed,who\nM-1,2026-08-31,1.00,Ann\n";
        var import = await house.UploadAsync("placement", text, client: "oakmere");
        var mapping = new Mapping(new Dictionary<string, string>
        { ["acct"] = "account_ref", ["when"] = "due_date", ["owed"] = "balance", ["who"] = "name" }, "point", "yyyy-MM-dd");
        Assert.NotEmpty((await house.Get<ImportDesk>().PreviewAsync(House.Supervisor, "oakmere", import.Id, null, Ct)).Value.Proposal.Problems);
        Assert.Null((await house.Get<ImportDesk>().LoadAsync(House.Supervisor, "oakmere", import.Id, mapping, Ct)).Refusal);
        var next = await house.UploadAsync("placement", "acct,when,owed,who\nM-2,2026-08-31,1.00,Ann\n", client: "oakmere");
        Assert.Empty((await house.Get<ImportDesk>().PreviewAsync(House.Supervisor, "oakmere", next.Id, null, Ct)).Value.Proposal.Problems);
    }
}
