using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Undoing;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Import.Undoing;

/// <summary>A placement file is taken back where nothing has happened since; of the others it is said why they stay.</summary>
public class UndoPlacementTests(House house) : IClassFixture<House>
{
    private const string Head = "account_ref,customer_ref,name,email,due_date,balance\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accounts_on_which_nothing_happened_are_recalled_and_the_others_say_why_they_stay()
    {
        const string text = Head + "UA-1,UA-C1,Ann Able,ua1@example.com,2026-09-01,100.00\nUA-2,UA-C2,Bo Able,,2026-09-01,50.00\n"
            + "UA-3,UA-C3,Cy Able,,2026-09-01,30.00\nUA-4,UA-C4,Di Able,,2026-09-01,20.00\nUA-5,UA-C1,Ann Able,ua1@example.com,2026-09-01,10.00\n";
        var import = await house.LoadAsync("placement", text, "placed.csv");
        await house.LoadAsync("transactions",
            "account_ref,transaction_ref,transaction_type,amount,processed_at\nUA-2,P-1,payment,1.00,2026-10-01\n", "paid.csv");
        await HoldAsync("UA-3");
        await NudgeAsync("UA-4", "sent");
        var planned = await NudgeAsync("UA-1", "planned");
        var flagged = Ids.For("tilbury", "test", "recall-flagged");
        await house.Database.ExecuteAsync(Access.System("test", "tilbury"), $"""
            insert into collections.flagged_cases (client_id, case_id, account_id) values ('tilbury', {flagged}, {IdOf("UA-1")})
            """, Ct);

        var plan = (await house.Get<UndoImport>().PreviewAsync(House.Supervisor, "tilbury", import.Id, Ct)).Value;
        Assert.Equal((2, 2, 11_000L, 3), (plan.Accounts, plan.Bookings, plan.SumMinor, plan.KeptCount));
        await UndoAsync(import);

        var kept = await house.Get<UndoImport>().KeptAsync(House.Supervisor, import, 50, Ct);
        Assert.Equal(
            [("UA-2", "payment"), ("UA-3", "hold"), ("UA-4", "nudge-sent")], kept.Select(k => (k.Reference, string.Join(',', k.Why))));
        Assert.Equal(plan.Kept.Select(k => k.Reference).Order(), kept.Select(k => k.Reference));
        Assert.Equal(
            [("recalled", 0L), ("open", 4_900L), ("open", 3_000L), ("open", 2_000L), ("recalled", 0L)],
            await Task.WhenAll(new[] { "UA-1", "UA-2", "UA-3", "UA-4", "UA-5" }.Select(StandAsync)));
        Assert.Equal("cancelled", (await house.Get<NudgeBook>().FindAsync(House.Supervisor, "tilbury", planned, Ct))!.State);
        Assert.Equal("import-undone", Assert.Single(
            await house.SentAsync<WithdrawCase>(CaseMessages.Withdraw), w => w.CaseId == flagged).Reason);
        var recalled = Assert.Single(await house.Store.FetchStreamAsync("tilbury", IdOf("UA-1"), ct: Ct), e => e.Data is PlacementUndone);
        Assert.Equal(new PlacementUndone(import.Id, 10_000, "USD", "sup-1", "wrong-columns"), recalled.Data);
        Assert.Equal(
            new ImportUndone("placement", 2, 2, 11_000, 3, "sup-1", "wrong-columns"),
            Assert.Single(await house.Store.FetchStreamAsync("tilbury", import.Id, ct: Ct)).Data);
        // What the file told of somebody with whom we have nothing to do any more is gone.
        Assert.Empty(await house.Get<AccountBook>().AddressesAsync(House.Supervisor, "tilbury", Person.IdOf("tilbury", "customer:UA-C1"), Ct));

        // Nothing is booked on what is not placed.
        var late = await house.LoadAsync("transactions",
            "account_ref,transaction_ref,transaction_type,amount,processed_at\nUA-1,P-9,payment,1.00,2026-10-01\n", "late.csv");
        Assert.Equal((0, 1), (late.Added, late.Quarantined));

        var again = await house.LoadAsync("placement", text, "placed.csv");
        Assert.Equal((2, 3, 0), (again.Added, again.Unchanged, again.Quarantined));
        Assert.Equal([("open", 10_000L), ("open", 1_000L)], await Task.WhenAll(new[] { "UA-1", "UA-5" }.Select(StandAsync)));
        Assert.Equal("ua1@example.com", Assert.Single(await house.Get<AccountBook>().AddressesAsync(
            House.Supervisor, "tilbury", Person.IdOf("tilbury", "customer:UA-C1"), Ct)).Value);
        Assert.False((await house.Store.AggregateStreamAsync<Account>("tilbury", IdOf("UA-1"), ct: Ct))!.Recalled);
        // Undone once more: what was placed anew goes, and what stayed stays.
        await UndoAsync(again);
        Assert.Equal([("recalled", 0L), ("open", 4_900L)], await Task.WhenAll(new[] { "UA-1", "UA-2" }.Select(StandAsync)));
        Assert.Equal(5 - 1, (await LinesAsync("UA-1")).Count);
    }

