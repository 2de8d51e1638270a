using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>Clients send all payments every month: those of somebody who was erased are booked once, and nobody reads any more who paid.</summary>
public class ErasedPaymentTests(House house) : IClassFixture<House>
{
    private const string People = "account_ref,customer_ref,name,email,due_date,balance\n";

    private const string Head = "account_ref,transaction_ref,transaction_type,amount,processed_at\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cumulative_file_books_nothing_twice_and_brings_no_text_back()
    {
        await house.LoadAsync("placement", People + "CP-1,CP,Zoë Quillfeather,cp@example.com,2026-09-01,500.00\nCP-2,CQ,Bo,,2026-09-01,10.00\n");
        const string first = Head + "CP-1,PAY ZOE QUILLFEATHER 01,payment,120.00,2026-09-11\nCP-1,PAY-2,payment,30.00,2026-09-12\n"
            + "CP-2,BO-1,payment,1.00,2026-09-11\n";
        var paid = await house.LoadAsync("transactions", first);
        Assert.Equal(3, paid.Added);
        Assert.Equal(ErasureStates.Done, (await house.EraseAsync("CP")).Value.State);
        Assert.Equal([(4, "BO-1")], (await house.KeptAsync(paid))!.Rows.Select(r => (r.Line, r.Cells[1])));

        for (var month = 3; month < 5; month++)
        {
            var file = await house.LoadAsync("transactions", first + "CP-1,PAY ZOE QUILLFEATHER 03,payment,50.00,2026-09-13\n"
                + $"CP-2,BO-{month},payment,1.00,2026-09-11\n");
            Assert.Equal((month == 3 ? 2 : 1, month == 3 ? 3 : 4, 0), (file.Added, file.Unchanged, file.Quarantined));
            Assert.Equal([4, 6], (await house.KeptAsync(file))!.Rows.Select(r => r.Line));
        }

        var account = (await house.Get<AccountBook>().FindAsync(Eraser.Clara, "tilbury", Account.IdOf("tilbury", "CP-1"), Ct))!;
        var transactions = await house.Get<AccountBook>().TransactionsAsync(Eraser.Clara, "tilbury", [account.Id], Ct);
        Assert.Equal((30_000, true, 4), (account.BalanceMinor, Proof.Of(transactions).AddsUpTo(account.BalanceMinor), transactions.Count));
        Assert.DoesNotContain(transactions, t => t.Reference.Contains("ZOE", StringComparison.Ordinal));
        Assert.Equal(1, transactions.Count(t => t.Reference == "PAY-2"));
        await NobodyReadsAsync();
    }

    [Fact]
    public async Task A_payment_that_says_something_else_now_is_left_out_without_its_text()
    {
        await house.LoadAsync("placement", People + "DP-1,DP,Zoë Quillfeather,dp@example.com,2026-09-01,500.00\n");
        await house.LoadAsync("transactions", Head + "DP-1,PAY ZOE QUILLFEATHER 01,payment,120.00,2026-09-11\n");
        Assert.Equal(ErasureStates.Done, (await house.EraseAsync("DP")).Value.State);
        var file = await house.LoadAsync("transactions", Head + "DP-1,PAY ZOE QUILLFEATHER 01,payment,121.00,2026-09-11\n"
            + "DP-1,PAY ZOE QUILLFEATHER 02,payment,1.00,someday\n");
        var rows = await house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", file.Id, Ct);
        Assert.Equal([("{}", "left-out"), ("{}", "left-out")], rows.Select(r => (r.Cells, r.State)));
        Assert.Contains("loaded before with $120.00", rows[0].ErrorList[0].Reason);
        Assert.Equal((0, 0), (file.Added, file.Quarantined));
        await NobodyReadsAsync();
    }

    [Fact]
    public async Task A_payment_on_an_account_that_never_loaded_is_known_for_theirs_all_the_same()
    {
        await house.LoadAsync("placement", People + "EP-1,EP,Zoë Quillfeather,ep@example.com,2026-09-01,500.00\n"
            + "EP-2,EP,Zoë Quillfeather,ep@example.com,someday,500.00\n");
        Assert.Equal(ErasureStates.Done, (await house.EraseAsync("EP")).Value.State);
        var file = await house.LoadAsync("transactions", Head + "EP-2,PAY ZOE QUILLFEATHER 07,payment,120.00,2026-09-11\n"
            + "EP-9,PAY-9,payment,120.00,2026-09-11\n");
        var rows = await house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", file.Id, Ct);
        Assert.Equal([("EP-2", "left-out"), ("EP-9", "open")], rows.Select(r => (r.AccountRef, r.State)));
        Assert.Equal([3], (await house.KeptAsync(file))!.Rows.Select(r => r.Line));
        await NobodyReadsAsync();
    }

