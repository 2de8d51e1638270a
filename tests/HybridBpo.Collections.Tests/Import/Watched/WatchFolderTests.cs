using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Watched;

namespace HybridBpo.Collections.Tests.Import.Watched;

/// <summary>From a client's folder into the portfolio, with an answer for the client's program.</summary>
public class WatchFolderTests(WatchedHouse house) : IClassFixture<WatchedHouse>, IAsyncLifetime
{
    private const string Placed = "account_ref,customer_ref,name,due_date,balance\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // A person has loaded a first file of each kind by hand.
        if ((await house.Get<ImportDesk>().SavedAsync(House.Supervisor, "tilbury", "transactions", Ct)) is null)
        {
            await house.LoadAsync("placement", Placed + "WF-0,WF-C0,Ann First,2026-09-01,100.00\n", "first.csv");
            await house.LoadAsync("transactions", Head + "WF-0,P-0,payment,1.00,2026-10-01\n", "first-paid.csv");
        }

        await ScanAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_file_loads_after_two_looks_moves_and_is_answered_with_its_figures()
    {
        Put("placement-a.csv", Placed + "WA-1,WA-C1,Ann Watch,2026-09-01,100.00\nWA-2,WA-C2,Bo Watch,2026-09-01,25.50\nWA-3,,,someday,x\n");
        await ScanAsync();
        Assert.Null(await FindAsync("WA-1"));
        Assert.True(Exists("in", "placement-a.csv"));
        await ScanAsync();
        Assert.Equal(10_000, (await FindAsync("WA-1"))!.BalanceMinor);
        Assert.Equal((false, true), (Exists("in", "placement-a.csv"), Exists("done", "placement-a.csv")));
        var ack = await AckAsync("placement-a.csv");
        Assert.Equal(("loaded", "placement", 3, 2, 1), (ack.Outcome, ack.Kind, ack.RowsRead, ack.RowsLoaded, ack.RowsQuarantined));
        Assert.Equal(new AcknowledgedSum("USD", 12_550), Assert.Single(ack.Sums));
        Assert.Equal(64, ack.Sha256!.Length);
        var import = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", ack.Import!.Value, Ct))!;
        Assert.Equal(("placement-a.csv", "loaded", 1), (import.FileName, import.State, import.Quarantined));

        // The same bytes under another name, and the same name with other bytes.
        Put("placement-b.csv", await File.ReadAllTextAsync(PathOf("done", "placement-a.csv"), Ct));
        Put("placement-a.csv", Placed + "WA-9,WA-C9,Cy Watch,2026-09-01,1.00\n");
        await ScanAsync();
        await ScanAsync();
        var again = await AckAsync("placement-b.csv");
        Assert.Equal(("loaded-before", import.Id), (again.Outcome, again.Import));
        Assert.NotNull(await FindAsync("WA-9"));
        Assert.Equal(2, Directory.GetFiles(PathOf("done", ""), "placement-a.csv*").Length);
        Assert.Empty(Directory.GetFiles(PathOf(".work", "")));
    }

    [Fact]
    public async Task A_dialer_s_file_loads_with_the_codes_that_a_person_said_and_is_answered_without_money()
    {
        const string head = "account_ref,number,at,outcome,recording\n";
        var person = Person.IdOf("oakmere", "customer:WC-1");
        Assert.True(await house.Get<PlacementWriter>().WriteAsync(House.Supervisor, "oakmere",
            [new NewPerson(person, "customer:WC-1", "Ann Watch", "", [], [], ["+12125550123"])],
            [new NewAccount(Account.IdOf("oakmere", "WC-1"), "WC-1", person, "", "", "", "USD", new DateOnly(2026, 10, 1), house.Clock.Now,
                null, 1, [],
                [new AccountPlaced(person, "WC-1", "", "", "", "USD", 0, new DateOnly(2026, 9, 1), new DateOnly(2026, 10, 1), null, 1)])], Ct));
        Put("calls-0.csv", head + "WC-1,2125550123,2026-10-12T10:00:00Z,Z9,R-0\n", "oakmere");
        await ScanAsync();
        await ScanAsync();
        Assert.Equal("no-mapping", (await AckAsync("calls-0.csv", "oakmere")).Refusal!.Code);
        await house.LoadAsync("calls", head + "WC-1,2125550123,2026-10-12T10:00:01Z,voicemail,R-0\n", "by-hand.csv", client: "oakmere");
        Put("dialer-1012.csv", head + "WC-1,2125550123,2026-10-12T11:00:00Z,VOICEMAIL,R-1\nWC-1,2125550123,2026-10-12T12:00:00Z,NEW,R-2\n",
            "oakmere");
        await ScanAsync();
        await ScanAsync();
        var ack = await AckAsync("dialer-1012.csv", "oakmere");
        Assert.Equal(("loaded", "calls", 2, 1, 1), (ack.Outcome, ack.Kind, ack.RowsRead, ack.RowsLoaded, ack.RowsQuarantined));
        Assert.Empty(ack.Sums);
    }

