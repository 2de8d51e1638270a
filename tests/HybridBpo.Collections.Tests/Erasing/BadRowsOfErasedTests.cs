using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>Rows that do not parse bring nobody back who was erased: not into quarantine, not by a repair.</summary>
public class BadRowsOfErasedTests(House house) : IClassFixture<House>
{
    private const string Head = "account_ref,customer_ref,name,email,phone,due_date,balance\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a day that is none", "{0}-1,{0},Zoë Quillfeather,q@example.com,+12025550147,someday,80.00")]
    [InlineData("another account of theirs", "{0}-7,{0},Zoë Quillfeather,q@example.com,+12025550147,someday,80.00")]
    [InlineData("the account alone", "{0}-1,,Zoë Quillfeather,q@example.com,+12025550147,someday,80.00")]
    [InlineData("one that never loaded", "{0}-2,,Zoë Quillfeather,q@example.com,,someday,80.00")]
    [InlineData("a line that is cut off", "{0}-1,{0},Zoë Quillfeather,q@exam")]
    [InlineData("a cell too many", "Quillfeather, Zoë,{0}-1,{0},Zoë,q@example.com,,2026-09-01,1.00")]
    [InlineData("a quotation mark that is left open", "\"Zoë Quillfeather,{0}-1,{0},q@example.com,,2026-09-01,1.00")]
    public async Task A_row_of_theirs_that_cannot_load_is_left_out_and_says_nothing(string what, string row)
    {
        var of = "B" + string.Concat(what.Split(' ').Select(w => w[0])).ToUpperInvariant();
        await house.LoadAsync("placement", Head + $"{of}-1,{of},Zoë Quillfeather,{of}@example.com,,2026-09-01,20.00\n"
            + $"{of}-2,{of},Zoë Quillfeather,{of}@example.com,,someday,20.00\n");
        Assert.Equal(ErasureStates.Done, (await house.EraseAsync(of)).Value.State);

        var import = await house.LoadAsync("placement", Head + $"N{of}-1,N{of},Bo Else,bo@example.com,,someday,1.00\n"
            + string.Format(System.Globalization.CultureInfo.InvariantCulture, row, of) + "\n");

        var rows = await house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", import.Id, Ct);
        Assert.Equal([("open", true), ("left-out", false)], rows.Select(r => (r.State, r.Cells.Contains("Bo Else", StringComparison.Ordinal))));
        Assert.Equal(("{}", 3), (rows[1].Cells, rows[1].Line));
        Assert.DoesNotContain("uillfeather", QuarantinedRows.Csv(rows));
        Assert.DoesNotContain("uillfeather", rows[1].AccountRef + rows[1].Errors);
        Assert.DoesNotContain("uillfeather", (await house.KeptAsync(import))!.File.Text);
        Assert.Equal(1, import.Quarantined);
    }

    [Fact]
    public async Task A_row_that_waits_for_repair_is_emptied_when_it_turns_out_to_be_theirs()
    {
        await house.LoadAsync("placement", Head + "RQ-1,RQ,Zoë Quillfeather,rq@example.com,,2026-09-01,20.00\n");
        var import = await house.LoadAsync("placement", Head + "RQ-5,RX,Zo Q.,,,someday,80.00\nRQ-6,RX,Zo Q.,,,someday,80.00\n");
        Assert.Equal(ErasureStates.Done, (await house.EraseAsync("RQ")).Value.State);
        var quarantine = house.Get<QuarantinedRows>();
        Assert.Contains("Zo Q.", (await quarantine.AllAsync(House.Supervisor, "tilbury", import.Id, Ct))[0].Cells);
        var still = new Dictionary<string, string> { ["customer_ref"] = "RQ", ["due_date"] = "never" };
        var mended = new Dictionary<string, string> { ["customer_ref"] = "RQ", ["due_date"] = "2026-09-01" };
        foreach (var (line, values) in new[] { (2, still), (3, mended) })
        {
            var row = (await quarantine.RepairAsync(House.Supervisor, "tilbury", import.Id, line, values, Ct)).Value;
            Assert.Equal(("left-out", "{}"), (row.State, row.Cells));
        }

        Assert.Equal(0, (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!.Quarantined);
        Assert.Empty((await house.KeptAsync(import))?.Rows ?? []);
    }

    [Fact]
    public async Task A_row_of_an_import_that_comes_while_files_are_read_is_known_by_the_columns_of_that_import()
    {
        await house.LoadAsync("placement", Head + "MW-1,MW,Zoë Quillfeather,mw@example.com,,2026-09-01,20.00\n");
        var late = Guid.CreateVersion7();
        await house.RunAsync($"""
            do $$ begin
              create function collections.comes() returns trigger language plpgsql as $f$ begin
                insert into collections.imports (client_id, id, kind, file_name, sha256, bytes, encoding, mapping, state, row_count, quarantined,
                  uploaded_by, uploaded_at)
                select 'tilbury', '{Sql.Raw($"{late}")}', 'placement', 'late.csv', 'late', 1, 'utf-8',
                  jsonb_build_object('columns', jsonb_build_object('Kunde', 'customer_ref')), 'loaded', 1, 1, 'x', now();
                insert into collections.quarantine (client_id, import_id, line, cells, errors)
                values ('tilbury', '{Sql.Raw($"{late}")}', 2, jsonb_build_object('Kunde', 'MW', 'Ort', 'Albany'), '[]');
                return null; end $f$;
              create trigger comes after insert on collections.erased_in_files for each row execute function collections.comes();
            end $$
            """);
        var proof = (await house.EraseAsync("MW")).Value;
        await house.RunAsync($"do $$ begin drop trigger comes on collections.erased_in_files; drop function collections.comes(); end $$");

        Assert.Equal(ErasureStates.Done, proof.State);
        var row = Assert.Single(await house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", late, Ct));
        Assert.Equal(("left-out", "{}"), (row.State, row.Cells));
    }
}
