using System.Globalization;
using System.Text.Json;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Collections.Risk.Scoring;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Flags;

/// <summary>Flagged accounts with a known answer: about nobody, and like a real one of the day on which they come.</summary>
public class FlaggedSampleTests(DemoHouse demo) : IClassFixture<DemoHouse>
{
    private const string Name = "Linden Grey", Reference = "ZZ-55501";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ICaseSample Samples => demo.House.Get<FlaggedSample>();

    private List<OpenCase> Scored => [.. demo.Cases.Where(c => c.Kind == FlaggedForm.CaseKind && c.Proposal is not null)];

    [Fact]
    public void Nothing_of_whom_it_was_about_is_left_and_no_amount_is_the_same()
    {
        Assert.NotEmpty(Scored);
        foreach (var real in Scored)
        {
            var (made, was) = (Make(real), FlaggedEvidence.Read(real.Evidence.Json));
            var all = JsonSerializer.Serialize(made, Plain);
            Assert.DoesNotContain(real.Reference, all);
            if (was.Name.Length > 0) Assert.DoesNotContain(was.Name, all, StringComparison.OrdinalIgnoreCase);
            var told = FlaggedEvidence.Read(made.Evidence.Json);
            Assert.NotEqual(was.Facts[0].Value, told.Facts[0].Value);
            Assert.All(was.Months.Due.Zip(told.Months.Due), pair => Assert.True(pair.First == 0 || pair.First != pair.Second));
            Assert.Equal(was.Facts.Select(fact => fact.Label), told.Facts.Select(fact => fact.Label));
            Assert.Equal(was.Events.Count, told.Events.Count);
            Assert.Equal(all, JsonSerializer.Serialize(Make(real), Plain));
        }
    }

    [Fact]
    public void What_people_wrote_said_or_were_called_is_gone()
    {
        var real = Scored[0];
        var was = FlaggedEvidence.Read(real.Evidence.Json);
        EvidenceEvent[] told =
        [
            new(DateTimeOffset.UnixEpoch, "talk", "Called and talked, Maren K. · made against the rule CALL-7", "Her daughter Ida is in hospital"),
            new(DateTimeOffset.UnixEpoch, "hardship", "Told us about hardship", "Lost the job at Rowan Mills"),
            new(DateTimeOffset.UnixEpoch, "stop", "An attorney represents this person", "by letter: Ada Quist, +1 212 555 0199"),
            new(DateTimeOffset.UnixEpoch, "failed", "Reminder was not sent", "no mailbox ida@rowan.example"),
            new(DateTimeOffset.UnixEpoch, "payment", "Paid $120.00", "TX-889123"),
        ];
        var made = FlaggedEvidence.Read(FlaggedSample.Make(Source(real with
        {
            Evidence = real.Evidence with { Json = (was with { Events = told }).ToJson() },
        })).Evidence.Json);
        Assert.Equal(["Called and talked · made against the rule CALL-7", "Told us about hardship", "An attorney represents this person"],
            made.Events.Take(3).Select(e => e.Words));
        Assert.Equal([null, null, "by letter", null], made.Events.Take(4).Select(e => e.Detail));
        Assert.StartsWith("TX-", made.Events[4].Detail);
        Assert.NotEqual("TX-889123", made.Events[4].Detail);
        Assert.NotEqual("Paid $120.00", made.Events[4].Words);
    }

