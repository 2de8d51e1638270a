using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>Nobody loses a row because it looks like one of somebody who was erased.</summary>
public class NotTheirsTests(House house) : IClassFixture<House>
{
    private const string Head = "account_ref,customer_ref,name,phone,zip,due_date,balance\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("10115", "NZ-7,NB,Bo, Else,,10115,2026-09-01,250.00")]
    [InlineData("10116", "NZ-8,NB,Bo,,10116,2026-09-01")]
    [InlineData("10117", "NZ-9,NB,\"Bo,,10117,2026-09-01,1.00")]
    public async Task A_broken_row_with_a_zip_code_that_is_the_number_of_somebody_erased_stays_open_before_and_after(string number, string row)
    {
        await house.LoadAsync("placement", Head + $"E{number},{number},Zoë Quillfeather,,,2026-09-01,20.00\n");
        var before = await house.LoadAsync("placement", Head + row + "\n");
        Assert.Equal(ErasureStates.Done, (await house.EraseAsync(number)).Value.State);
        var after = await house.LoadAsync("placement", Head + $"G{number}-1,G{number},Gus,,,2026-09-01,1.00\n{row}\n");
        foreach (var import in new[] { before, after })
        {
            var open = Assert.Single(await RowsAsync(import));
            Assert.Equal(("open", true), (open.State, open.Cells.Contains(number, StringComparison.Ordinal)));
            Assert.Single((await house.KeptAsync(import))!.Broken);
        }
    }

    [Fact]
    public async Task A_broken_row_with_account_and_number_side_by_side_is_theirs_also_where_both_are_plain_numbers()
    {
        await house.LoadAsync("placement", Head + "1001,77,Zoë Quillfeather,,,2026-09-01,20.00\n");
        Assert.Equal(ErasureStates.Done, (await house.EraseAsync("77")).Value.State);
        var import = await house.LoadAsync("placement", Head + "SB-1,SB,Bo,,,2026-09-01,1.00\nZoë, 1001,77,Q,,,2026-09-01,1.00\n");
        Assert.Equal([("left-out", "{}")], (await RowsAsync(import)).Select(r => (r.State, r.Cells)));
        Assert.Empty((await house.KeptAsync(import))!.Broken);
    }

    [Fact]
    public async Task A_row_of_theirs_that_names_somebody_elses_account_takes_nothing_from_that_one()
    {
        await house.LoadAsync("placement", Head + "OB-7,OB,Bo Else,,,2026-09-01,20.00\nOZ-1,OZ,Zoë Quillfeather,+12025550163,,2026-09-01,20.00\n");
        var bad = await house.LoadAsync("placement", Head + "OB-7,OZ,Zoë Quillfeather,+12025550163,,someday,20.00\n");
        Assert.Equal(ErasureStates.Done, (await house.EraseAsync("OZ")).Value.State);
        Assert.Equal([("left-out", "{}", "")], (await RowsAsync(bad)).Select(r => (r.State, r.Cells, r.AccountRef)));
        // As an upgrade found it.
        await house.RunAsync($"update collections.quarantine set account_ref = 'OB-7' where import_id = {bad.Id}");

        var placed = await house.LoadAsync("placement", Head + "OB-7,,Bo Else,,,2026-09-01,20.00\nOB-8,OB,Bo Else,,,2026-09-01,20.00\n");
        Assert.Equal((1, 1, 0), (placed.Added, placed.Unchanged, placed.Quarantined));
        Assert.Equal(2, (await house.KeptAsync(placed))!.Rows.Count);
        var paid = await house.LoadAsync(
            "transactions", "account_ref,transaction_ref,transaction_type,amount,processed_at\nOB-7,P1,payment,5.00,2026-09-11\n");
        Assert.Equal((1, 0), (paid.Added, paid.Quarantined));
        Assert.Single((await house.KeptAsync(paid))!.Rows);
        Assert.Equal(1_500, (await house.Get<AccountBook>().FindAsync(Eraser.Clara, "tilbury", Account.IdOf("tilbury", "OB-7"), Ct))!.BalanceMinor);
    }

    [Fact]
    public async Task Whoever_takes_over_an_account_that_never_loaded_is_placed_under_their_own_number()
    {
        await house.LoadAsync("placement", Head + "TZ-1,TZ,Zoë Quillfeather,,,2026-09-01,20.00\nTZ-2,TZ,Zoë Quillfeather,,,someday,20.00\n");
        Assert.Equal(ErasureStates.Done, (await house.EraseAsync("TZ")).Value.State);
        var heir = await house.LoadAsync("placement", Head + "TZ-2,TH,Hal Heir,,,2026-09-01,20.00\n");
        Assert.Equal((1, 0), (heir.Added, heir.Quarantined));
        Assert.Single((await house.KeptAsync(heir))!.Rows);
    }

