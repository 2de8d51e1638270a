using System.Text;
using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Tests.Erasing;

namespace HybridBpo.Collections.Tests.Import.Payments;

/// <summary>Who paid is forgotten with the person; that it was paid is not.</summary>
public class ErasedPayerTests(House house) : IClassFixture<House>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_that_waits_keeps_its_amount_and_a_file_that_names_them_goes()
    {
        await house.LoadAsync("placement", "account_ref,customer_ref,name,email,due_date,balance\n"
            + "EP-1001,EP,Zoe Quillfeather,zq@example.com,2026-09-01,100.00\nEP-1002,EQ,Bo Other,,2026-09-01,50.00\n");
        var loaded = await LoadAsync(await UploadAsync(
            Text("C30,00", "B1", "rent?32ZOE QUILLFEATHER") + Text("C20,00", "B2", "EP-1001")
                + Text("C1,00", "B3", "a question?32SOMEBODY ELSE"), "a.sta"));
        Assert.Equal((1, 2), (loaded.Added, loaded.Quarantined));
        var staged = await UploadAsync(Text("C31,00", "B4", "EP-1001 rent?32ZOE QUILLFEATHER"), "b.sta");
        var innocent = await UploadAsync(Text("C32,00", "B5", "rent?32ANN INNOCENT"), "c.sta");

        Assert.NotNull((await house.EraseAsync("EP")).Value);
        var words = await house.Database.QueryAsync<string>(House.Supervisor, $"""
            select words::text from collections.statement_entries where import_id = {loaded.Id} and state = 'open' order by number
            """, Ct);
        var first = UnmatchedEvidence.Read(words[0]);
        Assert.Equal((3_000L, null, null, 0), (first.AmountMinor, first.Counterparty, first.Remittance, first.Candidates.Count));
        Assert.Equal("SOMEBODY ELSE", UnmatchedEvidence.Read(words[1]).Counterparty);
        Assert.Equal("dropped", (await FindAsync(staged)).State);
        Assert.NotNull((await house.Get<StatementDesk>().ReadAsync(House.Supervisor, staged, Ct)).Refusal);
        Assert.Equal("staged", (await FindAsync(innocent)).State);
        Assert.Null((await house.Get<StatementDesk>().ReadAsync(House.Supervisor, innocent, Ct)).Refusal);

        // What comes later by their reference is booked, amount and day; by their name nobody is found.
        var later = await LoadAsync(await UploadAsync(
            Text("C10,00", "B6", "EP-1001") + Text("C70,00", "B7", "rent?32ZOE QUILLFEATHER"), "d.sta"));
        Assert.Equal((1, 1), (later.Added, later.Quarantined));
        var account = (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "EP-1001"), Ct))!;
        Assert.Equal(7_000, account.BalanceMinor);
    }

    private static string Text(string amount, string bank, string words) =>
        $":20:A\n:25:EP\n:60F:C261013USD0,00\n:61:2610131013{amount}NTRFNONREF//{bank}\n:86:166?00BOOKED?20{words}\n:62F:C261013USD0,00\n-\n";

    private async Task<ImportRow> UploadAsync(string text, string name) =>
        (await house.Get<ImportDesk>().UploadAsync(House.Supervisor, "tilbury", "statement", name, Encoding.UTF8.GetBytes(text), null, Ct)).Value;

    private async Task<ImportRow> LoadAsync(ImportRow import)
    {
        Assert.Null((await house.Get<StatementDesk>().LoadAsync(House.Supervisor, "tilbury", import.Id, Ct)).Refusal);
        await house.Get<LoadImport>().HandleAsync(new Message(
            import.Id, "tilbury", LoadImport.MessageKind, JsonSerializer.Serialize(new LoadOrder("tilbury", import.Id)), 1), Ct);
        return await FindAsync(import);
    }

    private async Task<ImportRow> FindAsync(ImportRow import) =>
        (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;
}