    [Fact]
    public async Task A_bank_statement_and_a_list_load_by_what_stands_in_them_and_one_that_fails_does_not_stop_the_others()
    {
        await house.LoadAsync("placement", Placed + "WB-1001,WB-C1,Ann Bank,2026-09-01,100.00\n", "wb.csv");
        Put("a-broken.csv", "no,such\ncolumns,here\n");
        Put("october", ":20:S\n:25:WB\n:28C:1/1\n:60F:C261013USD0,00\n:61:2610131013C30,00NTRFNONREF//W1\n:86:166?00X?20WB-1001\n"
            + ":62F:C261013USD30,00\n-\n");
        Put("z-list.csv", Head + "WB-1001,F-1,fee,5.00,2026-10-10\n");
        await ScanAsync();
        await ScanAsync();
        Assert.Equal(7_500, (await FindAsync("WB-1001"))!.BalanceMinor);
        Assert.Equal(("loaded", "statement", 1), ((await AckAsync("october")).Outcome, (await AckAsync("october")).Kind,
            (await AckAsync("october")).RowsLoaded));
        Assert.Equal(new AcknowledgedSum("USD", -3_000), Assert.Single((await AckAsync("october")).Sums));
        Assert.Equal("transactions", (await AckAsync("z-list.csv")).Kind);
        Assert.Equal(("refused", "kind-unknown"), ((await AckAsync("a-broken.csv")).Outcome, (await AckAsync("a-broken.csv")).Refusal!.Code));
        Assert.True(Exists("refused", "a-broken.csv"));
        Assert.Contains(await house.Get<FolderRows>().RefusedAsync(House.Supervisor, 50, Ct), r => r is { Name: "a-broken.csv", ImportId: null });
    }

    [Fact]
    public async Task A_file_that_still_grows_is_not_read_and_unfinished_names_never_are()
    {
        Put("placement-grow.csv", Placed);
        await ScanAsync();
        await File.AppendAllTextAsync(PathOf("in", "placement-grow.csv"), "WG-1,WG-C1,Ann Grow,2026-09-01,", Ct);
        await ScanAsync();
        await File.AppendAllTextAsync(PathOf("in", "placement-grow.csv"), "77.00\n", Ct);
        await ScanAsync();
        Assert.Null(await FindAsync("WG-1"));
        await ScanAsync();
        Assert.Equal(7_700, (await FindAsync("WG-1"))!.BalanceMinor);

        string[] unfinished = [".placement.csv", "placement.csv.part", "placement.csv.tmp", "placement.csv.filepart", "PLACEMENT.CSV.PART"];
        foreach (var name in unfinished) Put(name, Placed + "WG-9,WG-C9,Ann Half,2026-09-01,1.00\n");
        for (var i = 0; i < 3; i++) await ScanAsync();
        Assert.All(unfinished, name => Assert.True(Exists("in", name)));
        Assert.Null(await FindAsync("WG-9"));
        foreach (var name in unfinished) File.Delete(PathOf("in", name));
    }