    [Fact]
    public async Task A_row_that_is_repaired_to_be_theirs_is_booked_and_its_text_goes()
    {
        await house.LoadAsync("placement", People + "FP-1,FP,Zoë Quillfeather,fp@example.com,2026-09-01,500.00\n");
        var file = await house.LoadAsync("transactions", Head + "FP-l,PAY ZOE QUILLFEATHER 05,payment,20.00,2026-09-11\n"
            + "FP-ll,PAY ZOE QUILLFEATHER 06,payment,20.00,2026-09-11\n");
        Assert.Equal(2, file.Quarantined);
        // Nothing in these rows is known to be about the person yet: the erasure cannot find a bare name.
        await house.RunAsync($"update collections.persons set erased_at = now() where id = {Eraser.Customer("FP")}");
        var rows = house.Get<QuarantinedRows>();
        var repaired = (await rows.RepairAsync(
            House.Supervisor, "tilbury", file.Id, 2, new Dictionary<string, string> { ["account_ref"] = "FP-1" }, Ct)).Value;
        Assert.Equal(("repaired", "{}"), (repaired.State, repaired.Cells));
        var bad = (await rows.RepairAsync(House.Supervisor, "tilbury", file.Id, 3, new Dictionary<string, string>
        { ["account_ref"] = "FP-1", ["processed_at"] = "someday" }, Ct)).Value;
        Assert.Equal(("left-out", "{}"), (bad.State, bad.Cells));
        var account = (await house.Get<AccountBook>().FindAsync(Eraser.Clara, "tilbury", Account.IdOf("tilbury", "FP-1"), Ct))!;
        Assert.Equal(48_000, account.BalanceMinor);
        Assert.Empty((await house.KeptAsync(file))?.Rows ?? []);
        await NobodyReadsAsync();
    }

    [Fact]
    public async Task Payments_that_the_version_before_silenced_are_known_again_each_once_by_what_they_say()
    {
        await house.LoadAsync("placement", People + "GP-1,GP,Zoë Quillfeather,gp@example.com,2026-09-01,500.00\n");
        const string paid = Head + "GP-1,PAY ZOE QUILLFEATHER 01,payment,120.00,2026-09-11\nGP-1,PAY ZOE QUILLFEATHER 02,payment,120.00,2026-09-11\n";
        await house.LoadAsync("transactions", paid);
        Assert.Equal(ErasureStates.Done, (await house.EraseAsync("GP")).Value.State);
        var account = Account.IdOf("tilbury", "GP-1");
        foreach (var line in new[] { 2, 3 })
            await house.RunAsync($"""
                update collections.transactions set reference = {$"erased-{Guid.CreateVersion7(House.Start):N}"}
                where account_id = {account} and type = 'payment' and import_line = {line}
                """);

        const string three = paid + "GP-1,PAY ZOE QUILLFEATHER 03,payment,120.00,2026-09-11\n";
        var first = await house.LoadAsync("transactions", three);
        Assert.Equal((1, 2, 0), (first.Added, first.Unchanged, first.Quarantined));
        var second = await house.LoadAsync("transactions", three + "GP-1,PAY ZOE QUILLFEATHER 04,payment,120.00,2026-09-12\n");
        Assert.Equal((1, 3, 0), (second.Added, second.Unchanged, second.Quarantined));
        Assert.Equal(2_000, (await house.Get<AccountBook>().FindAsync(Eraser.Clara, "tilbury", account, Ct))!.BalanceMinor);
        await NobodyReadsAsync();
    }

    private async Task NobodyReadsAsync() => Assert.Equal(0L, await house.OneAsync<long>($"""
        select (select count(*) from collections.transactions t
                join collections.accounts a on a.client_id = t.client_id and a.id = t.account_id
                join collections.persons p on p.client_id = a.client_id and p.id = a.person_id and p.erased_at is not null
                where t.reference like '%QUILL%')
             + (select count(*) from collections.quarantine where cells::text || errors::text like '%QUILL%')
        """));
}
