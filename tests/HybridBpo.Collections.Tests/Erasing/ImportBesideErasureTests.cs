using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Import;
using HybridBpo.Events;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>An import that has read its rows and an erasure of somebody in them: whichever comes second sees what the first one did.</summary>
public class ImportBesideErasureTests(House house) : IClassFixture<House>
{
    private const string People = "account_ref,customer_ref,name,email,phone,city,state,country,due_date,balance\n";

    private const string Money = "account_ref,transaction_ref,transaction_type,amount,processed_at\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a new account", "placement", "{0}-2,{0},Zoë Quillfeather,new@example.com,+12025550147,Utica,NY,US,2026-09-01,30.00")]
    [InlineData("whereabouts of a known one", "placement", "{0}-1,{0},Zoë Quillfeather,,+12025550148,Utica,NY,US,2026-09-01,20.00")]
    [InlineData("a bad row", "placement", "{0}-1,{0},Zoë Quillfeather,,+12025550148,Utica,NY,US,someday,20.00")]
    [InlineData("a payment", "transactions", "{0}-1,PAY ZOE QUILLFEATHER 01,payment,5.00,2026-09-11")]
    public async Task What_was_read_before_the_erasure_is_not_written_after_it(string what, string kind, string row)
    {
        var of = "R" + string.Concat(what.Split(' ').Select(w => w[0])).ToUpperInvariant();
        var person = Eraser.Customer(of);
        await house.LoadAsync("placement", People + $"{of}-1,{of},Zoë Quillfeather,{of}@example.com,,Albany,NY,US,2026-09-01,20.00\n");
        var import = await OrderAsync(kind, (kind == "placement" ? People : Money) + string.Format(null, row, of) + "\n");

        Task load;
        await using (await PeopleLock.AloneAsync(house.Database, "tilbury", Ct))
        {
            load = Task.Run(() => house.Get<LoadImport>().HandleAsync(Message(import), Ct), Ct);
            await WaitsAsync("ShareLock");
            Assert.Equal(0L, await AboutAsync());
            // Just now the person's rows fall silent.
            var access = Access.System("erasure", "tilbury");
            var session = house.Store.OpenSession("tilbury", access);
            await house.Get<DebtorRows>().QueueAsync(
                session, access, "tilbury", person, await house.Get<AccountBook>().OfPersonAsync(access, "tilbury", person, Ct),
                new TraceSearch(SubjectTraces.None), Ct);
            Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        }

        await load;
        Assert.Equal(0L, await AboutAsync());
        var after = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;
        Assert.Equal(("loaded", kind == "transactions" ? 1 : 0, 0), (after.State, after.Added, after.Quarantined));

        // Accounts beyond the first, addresses, places, and words in rows.
        Task<long> AboutAsync() => house.OneAsync<long>($"""
            select (select count(*) from collections.accounts where person_id = {person} and reference <> {of + "-1"})
              + (select count(*) from collections.addresses where person_id = {person} and value <> lower({of + "@example.com"}))
              + (select count(*) from collections.person_places where person_id = {person} and city <> 'Albany')
              + (select count(*) from collections.transactions where client_id = 'tilbury' and reference like '%QUILL%')
              + (select count(*) from collections.quarantine where import_id = {import.Id} and cells::text like '%uillfeather%')
            """);
    }

    [Fact]
    public async Task The_erasure_waits_for_what_is_being_written_and_takes_it_away_as_well()
    {
        var person = Eraser.Customer("WW");
        await house.LoadAsync("placement", People + "WW-1,WW,Zoë Quillfeather,ww@example.com,,Albany,NY,US,2026-09-01,20.00\n");
        Task erased = Task.CompletedTask;
        await house.Database.InTransactionAsync(Access.System("import", "tilbury"), async (connection, transaction) =>
        {
            await PeopleLock.ShareAsync(connection, "tilbury", Ct);
            erased = Task.Run(() => house.Get<Platform.Erasure>().EraseAsync("tilbury", person, Ct), Ct);
            await WaitsAsync("ExclusiveLock");
            await using var late = new Npgsql.NpgsqlCommand("""
                insert into collections.addresses (client_id, id, person_id, kind, value) values ('tilbury', gen_random_uuid(), $1, 'phone', '+1202')
                """, connection, transaction)
            { Parameters = { new() { Value = person } } };
            await late.ExecuteNonQueryAsync(Ct);
        }, Ct);
        await erased;
        Assert.Empty(await house.Get<AccountBook>().AddressesAsync(Eraser.Clara, "tilbury", person, Ct));
    }

    private async Task<ImportRow> OrderAsync(string kind, string text)
    {
        var import = await house.UploadAsync(kind, text);
        var desk = house.Get<ImportDesk>();
        var mapping = (await desk.PreviewAsync(House.Supervisor, "tilbury", import.Id, null, Ct)).Value.Proposal.Mapping;
        Assert.Null((await desk.LoadAsync(
            House.Supervisor, "tilbury", import.Id, mapping with { AmountFormat = "point", DateFormat = "yyyy-MM-dd" }, Ct)).Refusal);
        return import;
    }

    private static Message Message(ImportRow import) =>
        new(import.Id, "tilbury", LoadImport.MessageKind, JsonSerializer.Serialize(new LoadOrder("tilbury", import.Id)), 1);

    private async Task WaitsAsync(string mode)
    {
        for (var i = 0; await house.OneAsync<long>($"""
            select count(*) from pg_locks where locktype = 'advisory' and not granted and mode = {mode}
              and database = (select oid from pg_database where datname = current_database())
            """) == 0; i++)
        {
            Assert.True(i < 3000, "Nobody waits for the lock.");
            await Task.Delay(20, Ct);
        }
    }
}
