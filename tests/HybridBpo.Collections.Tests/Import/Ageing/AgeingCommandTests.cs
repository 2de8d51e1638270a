using System.Text.Json;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Expected;

namespace HybridBpo.Collections.Tests.Import.Ageing;

/// <summary>An ageing list by the command line.</summary>
public class AgeingCommandTests(House house) : IClassFixture<House>
{
    private const string Head = "invoice_number,invoice_date,due_date,amount_due,current,1-30,31-60,61-90,90+\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_asks_for_the_basis_with_what_fits_and_tells_what_it_came_to()
    {
        await house.LoadAsync("placement", "account_ref,customer_ref,name,due_date,balance\nCA-1,CA-C1,Ann Age,2026-09-20,50.00\n", "ca.csv");
        var path = Path.Combine(house.Folder, "list.csv");
        await File.WriteAllTextAsync(path, Head + "CA-1,2026-08-20,2026-09-20,50.00,,50.00,,,\nCA-2,2026-08-20,2026-09-20,7.00,,7.00,,,\n"
            + "TRAILER,2,57.00\n", Ct);
        var asked = await RunAsync("ageing", path, "--client", "tilbury", "--amount-format", "point", "--as-of", "2026-10-12");
        Assert.Equal(1, asked.Code);
        Assert.Contains("Say from which day the file counts age", asked.Error);
        Assert.Contains("Of 2 rows 2 fit the due date (--basis due). Of 2 rows 0 fit the invoice date (--basis invoice).", asked.Error);

        var done = await RunAsync(
            "ageing", path, "--client", "tilbury", "--amount-format", "point", "--as-of", "2026-10-12", "--basis", "due", "--json");
        Assert.Equal((0, ""), (done.Code, done.Error));
        var told = JsonDocument.Parse(done.Output).RootElement;
        Assert.Equal([2, 1, 1], new[] { "rows", "added", "unchanged" }.Select(n => told.GetProperty(n).GetInt32()));
        var import = told.GetProperty("import").GetGuid();
        Assert.Equal(
            new TotalsRow(import, 2, 5_700, 2, 5_700, "trailer"),
            await house.Database.SingleOrDefaultAsync<TotalsRow>(
                Access.System("test"), $"select {Sql.Raw(TotalsRow.Columns)} from collections.file_totals where import_id = {import}", Ct));
        Assert.Contains("was loaded before", (await RunAsync("ageing", path, "--client", "tilbury", "--basis", "due")).Output);
    }

    [Fact]
    public async Task Control_totals_are_taken_for_every_table_and_must_be_readable()
    {
        var path = Path.Combine(house.Folder, "placed.csv");
        await File.WriteAllTextAsync(path, "account_ref,customer_ref,name,due_date,balance\nCB-1,CB-C1,Ann Be,2026-09-20,50.00\n", Ct);
        Assert.Contains("The sum cannot be read", (await RunAsync("placement", path, "--client", "tilbury", "--sum", "fifty")).Error);
        var done = await RunAsync("placement", path, "--client", "tilbury", "--amount-format", "point", "--sum", "50.00", "--rows", "2", "--json");
        Assert.Equal((0, ""), (done.Code, done.Error));
        Assert.Equal(1, await house.Database.SingleOrDefaultAsync<long>(Access.System("test"), $"""
            select count(*) from collections.file_totals where told_rows = 2 and rows = 1 and told_minor = 5000 and sum_minor = 5000
            """, Ct));
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] options)
    {
        var host = new Host(house);
        var code = await ImportCommand.Create(host).Parse(options).InvokeAsync(cancellationToken: Ct);
        return (code, host.Out.ToString()!, host.Error.ToString()!);
    }

    private sealed class Host(House house) : ICommandHost
    {
        public TextWriter Out { get; } = new StringWriter();

        public TextWriter Error { get; } = new StringWriter();

        public Task<int> WithServicesAsync(Func<IServiceProvider, CancellationToken, Task<int>> act, CancellationToken ct) =>
            act(house.Get<IServiceProvider>(), ct);
    }
}
