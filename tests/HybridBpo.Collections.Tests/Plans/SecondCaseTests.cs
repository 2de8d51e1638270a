using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Protection;
using HybridBpo.Events;

namespace HybridBpo.Collections.Tests.Plans;

/// <summary>A plan that comes to nothing brings its account to people again, unless people have it before them already.</summary>
public class SecondCaseTests(House house) : IClassFixture<House>
{
    private static readonly DateOnly Day = new(2026, 10, 13);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly PlanDesk desk = new(house);

    [Fact]
    public async Task A_refusal_frees_the_account_when_the_plan_was_its_latest_case()
    {
        var account = await OfferedAsync("S-1");
        Assert.NotNull((await RowAsync(account)).CaseOpenedAt);
        await RefuseAsync(account);
        Assert.Null((await RowAsync(account)).CaseOpenedAt);
    }

    [Fact]
    public async Task A_case_opened_since_the_offer_stays_the_only_one_when_the_plan_is_refused()
    {
        var account = await OfferedAsync("S-2");
        await FlagAsync(account, "days-late");
        await RefuseAsync(account);
        Assert.NotNull((await RowAsync(account)).CaseOpenedAt);
    }

    [Fact]
    public async Task A_case_opened_since_the_offer_stays_the_only_one_when_the_letter_is_taken_back()
    {
        var account = await OfferedAsync("S-3");
        await desk.ScanAsync();
        Assert.Equal("blocked", (await desk.LetterAsync(account))!.State);
        await FlagAsync(account, "days-late");
        await house.LoadAsync("transactions", """
            AccountRef,TransactionRef,TransactionType,Amount,ProcessedAt
            S-3,P-1,payment,20.00,2026-10-13
            """);
        house.Clock.Advance(TimeSpan.FromHours(2));
        await desk.ScanAsync();
        Assert.Equal("cancelled", (await desk.LetterAsync(account))!.State);
        Assert.NotNull((await RowAsync(account)).CaseOpenedAt);
    }

    [Fact]
    public async Task A_refused_plan_of_a_hardship_frees_nothing_of_a_case_that_stands_open_beside()
    {
        var account = await desk.PlacedAsync("S-4", "90.00");
        await FlagAsync(account, "score");
        var hardship = await FlagAsync(account, Told.Hardship);
        await AppendAsync(account, new PlanOffered(
            account.PersonId, 3_000, 3, "USD", Guid.NewGuid(), "col-1", "fits", null, 9_000, Day.AddDays(21), hardship));
        await RefuseAsync(account);
        Assert.NotNull((await RowAsync(account)).CaseOpenedAt);
    }

    private async Task<AccountRow> OfferedAsync(string reference)
    {
        var account = await desk.PlacedAsync(reference, "90.00");
        await desk.OfferedAsync(account, 3000, 3);
        return account;
    }

    private async Task<Guid> FlagAsync(AccountRow account, string reason)
    {
        var id = Guid.NewGuid();
        await AppendAsync(account, new AccountFlagged(id, "R-01", reason, Day));
        return id;
    }

    private async Task RefuseAsync(AccountRow account) => await AppendAsync(account, new PlanRefused(
        account.PersonId, (await RowAsync(account)).PlanDecision!.Value, Day, "phone", "col-1", null));

    private async Task AppendAsync(AccountRow account, object happened)
    {
        var session = house.Store.OpenSession(account.ClientId, Access.System("test"));
        session.Append(account.Id, happened);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
    }

    private async Task<AccountRow> RowAsync(AccountRow account) =>
        (await house.Get<AccountBook>().FindAsync(House.Supervisor, account.ClientId, account.Id, Ct))!;
}
