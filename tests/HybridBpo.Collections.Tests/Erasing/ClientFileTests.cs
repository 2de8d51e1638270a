using System.Text;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>A client's file of many people outlives the erasure of one of them, for everybody else.</summary>
public class ClientFileTests(House house) : IClassFixture<House>
{
    private const string Head = "account_ref,customer_ref,name,email,street,due_date,balance\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("windows-1252")]
    public async Task The_others_keep_the_file_and_their_lines_in_it_also_who_is_under_a_legal_hold(string encoding)
    {
        var of = encoding.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        var text = Head + $"B{of}-1,B{of},Bram Otis,bram@example.com,\"2 Elm\nback house\",2026-09-01,10.00\n"
            + $"Z{of}-1,Z{of},Zoë Quillfeather,zoe.{of}@example.com,\"1 Oak\nleft door\",2026-09-01,20.00\n"
            + $"Z{of}-2,Z{of},Zoë Quillfeather,,,someday,30.00\nC{of}-1,C{of},Cleo Nash,cleo@example.com,,2026-09-01,40.00\n";
        byte[] sent = encoding switch
        {
            "utf-16" => [0xff, 0xfe, .. Encoding.Unicode.GetBytes(text)],
            "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(text),
            _ => Encoding.UTF8.GetBytes(text),
        };
        var import = await house.LoadAsync(await house.UploadAsync("placement", sent, encoding == "windows-1252" ? encoding : null));
        Assert.Equal((3, 1), (import.Added, import.Quarantined));
        var bram = Eraser.Customer("B" + of);
        Assert.Null((await house.Get<ErasePeople>().PlaceHoldAsync(Eraser.Clara, "tilbury", bram, "Docket 88", Ct)).Refusal);

        var proof = (await house.EraseAsync("Z" + of)).Value;

        Assert.True(proof.State == ErasureStates.Done, string.Join("\n", proof.Scan!.Hits));
        Assert.Equal(new SharedFiles(1, 0), proof.Shared);
        var kept = (await house.KeptAsync(import))!;
        Assert.Equal([(2, $"B{of}-1"), (7, $"C{of}-1")], kept.Rows.Select(r => (r.Line, r.Cells[0])));
        Assert.DoesNotContain("Quillfeather", kept.File.Text);
        // What the balance proof names of the others is where it says.
        var account = (await house.Get<AccountBook>().FindAsync(Eraser.Clara, "tilbury", Account.IdOf("tilbury", $"C{of}-1"), Ct))!;
        Assert.Equal((import.Id, 7), (account.ImportId!.Value, account.ImportLine!.Value));
        var after = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;
        Assert.Equal((import.Sha256, (long)sent.Length, 4), (after.Sha256, after.Bytes, after.RowCount));
        var file = (await house.Get<FileStore>().FindAsync(Eraser.Clara, "tilbury", import.Id, Ct))!;
        Assert.Equal(kept.File.Sha256, file.Sha256);
        Assert.NotEqual(import.Sha256, file.Sha256);
        Assert.True(await house.OneAsync<bool>($"select rewritten_at is not null from collections.imports where id = {import.Id}"));
        // The same bytes again are still known.
        Assert.IsType<FileSentBefore>((await house.Get<ImportDesk>().UploadAsync(
            House.Supervisor, "tilbury", "placement", "again.csv", sent, encoding == "windows-1252" ? encoding : null, Ct)).Refusal);
    }

    [Fact]
    public async Task A_host_that_dies_while_it_rewrites_leaves_the_whole_old_file_and_the_next_run_ends()
    {
        var import = await house.LoadAsync("placement", Head
            + "KB-1,KB,Bo,,,2026-09-01,10.00\nKZ-1,KZ,Zoë Killed,kz@example.com,,2026-09-01,20.00\n");
        await house.RunAsync($"""
            do $$ begin
              create function collections.dies() returns trigger language plpgsql as 'begin raise exception ''died''; end';
              create trigger dies before insert on collections.erased_in_files for each row execute function collections.dies();
            end $$
            """);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => house.EraseAsync("KZ"));
        Assert.Equal(["KB-1", "KZ-1"], (await house.KeptAsync(import))!.Rows.Select(r => r.Cells[0]));
        Assert.Equal(import.Sha256, (await house.KeptAsync(import))!.File.Sha256);

