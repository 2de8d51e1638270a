using System.Text.Json;
using HybridBpo.Collections.Import.Expected;
using HybridBpo.Collections.Import.Watched;
using HybridBpo.Collections.Tests.Import.Watched;

namespace HybridBpo.Collections.Tests.Import.Expected;

/// <summary>Control totals in a file beside the one that they are about.</summary>
public class TotalsBesideTests(WatchedHouse house) : IClassFixture<WatchedHouse>
{
    private const string Head = "account_ref,customer_ref,name,due_date,balance\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_taken_with_their_file_and_never_for_a_file_of_their_own()
    {
        await ScanAsync();
        await house.LoadAsync("placement", Head + "TB-0,TB-C0,Ann First,2026-09-01,1.00\n", "first.csv");
        Put("placement-a.csv.totals", "rows=2\r\nSum: 30.00\r\n");
        Put("placement-a.csv", Head + "TB-1,TB-C1,Ann One,2026-09-01,10.00\nTB-2,TB-C2,Ann Two,2026-09-01,20.00\n");
        Put("placement-b.csv.totals", "whatever");
        Put("placement-b.csv", Head + "TB-3,TB-C3,Ann Three,2026-09-01,10.00\n");
        Put("placement-c.csv.totals", new string('x', 5_000));
        Put("placement-c.csv", Head + "TB-4,TB-C4,Ann Four,2026-09-01,10.00\n");
        Put("alone.totals", "rows=1");
        await ScanAsync();
        await ScanAsync();
        var a = await AckAsync("placement-a.csv");
        Assert.Equal("loaded", a.Outcome);
        Assert.Equal(
            new TotalsRow(a.Import!.Value, 2, 3_000, 2, 3_000, null),
            await house.Database.SingleOrDefaultAsync<TotalsRow>(
                Access.System("test"), $"select {Sql.Raw(TotalsRow.Columns)} from collections.file_totals where import_id = {a.Import}", Ct));
        Assert.Equal("totals-unreadable", (await AckAsync("placement-b.csv")).Refusal!.Code);
        Assert.Equal("totals-unreadable", (await AckAsync("placement-c.csv")).Refusal!.Code);
        Assert.Equal(["alone.totals"], Directory.GetFiles(PathOf("in", "")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_link_in_their_place_is_not_followed()
    {
        await ScanAsync();
        var secret = Path.Combine(house.Folder, "secret");
        await File.WriteAllTextAsync(secret, "rows=1", Ct);
        File.CreateSymbolicLink(PathOf("in", "placement-link.csv.totals"), secret);
        Put("placement-link.csv", Head + "TB-9,TB-C9,Ann Nine,2026-09-01,10.00\n");
        await ScanAsync();
        await ScanAsync();
        Assert.Equal("totals-unreadable", (await AckAsync("placement-link.csv")).Refusal!.Code);
        Assert.True(File.Exists(secret));
    }

    private string PathOf(string part, string name) => Path.Combine(house.Landing, "tilbury", part, name);

    private void Put(string name, string text) => File.WriteAllText(PathOf("in", name), text);

    private async Task ScanAsync()
    {
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await house.Get<WatchFolder>().RunAsync(Ct);
    }

    private async Task<Acknowledgement> AckAsync(string name) => JsonSerializer.Deserialize<Acknowledgement>(
        await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(PathOf("ack", ""), $"{name}.*.json")), Ct), JsonSerializerOptions.Web)!;
}
