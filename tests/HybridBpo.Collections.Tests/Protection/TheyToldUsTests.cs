using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Collections.Risk.Scoring;
using HybridBpo.Collections.Tests.Nudges;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Protection;

/// <summary>Whoever works an account records what a person said, and every rule obeys at once.</summary>
public class TheyToldUsTests(House house) : IClassFixture<House>
{
    private static readonly Access Collector = new(new Actor(Actor.Person, "col-1", "Maren K."), ["tilbury", "oakmere"], [Roles.Collector]);

    private readonly Desk desk = new(house);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Told.StopEmail, "OPTED-OUT", "Opted out of e-mail")]
    [InlineData(Told.StopAll, "OPTED-OUT", "Wants no contact at all")]
    [InlineData(Kinds.Cease, "CEASE", "Asked us in writing to stop")]
    [InlineData(Kinds.Attorney, "ATTY", "An attorney represents this person")]
    [InlineData(Kinds.Bankruptcy, "BANKRUPT", "A bankruptcy petition is filed")]
    [InlineData(Kinds.Death, "DECEASED", "The person has died")]
    [InlineData(Told.Dispute, "DISPUTE", "Dispute opened: contact stops until the proof is sent")]
    public async Task What_was_said_holds_at_once(string what, string rule, string line)
    {
        var reference = "T-" + what;
        await desk.PlaceOneAsync(reference);
        await desk.AttestAllAsync();
        Assert.Equal("", await desk.BlocksAsync(reference));
        await desk.ScanAsync();
        Assert.Equal("planned", Assert.Single(await desk.NudgesAsync(reference)).State);

        Assert.Null(await NoteAsync(reference, what, "Law office of P. Quimby"));
        Assert.Contains(rule, (await desk.BlocksAsync(reference)).Split(' '));
        Assert.Equal("cancelled", Assert.Single(await desk.NudgesAsync(reference)).State);
        var delivery = (await desk.NudgesAsync(reference))[0].DeliveryId;
        Assert.Equal("cancelled", await desk.OneAsync<string>($"select state from platform.deliveries where id = '{delivery}'"));
        var timeline = (await desk.FileAsync(reference)).Timeline;
        Assert.Contains("Law office of P. Quimby", Assert.Single(timeline, e => e.Words == line).Detail);
        house.Clock.Advance(TimeSpan.FromMinutes(5));
        await desk.ScanAsync();
        Assert.DoesNotContain(await desk.NudgesAsync(reference), n => n.State == "planned");
    }

    [Fact]
    public async Task A_stop_reaches_every_client_and_what_is_no_stop_does_not()
    {
        await desk.PlaceOneAsync("E-1");
        await desk.PlaceOneAsync("E-2");
        var other = new Desk(house, "oakmere");
        await other.PlaceOneAsync("E-1");
        await other.PlaceOneAsync("E-2");
        await NoteAsync("E-1", Told.StopEmail);
        await NoteAsync("E-2", Kinds.Cease);
        Assert.Contains("OPTED-OUT", await other.BlocksAsync("E-1"));
        Assert.DoesNotContain("OPTED-OUT", await other.BlocksAsync("E-2"));
        Assert.DoesNotContain("CEASE", await other.BlocksAsync("E-2"));

        // Taken back where it was said, with a reason that everybody reads; and then it can be said again, by the link as well.
        Assert.IsType<Negotiation.ReasonMissing>((await LiftAsync("E-1", Kinds.OptedOut, "")).Refusal);
        Assert.IsType<NotFound>((await LiftAsync("E-1", Kinds.Death, "A mistake")).Refusal);
        Assert.Null((await LiftAsync("E-1", Kinds.OptedOut, "Wrote that she wants mails again")).Refusal);
        Assert.DoesNotContain("OPTED-OUT", await desk.BlocksAsync("E-1"));
        Assert.DoesNotContain("OPTED-OUT", await other.BlocksAsync("E-1"));
        Assert.Contains((await desk.FileAsync("E-1")).Timeline,
            e => e is { Words: "Taken back: opted out", Detail: "Wrote that she wants mails again" });
        var address = (await desk.FileAsync("E-1")).File.Mail!;
        for (var round = 0; round < 2; round++)
        {
            Assert.Null((await house.Get<OptOuts>().TakeAsync(address, "link", Ct)).Refusal);
            Assert.Contains("OPTED-OUT", await desk.BlocksAsync("E-1"));
            Assert.Null((await LiftAsync("E-1", Kinds.OptedOut, "Asked for mails again")).Refusal);
            Assert.DoesNotContain("OPTED-OUT", await desk.BlocksAsync("E-1"));
        }
    }

    [Fact]
    public async Task What_another_client_was_told_is_not_taken_back_here()
    {
        await desk.PlaceOneAsync("F-1");
        var other = new Desk(house, "oakmere");
        await other.PlaceOneAsync("F-1");
        await NoteAsync("F-1", Told.StopAll);
        Assert.Null((await house.Get<Protections>().NoteAsync(
            Collector, await other.AccountAsync("F-1"), Note(Told.StopAll, ""), Guid.NewGuid(), Ct)).Refusal);
        Assert.Null((await LiftAsync("F-1", Kinds.OptedOut, "A mistake of ours")).Refusal);
        Assert.Contains("OPTED-OUT", await desk.BlocksAsync("F-1"));
    }

    [Fact]
    public async Task A_dispute_is_a_case_and_a_word_on_the_phone_is_a_conversation()
    {
        await desk.PlaceOneAsync("G-1");
        var command = Guid.NewGuid();
        var note = Note(Told.Dispute, "The meter was exchanged.") with { Way = "phone" };
        for (var again = 0; again < 2; again++)
            Assert.Null((await house.Get<Protections>().NoteAsync(Collector, await desk.AccountAsync("G-1"), note, command, Ct)).Refusal);
        Assert.Single(await house.SentAsync<OpenCase>(CaseMessages.Open), c => c.Kind == Disputes.DisputeCase.CaseKind && c.Reference == "G-1");
        var file = await desk.FileAsync("G-1");
        Assert.Equal(house.Clock.Now, file.Account.DisputedSince!.Value, TimeSpan.FromMinutes(5));
        Assert.Equal("conversation", Assert.Single(file.File.Person.Contacts).Kind);
    }

    [Theory]
    [InlineData("nothing", "letter", 0, "")]
    [InlineData(Told.StopAll, "smoke", 0, "")]
    [InlineData(Told.StopAll, "letter", 1, "")]
    [InlineData(Told.StopAll, "letter", -900, "")]
    [InlineData(Kinds.Attorney, "letter", 0, "")]
    [InlineData(Told.Dispute, "letter", 0, "")]
    public void What_cannot_be_understood_is_asked_about(string what, string way, int days, string words) =>
        Assert.IsType<ToldUnusable>(new NoteProtection(what, way, house.Clock.Now.AddDays(days), words, "col-1").Problem(house.Clock.Now));

    [Fact]
    public async Task Who_may_not_work_accounts_records_nothing()
    {
        await desk.PlaceOneAsync("H-1");
        var account = await desk.AccountAsync("H-1");
        Assert.IsType<Forbidden>((await house.Get<Protections>().NoteAsync(
            House.Analyst, account, Note(Told.StopAll, ""), Guid.NewGuid(), Ct)).Refusal);
        Assert.IsType<Forbidden>((await house.Get<Protections>().LiftAsync(House.Analyst, account, Kinds.Cease, "x", Guid.NewGuid(), Ct)).Refusal);
    }

    [Fact]
    public async Task Nobody_is_asked_to_offer_a_plan_to_the_bankrupt_and_the_dead()
    {
        await desk.PlaceOneAsync("L-1", "2026-03-01");
        await desk.PlaceOneAsync("L-2", "2026-03-01");
        await desk.PlaceOneAsync("L-3", "2026-03-01");
        await NoteAsync("L-1", Kinds.Bankruptcy);
        await NoteAsync("L-1", Kinds.Death);
        await NoteAsync("L-2", Kinds.Attorney, "P. Quimby");
        var client = (await house.Get<Clients>().GetAsync(House.Supervisor, "tilbury", Ct))!;
        await house.Get<ScorePortfolio>().RunAsync(client, Ct);
        var flagged = (await house.SentAsync<OpenCase>(CaseMessages.Open)).Where(c => c.Kind == FlaggedForm.CaseKind).Select(c => c.Reference);
        Assert.Equal(["L-3"], flagged.Where(r => r.StartsWith("L-", StringComparison.Ordinal)));

        var file = await desk.FileAsync("L-1");
        var evidence = FlaggedEvidence.Of(file.File, file.Account, file.Transactions, [], null, new DateOnly(2026, 10, 13), house.Clock.Now);
        Assert.Equal("bankruptcy, has died, an address is on the firm-wide list", evidence.Facts.Single(f => f.Label == "Protection").Value);
        Assert.Null((await LiftAsync("L-2", Kinds.Attorney, "Withdrew on 2 October")).Refusal);
        await house.Get<ScorePortfolio>().RunAsync(client, Ct);
        Assert.Contains((await house.SentAsync<OpenCase>(CaseMessages.Open)), c => c.Kind == FlaggedForm.CaseKind && c.Reference == "L-2");
    }

    [Fact]
    public async Task What_closes_every_way_to_a_person_is_built_anew_from_what_was_told()
    {
        await desk.PlaceOneAsync("R-1");
        Assert.Null(await NoteAsync("R-1", Kinds.Cease));
        Assert.Null(await NoteAsync("R-1", Kinds.Attorney, "Law office of P. Quimby"));
        Assert.Null((await LiftAsync("R-1", Kinds.Cease, "A mistake of ours")).Refusal);
        var person = await desk.OneAsync<Guid>("select person_id from collections.accounts where client_id = 'tilbury' and reference = 'R-1'");
        var read = $"select array_to_string(protections, ' ') from collections.persons where client_id = 'tilbury' and id = '{person}'";
        Assert.Equal(Kinds.Attorney, await desk.OneAsync<string>(read));
        await desk.OneAsync<int>($"update collections.persons set protections = array['{Kinds.Death}'] where id = '{person}' returning 1");
        await house.Get<Events.ProjectionDaemon>().RebuildStreamAsync("person_protections", "tilbury", person, "test", ct: Ct);
        Assert.Equal(Kinds.Attorney, await desk.OneAsync<string>(read));
    }

    private async Task<Refusal?> NoteAsync(string reference, string what, string words = "") => (await house.Get<Protections>()
        .NoteAsync(Collector, await desk.AccountAsync(reference), Note(what, words), Guid.NewGuid(), Ct)).Refusal;

    private async Task<Result<Done>> LiftAsync(string reference, string kind, string why) =>
        await house.Get<Protections>().LiftAsync(Collector, await desk.AccountAsync(reference), kind, why, Guid.NewGuid(), Ct);

    private NoteProtection Note(string what, string words) => new(what, "letter", house.Clock.Now, words, Collector.Actor.Id);
}