        await house.RunAsync($"do $$ begin drop trigger dies on collections.erased_in_files; drop function collections.dies(); end $$");
        var proof = (await house.EraseAsync("KZ")).Value;
        Assert.Equal((ErasureStates.Done, new SharedFiles(1, 0)), (proof.State, proof.Shared));
        Assert.Equal([(2, "KB-1")], (await house.KeptAsync(import))!.Rows.Select(r => (r.Line, r.Cells[0])));
    }

    [Fact]
    public async Task Two_who_are_erased_at_once_are_both_gone_from_the_same_file()
    {
        var rows = string.Concat(Enumerable.Range(0, 40).Select(i => $"TW-{i},TW{i},Ann {i},tw{i}@example.com,,2026-09-01,10.00\n"));
        var import = await house.LoadAsync("placement", Head + rows);
        var erasure = house.Get<Platform.Erasure>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => erasure.EraseAsync("tilbury", Eraser.Customer($"TW{i * 10}"), Ct)));
        var left = (await house.KeptAsync(import))!.Rows;
        Assert.Equal(36, left.Count);
        Assert.All(left, r => Assert.False(r.Cells[0] is "TW-0" or "TW-10" or "TW-20" or "TW-30"));
        Assert.All(left, r => Assert.Equal(r.Cells[0], $"TW-{r.Line - 2}"));
    }

    [Fact]
    public async Task A_file_that_is_not_loaded_yet_is_loaded_without_them()
    {
        await house.LoadAsync("placement", Head + "SZ-1,SZ,Zoë Staged,sz@example.com,,2026-09-01,20.00\n");
        var staged = await house.UploadAsync("placement", Head
            + "SB-1,SB,Bo,,,2026-09-01,10.00\nSZ-2,SZ,Zoë Staged,sz@example.com,,2026-09-01,20.00\n");
        Assert.Equal(new SharedFiles(2, 0), (await house.EraseAsync("SZ")).Value.Shared);
        var loaded = await house.LoadAsync(staged);
        Assert.Equal(("loaded", 1, 1, 0, 0), (loaded.State, loaded.RowCount, loaded.Added, loaded.Unchanged, loaded.Quarantined));
    }

    [Fact]
    public async Task A_later_file_that_names_them_again_is_kept_without_their_lines_also_those_that_say_it_twice()
    {
        await house.LoadAsync("placement", Head + "AZ-1,AZ,Zoë Again,az@example.com,,2026-09-01,20.00\n");
        Assert.Equal(ErasureStates.Done, (await house.EraseAsync("AZ")).Value.State);
        var import = await house.LoadAsync("placement", Head + "AB-1,AB,Bo,,,2026-09-01,10.00\nAZ-1,AZ,Zoë Again,az@example.com,,2026-09-01,20.00\n"
            + "AZ-1,AZ,Zoë Again,az@example.com,,2026-09-01,20.00\nAZ-3,AZ,Zoë Again,az@example.com,,someday,20.00\nAC-1,AZ,Zoë\n");
        Assert.Equal((1, 0), (import.Added, import.Quarantined));
        Assert.Equal([(2, "AB-1")], (await house.KeptAsync(import))!.Rows.Select(r => (r.Line, r.Cells[0])));
        Assert.Empty((await house.KeptAsync(import))!.Broken);
    }

    [Fact]
    public async Task A_file_that_cannot_be_kept_without_them_goes_as_a_whole_but_never_while_somebody_else_in_it_is_held()
    {
        // Line by line as long as a quotation mark is left open; without their own one two rows would become one.
        var import = await house.LoadAsync("placement", Head + "WB-1,WB,Bo,,,2026-09-01,10.00\nWZ-1,WZ,Zoë Whole,wz@example.com,,2026-09-01,20.00\n"
            + "WA-1,WA,\"Ann,,,2026-09-01,1.00\nWD-1,WD,Dee,,,2026-09-01,1.00\nWC-1,WC,Cy\",,,2026-09-01,1.00\nWZ-2,WZ,\"Zoë Whole,wz@example.com\n");
        Assert.Equal(4, import.Added);
        var (people, bo) = (house.Get<ErasePeople>(), Eraser.Customer("WB"));
        Assert.Null((await people.PlaceHoldAsync(Eraser.Clara, "tilbury", bo, "Docket 90", Ct)).Refusal);
        var refused = Assert.IsType<HeldWithOthers>((await house.EraseAsync("WZ")).Refusal);
        Assert.Contains("Docket 90", refused.Message);
        Assert.DoesNotContain("Zoë", refused.Message);
        Assert.Equal("Zoë Whole", (await house.Get<AccountBook>().PersonAsync(Eraser.Clara, "tilbury", Eraser.Customer("WZ"), Ct))!.Name);

        Assert.Null((await people.LiftHoldAsync(Eraser.Clara, "tilbury", bo, "Docket 90", Ct)).Refusal);
        var proof = (await house.EraseAsync("WZ")).Value;
        Assert.True(proof.State == ErasureStates.Done, string.Join("\n", proof.Scan!.Hits));
        Assert.Equal(new SharedFiles(0, 1), proof.Shared);
        Assert.Null(await house.KeptAsync(import));
    }

    [Fact]
    public async Task A_file_that_only_mentions_them_and_has_to_stay_is_said_before_and_found_afterwards()
    {
        await house.LoadAsync("placement", Head + "MZ-1,MZ,Zoë Mentioned,mz@example.com,,2026-09-01,20.00\n");
        // Nothing was loaded of the row that names them, and a row of somebody else's begins where theirs ends.
        var import = await house.LoadAsync("placement", Head + "MB-1,MB,Bo,,,2026-09-01,10.00\nMA-1,MA,\"Ann,,,2026-09-01,1.00\n"
            + "MC-1,MC,Cy\",,,2026-09-01,1.00\nMX-2,MX,\"Zoë Mentioned,mz@example.com\n");
        var people = house.Get<ErasePeople>();
        Assert.Null((await people.PlaceHoldAsync(Eraser.Clara, "tilbury", Eraser.Customer("MB"), "Docket 93", Ct)).Refusal);

        var said = (await people.ObstaclesAsync(Eraser.Clara, "tilbury", Eraser.Customer("MZ"), whole: true, Ct)).Value;
        var proof = (await house.EraseAsync("MZ")).Value;

        Assert.Contains(said, o => !o.Stands && o.Words.Contains("names them", StringComparison.Ordinal)
            && o.Words.Contains("Docket 93", StringComparison.Ordinal) && o.Words.Contains($"{import.Id}", StringComparison.Ordinal));
        Assert.Equal(ErasureStates.Incomplete, proof.State);
        Assert.NotNull(await house.KeptAsync(import));
        Assert.Null((await people.LiftHoldAsync(Eraser.Clara, "tilbury", Eraser.Customer("MB"), "Docket 93", Ct)).Refusal);
    }

    [Fact]
    public async Task A_hold_that_comes_in_between_keeps_the_file()
    {
        var import = await house.LoadAsync("placement", Head + "HB-1,HB,Bo,,,2026-09-01,10.00\nHZ-1,HZ,Zoë Between,hz@example.com,,2026-09-01,20.00\n"
            + "HA-1,HA,\"Ann,,,2026-09-01,1.00\nHD-1,HD,Dee,,,2026-09-01,1.00\nHC-1,HC,Cy\",,,2026-09-01,1.00\n"
            + "HZ-2,HZ,\"Zoë Between,hz@example.com\n");
        Assert.Null((await house.Get<ErasePeople>().PlaceHoldAsync(Eraser.Clara, "tilbury", Eraser.Customer("HB"), "Docket 91", Ct)).Refusal);
        // Already past the question, or carried out again by a restore.
        await house.Get<Platform.Erasure>().EraseAsync("tilbury", Eraser.Customer("HZ"), Ct);
        Assert.NotNull(await house.KeptAsync(import));
    }

    [Fact]
    public async Task A_file_whose_key_is_lost_is_left_and_said_and_keeps_nobody_from_being_erased()
    {
        await house.LoadAsync("placement", Head + "KL-1,KL,Zoë Keyless,kl@example.com,,2026-09-01,20.00\n");
        var import = await house.UploadAsync("placement", Head + "KO-1,KO,Bo,,,2026-09-01,10.00\n");
        await house.RunAsync($"create table public.lost as select * from events.es_subject_keys where subject_id = {import.Id}");
        await house.RunAsync($"delete from events.es_subject_keys where subject_id = {import.Id}");
        house.Get<Events.KeyRetention>().Forget();

        var proof = (await house.EraseAsync("KL")).Value;

        Assert.Equal(new SharedFiles(1, 0), proof.Shared);
        Assert.Empty(proof.Scan!.Hits);
        Assert.Contains($"stored file {import.Id:D}: it is damaged, or its key is missing", proof.Scan.NotRead);
        await house.RunAsync($"insert into events.es_subject_keys select * from public.lost");
        house.Get<Events.KeyRetention>().Forget();
        Assert.Equal("KO-1", Assert.Single((await house.KeptAsync(import))!.Rows).Cells[0]);
    }
}
