using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Reconciling;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Import;

/// <summary>A later placement file that disagrees moves no balance: people decide which is right.</summary>
public class ReconciliationTests(House house) : IClassFixture<House>
{
    private const string Head = "account_ref,customer_ref,name,due_date,balance\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_that_disagrees_is_one_case_however_often_it_comes_and_moves_nothing()
    {
        house.Clock.Advance(TimeSpan.FromDays(2)); // what another test asked is not of this day
        await house.LoadAsync("placement", Head + "RC-1,C-1,Ann Marsh,2026-09-01,100.00\nRC-2,C-2,Bo Lind,2026-09-01,50.00\n", "first.csv");
        await house.LoadAsync("transactions", """
            AccountRef,TransactionRef,TransactionType,Amount,ProcessedAt
            RC-1,P-1,payment,20.00,2026-10-01
            """);
        var again = await house.LoadAsync(
            "placement", Head + "RC-2,C-2,Bo Lind,2026-09-01,50.00\nRC-1,C-1,Ann Marsh,2026-09-01,80.00\n", "second.csv");
        Assert.Equal((0, 1, 1), (again.Added, again.Unchanged, again.Quarantined));
        var asked = Assert.Single(await CasesAsync("RC-1"));
        Assert.Null(asked.Proposal);
        var facts = ReconciliationEvidence.Read(asked.Evidence.Json);
        Assert.Equal((10_000L, 8_000L, 8_000L, "first.csv, line 2", "second.csv", 3),
            (facts.HeldMinor, facts.SaidMinor, facts.BalanceMinor, facts.HeldFrom, facts.File, facts.Line));
        Assert.Equal([ReconciliationCase.KeepOurs, ReconciliationCase.AskClient, ReconciliationCase.ByTransaction],
            asked.Form.Choices.Select(c => c.Code));

        // The row waits for the case: neither repaired nor left out beside it.
        var row = Assert.Single(await RowsAsync(again));
        Assert.Equal(asked.CaseId, row.CaseId);
        Assert.IsType<RowIsACase>((await house.Get<QuarantinedRows>().RepairAsync(
            House.Supervisor, "tilbury", again.Id, 3, new Dictionary<string, string> { ["balance"] = "100.00" }, Ct)).Refusal);
        Assert.IsType<RowIsACase>((await house.Get<QuarantinedRows>().LeaveOutAsync(House.Supervisor, "tilbury", again.Id, 3, Ct)).Refusal);

        // The same claim in another file asks nobody again; a new claim does.
        var third = await house.LoadAsync("placement", Head + "RC-1,C-1,Ann Marsh,2026-09-01,80.00\n", "third.csv");
        Assert.Equal(asked.CaseId, Assert.Single(await RowsAsync(third)).CaseId);
        Assert.Single(await CasesAsync("RC-1"));

        var outcome = Decided(asked, ReconciliationCase.KeepOurs, "payments-explain");
        Assert.Null((await house.Get<ReconciliationOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        Assert.Null((await house.Get<ReconciliationOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        Assert.All(new[] { (await RowsAsync(again))[0], (await RowsAsync(third))[0] }, r => Assert.Equal("left-out", r.State));
        Assert.Equal(0, (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", again.Id, Ct))!.Quarantined);
        var desk = (await house.Get<AccountDesk>().LoadAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "RC-1"), Ct))!;
        Assert.Equal(8_000, desk.Account.BalanceMinor);
        Assert.Contains(desk.Timeline, e => e.Words.StartsWith("A later file says $80.00 due 1 Sep 2026, we hold $100.00", StringComparison.Ordinal));
        var kept = Assert.Single(desk.Timeline, e => e.Words == "Kept what we hold; the file’s row is left out");
        Assert.Equal("payments explain: Their ledger is net.", kept.Detail);

        // Decided is decided: the claim does not come back, and another one does.
        var fourth = await house.LoadAsync(
            "placement", Head + "RC-1,C-1,Ann Marsh,2026-09-01,80.00\nRC-2,C-2,Bo Lind,2026-09-02,50.00\n", "fourth.csv");
        Assert.Equal(["left-out", "open"], (await RowsAsync(fourth)).Select(r => r.State));
        Assert.Single(await CasesAsync("RC-2"));
    }

    [Fact]
    public async Task Asking_the_client_rests_contact_until_the_day_and_moves_nothing()
    {
        await house.LoadAsync("placement", Head + "RC-5,C-5,Cy Park,2026-09-01,70.00\n", "five.csv", client: "oakmere");
        await house.LoadAsync("placement", Head + "RC-5,C-5,Cy Park,2026-09-01,75.00\n", "five-again.csv", client: "oakmere");
        var asked = Assert.Single(await CasesAsync("RC-5"));
        var until = Decided(asked, ReconciliationCase.AskClient, "other", ("until", "2026-10-30"));
        Assert.Null((await house.Get<ReconciliationOutcome>().ApplyAsync(until, Ct)).Refusal);
        var desk = (await house.Get<AccountDesk>().LoadAsync(House.Supervisor, "oakmere", Account.IdOf("oakmere", "RC-5"), Ct))!;
        Assert.Equal((7_000L, true), (desk.Account.BalanceMinor, desk.Account.IsHeld(house.Clock.GetUtcNow())));
        Assert.Contains(desk.Timeline, e => e.Words == "The client is asked which amount is right");
    }

    [Fact]
    public async Task A_whole_file_that_disagrees_opens_only_as_many_cases_as_a_day_holds()
    {
        string File(int cents) => Head + string.Concat(Enumerable.Range(0, 60).Select(i => $"RM-{i:00},M-{i},Dee {i},2026-09-01,10.{cents:00}\n"));
        house.Clock.Advance(TimeSpan.FromDays(2));
        await house.LoadAsync("placement", File(10), "many.csv");
        var again = await house.LoadAsync("placement", File(20), "many-again.csv");
        Assert.Equal(60, again.Quarantined);
        var rows = await RowsAsync(again);
        Assert.Equal(25, rows.Count(r => r.CaseId is not null));
        Assert.All(rows.Where(r => r.CaseId is null), r => Assert.Contains("The day has its cases already", r.ErrorList.Single().Reason));
    }

    private async Task<IReadOnlyList<OpenCase>> CasesAsync(string reference) =>
        [.. (await house.SentAsync<OpenCase>(CaseMessages.Open)).Where(c => c.Kind == ReconciliationCase.CaseKind && c.Reference == reference)];

    private Task<IReadOnlyList<QuarantineRow>> RowsAsync(ImportRow import) =>
        house.Get<QuarantinedRows>().AllAsync(House.Supervisor, import.ClientId, import.Id, Ct);

    private static Outcome Decided(OpenCase c, string choice, string reason, params (string Name, string Value)[] fields) => new(
        c.CaseId, Ids.For(c.Client, "decision", c.CaseId.ToString()), 5, c.Client, c.Kind, c.SubjectId, choice,
        fields.ToDictionary(f => f.Name, f => f.Value), reason, "Their ledger is net.", "sup-1", null, House.Start);
}
