using HybridBpo.Collections.Disputes;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Tests.Nudges;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Protection;

public class DisputeEndTests(House house) : IClassFixture<House>
{
    private readonly Desk desk = new(house);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_proof_is_sent_before_it_ends_anything_and_one_of_two_disputes_ends_one()
    {
        await desk.PlaceOneAsync("D-1");
        await DisputeAsync("The meter was exchanged.");
        await DisputeAsync("Paid in cash.");
        var cases = (await house.SentAsync<OpenCase>(CaseMessages.Open)).Where(c => c.Kind == DisputeCase.CaseKind).ToList();
        Assert.Equal(2, cases.Count);

        Assert.IsType<VerificationNotSentYet>((await ResolveAsync(cases[0], "2029-01-01")).Refusal);
        Assert.IsType<VerificationNotSentYet>((await ResolveAsync(cases[0], "2026-10-14")).Refusal);
        Assert.True((await desk.AccountAsync("D-1")).Disputed);
        Assert.Null((await ResolveAsync(cases[0], "2026-10-13")).Refusal);
        Assert.True((await desk.AccountAsync("D-1")).Disputed);
        Assert.Contains("DISPUTE", await desk.BlocksAsync("D-1"));
        Assert.Null((await ResolveAsync(cases[1], "2026-10-12")).Refusal);
        Assert.False((await desk.AccountAsync("D-1")).Disputed);
        Assert.DoesNotContain("DISPUTE", await desk.BlocksAsync("D-1"));
        Assert.Null((await desk.AccountAsync("D-1")).DisputedSince);
    }

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("2031-10-20")]
    public void A_hold_beyond_sense_is_refused(string day)
    {
        var account = Account.Create(new AccountPlaced(Guid.NewGuid(), "D-2", "", "", null, "USD", 1, default, default, null, null));
        var hold = new PlaceHold(Guid.NewGuid(), "contact", PlaceHold.End(day), "col-1", "collector", "");
        Assert.IsType<HoldTooLong>(PlaceHold.Decide(hold, account, House.Start).Refusal);
        Assert.Null(PlaceHold.Decide(hold with { Until = PlaceHold.End("2026-12-31") }, account, House.Start).Refusal);
    }

    [Fact]
    public void A_hold_ends_for_a_reason()
    {
        var (id, account) = (Guid.NewGuid(),
            Account.Create(new AccountPlaced(Guid.NewGuid(), "D-3", "", "", null, "USD", 1, default, default, null, null)));
        account.Apply(new HoldPlaced(account.PersonId, id, "contact", null, "col-1", "collector", null));
        Assert.IsType<ReasonMissing>(ReleaseHold.Decide(new ReleaseHold(id, "col-1", ""), account, House.Start).Refusal);
        Assert.Null(ReleaseHold.Decide(new ReleaseHold(id, "col-1", "Called and agreed"), account, House.Start).Refusal);
    }

    private async Task DisputeAsync(string what) => Assert.Null((await house.Get<Protections>().NoteAsync(
        House.Supervisor, await desk.AccountAsync("D-1"), new NoteProtection(Told.Dispute, "letter", house.Clock.Now, what, "sup-1"), Guid.NewGuid(),
        Ct)).Refusal);

    private Task<Result<Done>> ResolveAsync(OpenCase c, string sentOn) => house.Get<DisputeOutcome>().ApplyAsync(new Outcome(
        c.CaseId, Guid.NewGuid(), 1, c.Client, c.Kind, c.SubjectId, "proof-sent", new Dictionary<string, string> { ["sentOn"] = sentOn },
            "document", "",
        "u-1", null, house.Clock.Now), Ct);
}