    [Fact]
    public async Task A_corrected_file_places_the_same_accounts_with_what_it_says()
    {
        var wrong = await house.LoadAsync("placement", Head + "UB-1,UB-C1,Brook Ann,wrong@example.com,2026-09-01,1.00\n", "wrong.csv");
        await UndoAsync(wrong);
        var right = await house.LoadAsync("placement", Head + "UB-1,UB-C1,Ann Brook,right@example.com,2026-09-15,100.00\n", "right.csv");
        Assert.Equal((1, 0, 0), (right.Added, right.Unchanged, right.Quarantined));
        var account = (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", IdOf("UB-1"), Ct))!;
        Assert.Equal((10_000L, new DateOnly(2026, 9, 15), right.Id), (account.BalanceMinor, account.OldestDue, account.ImportId));
        Assert.Equal("Ann Brook", (await house.Get<AccountBook>().PersonAsync(House.Supervisor, "tilbury", account.PersonId, Ct))!.Name);
        Assert.Equal("right@example.com", Assert.Single(await house.Get<AccountBook>().AddressesAsync(
            House.Supervisor, "tilbury", account.PersonId, Ct)).Value);
        // It says the same as itself: nothing of the wrong one counts.
        var same = await house.LoadAsync("placement", Head + "UB-1,UB-C1,Ann Brook,right@example.com,2026-09-15,100.00\n\n", "same.csv");
        Assert.Equal((0, 1, 0), (same.Added, same.Unchanged, same.Quarantined));
    }

    [Fact]
    public async Task When_its_transactions_were_undone_first_the_placement_goes_as_well()
    {
        var placed = await house.LoadAsync("placement", Head + "UD-1,UD-C1,Ann Dell,,2026-09-01,100.00\n", "placed.csv");
        var paid = await house.LoadAsync("transactions",
            "account_ref,transaction_ref,transaction_type,amount,processed_at\nUD-1,P-1,payment,1.00,2026-10-01\n", "paid.csv");
        Assert.Equal(1, (await house.Get<UndoImport>().PreviewAsync(House.Supervisor, "tilbury", placed.Id, Ct)).Value.KeptCount);
        await UndoAsync(paid);
        await UndoAsync(placed);
        Assert.Equal(("recalled", 0L), await StandAsync("UD-1"));
    }

    [Fact]
    public async Task A_host_that_dies_in_between_leaves_no_account_half()
    {
        var import = await house.LoadAsync("placement", Head + string.Concat(
            Enumerable.Range(0, 250).Select(i => $"UH-{i},UH-C{i},Ann Half {i},,2026-09-01,1.00\n")), "many.csv");
        Assert.Null((await house.Get<UndoImport>().OrderAsync(
            House.Supervisor, new UndoRequest("tilbury", import.Id, Guid.NewGuid(), "wrong-file"), Ct)).Refusal);
        var ordered = (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;
        Assert.True(await house.Get<RecallAccounts>().PortionAsync(Access.System("undo", "tilbury"), ordered, Ct));
        Assert.Equal([("open", 150L, 150L), ("recalled", 100L, 0L)], (await house.Database.QueryAsync<Stand>(Access.System("test"), $"""
            select state, count(*) as count, (sum(balance_minor) / 100)::bigint as balance from collections.accounts where import_id = {import.Id}
            group by state order by state
            """, Ct)).Select(s => (s.State, s.Count, s.Balance)));
        await Task.WhenAll(RunAsync(import), RunAsync(import));
        Assert.Equal(250, (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!.UndoAccounts);
        Assert.Equal(0, await house.Database.SingleOrDefaultAsync<long>(
            Access.System("test"), $"select sum(effect_minor)::bigint from collections.transactions where import_id = {import.Id}", Ct));
    }

    private static Guid IdOf(string reference) => Account.IdOf("tilbury", reference);

    private async Task UndoAsync(ImportRow import)
    {
        Assert.Null((await house.Get<UndoImport>().OrderAsync(
            House.Supervisor, new UndoRequest(import.ClientId, import.Id, Guid.NewGuid(), "wrong-columns"), Ct)).Refusal);
        await RunAsync(import);
    }

    private Task RunAsync(ImportRow import) => house.Get<UndoRun>().HandleAsync(new Message(
        import.Id, import.ClientId, UndoRun.MessageKind, JsonSerializer.Serialize(new UndoOrder(import.ClientId, import.Id)), 1), Ct);

    private async Task HoldAsync(string reference)
    {
        var hold = new PlaceHold(Guid.NewGuid(), "contact", House.Start.AddDays(10), "sup-1", "asked", "");
        Assert.Null((await house.Store.DecideAsync<Account, Done>(
            House.Supervisor, "tilbury", IdOf(reference), hold.Id, account => PlaceHold.Decide(hold, account, House.Start), ct: Ct)).Refusal);
    }

    private async Task<Guid> NudgeAsync(string reference, string state)
    {
        var account = (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", IdOf(reference), Ct))!;
        var session = house.Store.OpenSession("tilbury", Access.System("test"));
        var nudge = Guid.NewGuid();
        session.QueueNudge(new NudgeRow(
            "tilbury", nudge, account.PersonId, null, "friendly", "friendly", [account.Id.ToString()], null, 0, state, House.Start, House.Start,
            null, null, House.Start, House.Start));
        await session.SaveChangesAsync(Ct);
        return nudge;
    }

    private async Task<(string State, long Balance)> StandAsync(string reference)
    {
        await LinesAsync(reference);
        var account = (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", IdOf(reference), Ct))!;
        return (account.State, account.BalanceMinor);
    }

    private async Task<IReadOnlyList<TransactionEntry>> LinesAsync(string reference)
    {
        var account = (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", IdOf(reference), Ct))!;
        var lines = await house.Get<AccountBook>().TransactionsAsync(House.Supervisor, "tilbury", [account.Id], Ct);
        Assert.True(Proof.Of(lines).AddsUpTo(account.BalanceMinor));
        return lines;
    }

    private sealed record Stand(string State, long Count, long Balance);
}