    [Theory]
    [InlineData("an account of somebody erased under the number of somebody else", "DZ-1,DB,Bo Else,,,2026-09-01,20.00")]
    [InlineData("the account of somebody else under the number of somebody erased", "DB-1,DZ,Bo Else,,,2026-09-01,20.00")]
    public async Task A_row_that_names_two_one_of_whom_was_erased_waits_for_somebody_to_say_whose_it_is(string what, string row)
    {
        var (z, b) = ($"DZ{what[1]}", $"DB{what[1]}");
        row = row.Replace("DZ", z, StringComparison.Ordinal).Replace("DB", b, StringComparison.Ordinal);
        await house.LoadAsync("placement", Head + $"{b}-1,{b},Bo Else,,,2026-09-01,20.00\n{z}-1,{z},Zoë Quillfeather,,,2026-09-01,20.00\n");
        Assert.Equal(ErasureStates.Done, (await house.EraseAsync(z)).Value.State);
        var import = await house.LoadAsync("placement", Head + row + "\n");
        var waits = Assert.Single(await RowsAsync(import));
        Assert.Equal("open", waits.State);
        Assert.Contains("Bo Else", waits.Cells);
        Assert.Contains("whose is it", waits.ErrorList[0].Reason);
        Assert.Single((await house.KeptAsync(import))!.Rows);
        var mended = new Dictionary<string, string> { ["account_ref"] = $"{b}-1", ["customer_ref"] = b };
        Assert.Equal("repaired", (await house.Get<QuarantinedRows>().RepairAsync(House.Supervisor, "tilbury", import.Id, 2, mended, Ct)).Value.State);
    }

    [Fact]
    public async Task A_namesake_on_the_same_landline_keeps_line_and_bad_row_and_is_seen_in_the_proof()
    {
        var import = await house.LoadAsync("placement", Head + "FF-1,FF,John Smith,+12025550171,,2026-09-01,20.00\n"
            + "FS-1,FS,John Smith,+12025550171,,2026-09-01,120.00\nFS-2,FS,John Smith,+12025550171,,someday,120.00\n");
        Assert.Null((await house.Get<ErasePeople>().PlaceHoldAsync(Eraser.Clara, "tilbury", Eraser.Customer("FS"), "Docket 95", Ct)).Refusal);
        var proof = (await house.EraseAsync("FF")).Value;
        Assert.Equal(["FS-1", "FS-2"], (await house.KeptAsync(import))!.Rows.Select(r => r.Cells[0]));
        Assert.Equal([("open", "FS-2")], (await RowsAsync(import)).Select(r => (r.State, r.AccountRef)));
        Assert.Contains(proof.Scan!.Others, o => o.Place == "stored file of many people" && o.Record == $"{Eraser.Customer("FS")}");
        Assert.Equal((ErasureStates.Unproven, Eraser.Customer("FS")), (proof.State, Assert.Single(proof.Scan.Same!)));
    }

    [Fact]
    public async Task A_line_of_somebody_unknown_with_their_name_and_phone_goes_with_them_and_is_placed_when_it_is_sent_again()
    {
        const string Row = "UB-1,UB,Jane Doubt,+12025550191,,2026-09-01,120.00\n";
        var import = await house.LoadAsync("placement", Head + "UA-1,UA,Jane Doubt,+12025550191,,2026-09-01,20.00\nUC-1,UC,Cy,,,2026-09-01,1.00\n"
            + Row.Replace("2026-09-01", "someday", StringComparison.Ordinal));
        Assert.Equal((2, 1), (import.Added, import.Quarantined));
        Assert.Equal(ErasureStates.Done, (await house.EraseAsync("UA")).Value.State);
        Assert.Equal(["UC-1"], (await house.KeptAsync(import))!.Rows.Select(r => r.Cells[0]));
        Assert.Equal("left-out", Assert.Single(await RowsAsync(import)).State);

        var again = await house.LoadAsync("placement", Head + Row);
        Assert.Equal((1, 0), (again.Added, again.Quarantined));
    }

    [Fact]
    public async Task A_short_number_that_stands_in_an_amount_makes_no_namesake_theirs()
    {
        var import = await house.LoadAsync("placement", Head + "HF-1,120,Jane Smith,,,2026-09-01,20.00\n,,Jane Smith,,,2026-09-01,120.00\n");
        Assert.Equal((1, 1), (import.Added, import.Quarantined));
        await house.EraseAsync("120");
        Assert.Equal(3, Assert.Single((await house.KeptAsync(import))!.Rows).Line);
        Assert.Equal("open", Assert.Single(await RowsAsync(import)).State);
    }

    [Fact]
    public async Task References_that_differ_by_case_alone_are_two_peoples()
    {
        var import = await house.LoadAsync("placement", Head + "0015000000abcDE,,Zoë Quillfeather,+12025550181,,2026-09-01,20.00\n"
            + "0015000000abcDe,,Bo Else,,,2026-09-01,20.00\n");
        var later = await house.LoadAsync("placement", Head + "0015000000abcDe,,Bo Else,,,someday,20.00\n");
        var zoe = await house.OneAsync<Guid>(
            $"select person_id from collections.accounts where client_id = 'tilbury' and reference = {"0015000000abcDE"}");
        Assert.Null((await house.Get<ErasePeople>().EraseAsync(Eraser.Clara, "tilbury", zoe, "request", Ct, "the client agrees")).Refusal);
        Assert.Equal(["0015000000abcDe"], (await house.KeptAsync(import))!.Rows.Select(r => r.Cells[0]));
        Assert.Single((await house.KeptAsync(later))!.Rows);
        Assert.Equal("open", Assert.Single(await RowsAsync(later)).State);
    }

    private Task<IReadOnlyList<QuarantineRow>> RowsAsync(ImportRow import) =>
        house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", import.Id, Ct);
}
