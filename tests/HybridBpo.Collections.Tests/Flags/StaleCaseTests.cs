using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Collections.Risk.Scoring;
using HybridBpo.Collections.Tests.Nudges;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;
using Npgsql;

namespace HybridBpo.Collections.Tests.Flags;

/// <summary>Money that moves makes a case stale before it is decided; the account is looked at anew.</summary>
public class StaleCaseTests(House house) : IClassFixture<House>
{
    private static readonly Access Collector = new(new Actor(Actor.Person, "col-1", "Maren K."), ["tilbury"], [Roles.Collector]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly Desk desk = new(house);

    [Theory]
    [InlineData("payment", "10.00", "payment-received", "money came in")]
    [InlineData("credit", "10.00", "payment-received", "money came in")]
    [InlineData("returned", "10.00", "payment-returned", "a payment was returned")]
    [InlineData("adjustment", "-1.00", "balance-adjusted", "the balance was adjusted")]
    public async Task Money_that_moved_closes_the_case_and_the_next_scoring_looks_again(string type, string amount, string reason, string words)
    {
        var reference = $"S-{type}";
        var asked = await FlaggedAsync(reference);
        // Nobody is asked twice while the first case stands, nor in the weeks after it.
        Assert.Equal(0, await ScoreAsync());

        await BookAsync(reference, type, amount);
        await house.RelayAsync(async () => (await desk.AccountAsync(reference)).CaseOpenedAt is null);
        Assert.Equal(reason, await desk.OneAsync<string>(
            $"select data->>'Reason' from events.mt_events where stream_id = '{asked.CaseId}' and type = 'case_withdrawn'"));
        Assert.Contains((await desk.FileAsync(reference)).Timeline, e => e.Words == $"The case was closed before a decision: {words}");

        house.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await ScoreAsync());
        var again = Assert.Single(await CasesAsync(reference));
        Assert.NotEqual(asked.CaseId, again.CaseId);
        var owed = (await desk.AccountAsync(reference)).BalanceMinor;
        Assert.Contains(MoneyText.Format(owed, "USD"), again.Evidence.Json);
    }

    [Fact]
    public async Task A_further_bill_makes_nothing_stale()
    {
        var asked = await FlaggedAsync("N-1");
        await BookAsync("N-1", "charge", "30.00");
        await BookAsync("N-1", "fee", "3.00");
        Assert.DoesNotContain(await house.SentAsync<WithdrawCase>(CaseMessages.Withdraw), w => w.CaseId == asked.CaseId);
    }

    [Fact]
    public async Task What_somebody_told_of_hardship_is_asked_again_at_once_on_the_new_balance()
    {
        await desk.PlaceOneAsync("H-1");
        Assert.Null((await house.Get<Protections>().NoteAsync(
            Collector, await desk.AccountAsync("H-1"), new NoteProtection(Told.Hardship, "letter", house.Clock.Now, "Lost her job.", "col-1"),
            Guid.NewGuid(), Ct)).Refusal);
        var asked = Assert.Single(await CasesAsync("H-1"));
        await house.RelayAsync(() => OpenAsync(asked.CaseId));

        await BookAsync("H-1", "payment", "10.00");
        var (client, account) = ((await house.Get<Clients>().GetAsync(House.Supervisor, "tilbury", Ct))!, await desk.AccountAsync("H-1"));
        var again = (await house.Get<HardshipCases>().AgainAsync(client, account.Id, asked.CaseId, house.Clock.Now, Ct))!.Asked;
        await house.RelayAsync(() => OpenAsync(again.CaseId));
        Assert.Equal((asked.Question, asked.Reference, null), (again.Question, again.Reference, again.Proposal));
        Assert.Contains("$40.00", again.Evidence.Json);
        Assert.Contains("Lost her job.", again.Evidence.Json);
        Assert.Single((await desk.FileAsync("H-1")).State.Holds, h => h.IsActive(house.Clock.Now));
        Assert.Equal(1, await desk.OneAsync<long>("select count(*) from collections.flagged_cases f join collections.accounts a "
            + "on a.client_id = f.client_id and a.id = f.account_id where a.reference = 'H-1' and f.hardship_at is not null"));
    }

    [Fact]
    public async Task A_payment_in_full_that_bounces_is_looked_at_again()
    {
        var asked = await FlaggedAsync("B-1");
        await BookAsync("B-1", "payment", "50.00");
        await house.RelayAsync(async () => (await desk.AccountAsync("B-1")).CaseOpenedAt is null);
        house.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await ScoreAsync());
        await BookAsync("B-1", "returned", "50.00");
        Assert.Equal(1, await ScoreAsync());
        Assert.NotEqual(asked.CaseId, Assert.Single(await CasesAsync("B-1")).CaseId);
    }

    [Fact]
    public async Task A_booking_that_commits_between_the_reading_and_the_asking_is_not_missed()
    {
        await desk.PlaceOneAsync("R-1", "2026-08-01");
        Task<int>? scoring = null;
        await house.Database.InTransactionAsync(Access.System("test", "tilbury"), async (booking, _) =>
        {
            // What whoever books does first; who asks has read the old balance by then, and waits for the row.
            await using var paid = new NpgsqlCommand(
                "update collections.accounts set balance_minor = balance_minor - 1000 where reference = 'R-1'", booking);
            await paid.ExecuteNonQueryAsync(Ct);
            scoring = ScoreAsync();
            while (await desk.OneAsync<long>("select count(*) from pg_locks where not granted and locktype in ('transactionid', 'tuple')") == 0)
                await Task.Delay(20, Ct);
            return true;
        }, Ct);
        Assert.Equal(1, await scoring!);
        var asked = Assert.Single(await CasesAsync("R-1"));
        Assert.Contains("$50.00", asked.Evidence.Json);
        var stale = Assert.Single(await house.SentAsync<WithdrawCase>(CaseMessages.Withdraw), w => w.CaseId == asked.CaseId);
        Assert.Equal("balance-moved", stale.Reason);
        await house.RelayAsync(async () => (await desk.AccountAsync("R-1")).CaseOpenedAt is null);

        house.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await ScoreAsync());
        Assert.Contains("$40.00", (await CasesAsync("R-1")).Single(c => c.CaseId != asked.CaseId).Evidence.Json);
    }

    private async Task<OpenCase> FlaggedAsync(string reference)
    {
        await desk.PlaceOneAsync(reference, "2026-08-01");
        await ScoreAsync();
        var asked = Assert.Single(await CasesAsync(reference));
        await house.RelayAsync(() => OpenAsync(asked.CaseId));
        return asked;
    }

    private async Task<int> ScoreAsync() => (await house.Get<ScorePortfolio>().RunAsync(
        (await house.Get<Clients>().GetAsync(House.Supervisor, "tilbury", Ct))!, Ct)).Flagged;

    private Task BookAsync(string reference, string type, string amount) => house.LoadAsync("transactions", $"""
        AccountRef,TransactionRef,TransactionType,Amount,ProcessedAt
        {reference},{Guid.NewGuid():N},{type},{amount},2026-10-13
        """);

    private async Task<List<OpenCase>> CasesAsync(string reference) =>
        [.. (await house.SentAsync<OpenCase>(CaseMessages.Open)).Where(c => c.Reference == reference)];

    private async Task<bool> OpenAsync(Guid caseId) =>
        await desk.OneAsync<long>($"select count(*) from inbox.cases where case_id = '{caseId}' and stage = 'open'") == 1;
}