    [Fact]
    public void It_is_as_old_on_the_day_it_comes_as_the_real_one_was()
    {
        var real = Scored.First(c => FlaggedEvidence.Read(c.Evidence.Json).Facts[2].Value != "none");
        var was = FlaggedEvidence.Read(real.Evidence.Json);
        var at = new DateTimeOffset(was.AsOf.AddDays(75), new TimeOnly(15, 0), TimeSpan.Zero);
        var now = Samples.On(Make(real), at);
        var told = FlaggedEvidence.Read(now.Evidence.Json);
        Assert.Equal(was.AsOf.AddDays(75), told.AsOf);
        Assert.Equal(Day(was.Facts[2].Value).AddDays(75), Day(told.Facts[2].Value));
        Assert.Equal(was.Facts[1].Source, told.Facts[1].Source); // How late it is.
        Assert.Equal(told.AsOf.ToString("MMM", CultureInfo.InvariantCulture), told.Months.Months[^1]);
        Assert.All(told.Events, e => Assert.True(e.DayOnly || e.At < at));
        Assert.Equal(was.AsOf.AddDays(75), ProposalView.Read(now.Proposal.Json).AsOf);
        Assert.Equal(FlaggedCase.QuestionOf(Name), now.Question);
    }

    [Theory]
    [InlineData(FlaggedForm.OfferPlan)]
    [InlineData(FlaggedForm.KeepReminding)]
    [InlineData(FlaggedForm.PaymentHold)]
    public void What_the_machine_is_said_to_propose_can_be_carried_out(string choice)
    {
        var at = new DateTimeOffset(FlaggedEvidence.Read(Scored[0].Evidence.Json).AsOf.AddDays(40), new TimeOnly(15, 0), TimeSpan.Zero);
        foreach (var real in Scored)
        {
            var now = Samples.On(FlaggedSample.Make(Source(real, choice)), at);
            Assert.Equal(choice, now.Proposal.Choice);
            Assert.Contains(now.Form.Choices, known => known.Code == choice);
            Assert.Null(Samples.Check(now.Evidence.Json, Answer(choice, now.Proposal.Fields), at));
            Assert.DoesNotContain(ProposalView.Read(now.Proposal.Json).Words, now.Evidence.Json);
        }
    }

    [Fact]
    public void What_could_not_be_carried_out_is_refused_as_it_would_be_of_an_account()
    {
        var (made, at) = (Make(Scored[0]), new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var little = new Dictionary<string, string> { ["amount"] = "1", ["months"] = "1" };
        Assert.Equal("amount", Samples.Check(made.Evidence.Json, Answer(FlaggedForm.OfferPlan, little), at)?.Field);
        var past = new Dictionary<string, string> { ["until"] = "2020-01-01" };
        Assert.Equal("until", Samples.Check(made.Evidence.Json, Answer(FlaggedForm.PaymentHold, past), at)?.Field);
    }

    [Fact]
    public async Task A_reference_of_a_real_account_cannot_be_invented()
    {
        var real = Scored[0];
        Assert.True(await Samples.IsTakenAsync(real.Client, real.Reference, Ct));
        var made = Samples.Invent(real.Reference, real.CaseId);
        Assert.Equal(real.Reference.Length, made.Length);
        Assert.NotEqual(real.Reference, made);
    }

    [Theory]
    [InlineData("closed until Fri 16 Oct 09:00 EDT", "closed until Mon 26 Oct 09:00 EDT")]
    [InlineData("Promised $20.00 until 28 Dec 2026", "Promised $20.00 until 7 Jan 2027")]
    [InlineData("tried again 30 Dec 2025 09:00 CST, 3 Marvels", "tried again 9 Jan 2026 09:00 CST, 3 Marvels")]
    [InlineData("12 transactions", "12 transactions")]
    public void Days_in_words_move_and_nothing_else(string words, string moved) =>
        Assert.Equal(moved, new MovedDays(new DateOnly(2026, 10, 14), 10).Text(words));

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private SampleCase Make(OpenCase real) => FlaggedSample.Make(Source(real));

    private static SampleSource Source(OpenCase real, string? choice = null) =>
        new(real.CaseId, real.Evidence.Json, real.Proposal!, Name, Reference, choice ?? real.Proposal!.Choice!);

    private static Answer Answer(string choice, IReadOnlyDictionary<string, string> fields) =>
        new(Guid.Empty, "castlegate", Guid.Empty, choice, fields);

    private static DateOnly Day(string words) => DateOnly.ParseExact(words, "d MMM yyyy", CultureInfo.InvariantCulture);
}