    [Fact]
    public async Task Without_saved_columns_or_with_others_it_is_refused_and_waits_on_the_page()
    {
        Put("placement.csv", Placed + "OA-1,OA-C1,Ann Oak,2026-09-01,1.00\n", "oakmere");
        Put("placement-odd.csv", "account,customer_ref,name,due_date,money\nWO-1,WO-C,Ann Odd,2026-09-01,1.00\n");
        Put("placement-format.csv", Placed + "WO-2,WO-C2,Ann Odd,2026-09-01,\"1.234,50\"\n");
        await ScanAsync();
        await ScanAsync();
        var none = await AckAsync("placement.csv", "oakmere");
        Assert.Equal("no-mapping", none.Refusal!.Code);
        var staged = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "oakmere", none.Import!.Value, Ct))!;
        Assert.Equal("staged", staged.State);
        Assert.Equal("columns-changed", (await AckAsync("placement-odd.csv")).Refusal!.Code);
        Assert.Equal("formats-changed", (await AckAsync("placement-format.csv")).Refusal!.Code);
        var told = await house.Get<FolderRows>().RefusedAsync(House.Supervisor, 50, Ct);
        Assert.Contains(told, r => r.ClientId == "oakmere" && r.ImportId == staged.Id && r.Words!.Contains("columns", StringComparison.Ordinal));
        Assert.DoesNotContain(
            await house.Get<FolderRows>().RefusedAsync(House.Supervisor with { Clients = ["tilbury"] }, 50, Ct), r => r.ClientId == "oakmere");
    }

    [Fact]
    public async Task Links_empty_files_too_large_ones_and_those_that_may_not_be_read_are_refused_unread()
    {
        var secret = Path.Combine(house.Folder, "secret.csv");
        await File.WriteAllTextAsync(secret, Placed + "WL-1,WL-C1,Ann Link,2026-09-01,1.00\n", Ct);
        File.CreateSymbolicLink(PathOf("in", "placement-link.csv"), secret);
        File.CreateSymbolicLink(PathOf("in", "placement-lost.csv"), Path.Combine(house.Folder, "nowhere"));
        Put("placement-empty.csv", "");
        await using (var large = File.Create(PathOf("in", "placement-large.csv"))) large.SetLength(ImportLimits.Bytes + 1);
        Directory.CreateDirectory(PathOf("in", "placement-folder.csv"));
        await ScanAsync();
        await ScanAsync();
        Assert.Equal(
            ["link", "link", "empty", "too-large"],
            await Task.WhenAll(new[] { "placement-link.csv", "placement-lost.csv", "placement-empty.csv", "placement-large.csv" }
                .Select(async n => (await AckAsync(n)).Refusal!.Code)));
        Assert.True(File.Exists(secret));
        Assert.Null(await FindAsync("WL-1"));
        Assert.Null(new FileInfo(PathOf("in", "placement-link.csv")).LinkTarget);
        Assert.True(Directory.Exists(PathOf("in", "placement-folder.csv")));
    }

    [Fact]
    public async Task A_folder_that_leads_into_another_clients_one_is_not_used()
    {
        var settings = new WatchedSettings(Path.Combine(house.Folder, "linked"), null);
        Directory.CreateDirectory(Path.Combine(settings.Root!, "oakmere", "in"));
        Directory.CreateSymbolicLink(Path.Combine(settings.Root!, "tilbury"), Path.Combine(settings.Root!, "oakmere"));
        Assert.Contains("is a link", new ClientFolder(settings, "tilbury").Problem());
        Assert.Null(new ClientFolder(settings, "oakmere").Problem());
        Directory.Delete(Path.Combine(settings.Root!, "oakmere", "ack"));
        Directory.CreateSymbolicLink(Path.Combine(settings.Root!, "oakmere", "ack"), house.Folder);
        Assert.Contains("is a link", new ClientFolder(settings, "oakmere").Problem());
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Two_hosts_that_look_at_once_load_each_file_once_and_a_dead_hosts_file_is_gone_on_with()
    {
        foreach (var n in Enumerable.Range(0, 6)) Put($"placement-two-{n}.csv", Placed + $"WT-{n},WT-C{n},Ann Two,2026-09-01,10.00\n");
        await ScanAsync();
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => house.Get<WatchFolder>().RunAsync(Ct)));
        await ScanAsync();
        foreach (var n in Enumerable.Range(0, 6))
        {
            Assert.Equal(1_000, (await FindAsync($"WT-{n}"))!.BalanceMinor);
            Assert.Equal("loaded", (await AckAsync($"placement-two-{n}.csv")).Outcome);
        }

        // A host took it, loaded it, and died before it said so.
        Put("placement-dead.csv", Placed + "WD-1,WD-C1,Ann Dead,2026-09-01,10.00\n");
        await ScanAsync();
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        var (access, rows) = (Access.System(WatchFolder.Scan, "tilbury"), house.Get<FolderRows>());
        var row = (await rows.LookAsync(access, "tilbury", new FileInfo(PathOf("in", "placement-dead.csv")), Ct))!;
        await rows.TakeAsync(access, row, Ct);
        new ClientFolder(house.Get<WatchedSettings>(), "tilbury").Take(row.Name, row.Id);
        var bytes = await File.ReadAllBytesAsync(PathOf(".work", row.Id.ToString("N")), Ct);
        var client = (await house.Get<Clients>().GetAsync(access, "tilbury", Ct))!;
        Assert.Equal("loaded", (await house.Get<LoadFolderFile>().RunAsync(access, client, row, bytes, Ct)).Outcome);
        await ScanAsync();
        var ack = await AckAsync("placement-dead.csv");
        Assert.Equal(("loaded", 1), (ack.Outcome, ack.RowsLoaded));
        Assert.True(Exists("done", "placement-dead.csv"));
        Assert.Empty(await rows.TakenAsync(access, "tilbury", Ct));
    }

    [Fact]
    public void Doctor_says_whether_the_folder_is_there_and_can_be_written()
    {
        Assert.Null(WatchedDoctor.Look(new WatchedSettings(null, null)));
        Assert.True(WatchedDoctor.Look(house.Get<WatchedSettings>())!.Ok);
        Assert.False(WatchedDoctor.Look(new WatchedSettings(Path.Combine(house.Folder, "nowhere"), null))!.Ok);
    }

    private const string Head = "account_ref,transaction_ref,transaction_type,amount,processed_at\n";

    private string PathOf(string part, string name, string client = "tilbury") => Path.Combine(house.Landing, client, part, name);

    private bool Exists(string part, string name) => File.Exists(PathOf(part, name));

    private void Put(string name, string text, string client = "tilbury") => File.WriteAllText(PathOf("in", name, client), text);

    private async Task ScanAsync()
    {
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await house.Get<WatchFolder>().RunAsync(Ct);
    }

    private async Task<Acknowledgement> AckAsync(string name, string client = "tilbury")
    {
        var file = Assert.Single(Directory.GetFiles(PathOf("ack", "", client), $"{name}.*.json"));
        return JsonSerializer.Deserialize<Acknowledgement>(await File.ReadAllTextAsync(file, Ct), JsonSerializerOptions.Web)!;
    }

    private Task<AccountRow?> FindAsync(string reference) =>
        house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", reference), Ct);
}

