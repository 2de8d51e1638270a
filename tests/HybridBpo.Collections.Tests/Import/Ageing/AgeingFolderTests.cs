using System.Text.Json;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Ageing;
using HybridBpo.Collections.Import.Watched;
using HybridBpo.Collections.Tests.Import.Watched;

namespace HybridBpo.Collections.Tests.Import.Ageing;

/// <summary>An ageing list from a client's folder: by the basis that a person said for the last one, never by a guess.</summary>
public class AgeingFolderTests(WatchedHouse house) : IClassFixture<WatchedHouse>
{
    private const string Head = "Invoice No,Invoice Date,Due Date,Amount Due,Current,1-30 days,31-60 days,61-90 days,90+\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_waits_until_a_person_said_the_basis_then_loads_and_waits_again_when_the_dates_fit_another_one()
    {
        await ScanAsync();
        await house.LoadAsync("placement", "account_ref,customer_ref,name,due_date,balance\nAF-1,AF-C1,Ann Age,2026-09-20,50.00\n", "af.csv");
        Put("open-items.csv", Head + "AF-1,2026-08-20,2026-09-20,50.00,,50.00,,,\n");
        await ScanAsync();
        await ScanAsync();
        var first = await AckAsync("open-items.csv");
        Assert.Equal(("refused", "no-mapping", "ageing"), (first.Outcome, first.Refusal!.Code, first.Kind));

        // A person says it on the page; the next one loads by itself.
        var desk = house.Get<ImportDesk>();
        var mapping = (await desk.PreviewAsync(House.Supervisor, "tilbury", first.Import!.Value, null, Ct)).Value.Proposal.Mapping;
        Assert.IsType<MappingIncomplete>((await desk.LoadAsync(House.Supervisor, "tilbury", first.Import.Value, mapping, Ct)).Refusal);
        Assert.Null((await desk.LoadAsync(
            House.Supervisor, "tilbury", first.Import.Value,
            mapping with { Basis = AgeingBases.Due, AmountFormat = "point", AsOf = new DateOnly(2026, 10, 10) }, Ct)).Refusal);
        Assert.Equal(new DateOnly(2026, 10, 10), (await desk.FindAsync(House.Supervisor, "tilbury", first.Import.Value, Ct))!.MappingOf!.AsOf);
        var saved = (await desk.SavedAsync(House.Supervisor, "tilbury", ImportKinds.Ageing, Ct))!;
        Assert.Equal((AgeingBases.Due, (DateOnly?)null), (saved.Basis, saved.AsOf));

        Put("ageing-20261012.csv", Head + "AF-1,2026-08-20,2026-09-20,50.00,,50.00,,,\nXX-1,2026-08-20,2026-09-20,9.00,,9.00,,,\n");
        await ScanAsync();
        await ScanAsync();
        var second = await AckAsync("ageing-20261012.csv");
        Assert.Equal(("loaded", 1, 1), (second.Outcome, second.RowsUnchanged, second.RowsLoaded));
        Assert.Equal(0, Assert.Single(second.Sums).Minor);
        var loaded = (await desk.FindAsync(House.Supervisor, "tilbury", second.Import!.Value, Ct))!;
        Assert.Equal((new DateOnly(2026, 10, 12), AgeingBases.Due), (loaded.MappingOf!.AsOf, loaded.MappingOf.Basis));
        Assert.Equal("XX-1", Assert.Single(await house.Get<AgeingReport>().ListAsync(House.Supervisor, "tilbury", loaded.Id, 10, Ct)).Reference);

        // By its own dates this one counts from the invoice.
        Put("ageing-20261013.csv", Head + "AF-1,2026-08-20,2026-09-20,50.00,,,50.00,,\n");
        await ScanAsync();
        await ScanAsync();
        Assert.Equal("basis-changed", (await AckAsync("ageing-20261013.csv")).Refusal!.Code);
    }

    [Theory]
    [InlineData("x.csv", Head + "AF-1,2026-08-20,2026-09-20,50.00,,50.00,,,\n", "ageing")]
    [InlineData("aging_march.csv", "a,b\n1,2\n", "ageing")]
    [InlineData("x.csv", "account_ref,due_date,balance\nA,2026-09-01,1.00\n", "placement")]
    public void What_it_is_shows_by_name_or_by_its_buckets(string name, string text, string kind) =>
        Assert.Equal(kind, FolderKinds.Of(name, System.Text.Encoding.UTF8.GetBytes(text), "USD"));

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