/// <summary>With the convention of a file that marks another one as whole.</summary>
public class MarkedFolderTests(MarkedHouse house) : IClassFixture<MarkedHouse>
{
    [Fact]
    public async Task It_waits_for_the_mark_and_the_mark_goes_with_it()
    {
        var ct = TestContext.Current.CancellationToken;
        const string text = "account_ref,customer_ref,name,due_date,balance\n";
        await house.LoadAsync("placement", text + "MF-0,MF-C0,Ann First,2026-09-01,100.00\n", "first.csv");
        var scan = house.Get<WatchFolder>();
        await scan.RunAsync(ct);
        var file = Path.Combine(house.Landing, "tilbury", "in", "placement.csv");
        await File.WriteAllTextAsync(file, text + "MF-1,MF-C1,Ann Mark,2026-09-01,1.00\n", ct);
        await LookAsync();
        Assert.True(File.Exists(file));
        await File.WriteAllTextAsync(file + ".done", "", ct);
        await LookAsync();
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(file)!));
        Assert.Equal(100, (await house.Get<AccountBook>().FindAsync(
            House.Supervisor, "tilbury", Account.IdOf("tilbury", "MF-1"), ct))!.BalanceMinor);

        async Task LookAsync()
        {
            for (var i = 0; i < 3; i++)
            {
                house.Clock.Advance(TimeSpan.FromMinutes(1));
                await scan.RunAsync(ct);
            }
        }
    }
}
