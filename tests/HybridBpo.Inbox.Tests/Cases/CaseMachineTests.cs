using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Tests.Given;

namespace HybridBpo.Inbox.Tests.Cases;

/// Whatever people try, in whatever order: the log that comes of it keeps the promises. The promises are read off the log, not off the aggregate.
public class CaseMachineTests
{
    /// Every third act goes on along the road, so that runs reach the second person and the delivery; the rest is anything by anybody.
    private static readonly Gen<Try> Tries =
        from what in Gen.Frequency(
            (14, Gen.Constant(World.GoOn)), (9, Gen.Choose(0, 3)), (2, Gen.Constant(4)), (4, Gen.Constant(5)),
            (5, Gen.Choose(6, 7)), (2, Gen.Choose(8, 9)), (1, Gen.Choose(10, 15)), (4, Gen.Choose(17, 19)))
        from who in Gen.Frequency((5, Gen.Choose(0, 1)), (2, Gen.Choose(2, 3)))
        from stale in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(-1, 2)))
        from wait in Gen.Frequency((6, Gen.Choose(0, 15)), (2, Gen.Constant(20)), (1, Gen.Constant(400)))
        from choice in Gen.Choose(0, 2)
        select new Try(what, who, stale, wait, choice);

    public static TheoryData<string> Promises => [.. Rules.Keys];

    private static Dictionary<string, Func<IReadOnlyList<(object Event, Try By, DateTimeOffset At)>, bool>> Rules { get; } = new()
    {
        ["nobody sees the proposal before judging"] = log => Each<RecommendationRevealed>(log, (e, before) => before.Judged(e.By)),
        ["nobody decides or confirms before judging"] = log =>
            Each<DecisionMade>(log, (e, before) => before.Judged(e.By)) && Each<DecisionConfirmed>(log, (e, before) => before.Judged(e.By)),
        ["nobody is both first and second"] = log =>
            Each<DecisionConfirmed>(log, (e, before) => before.OfType<DecisionMade>().Single(d => d.DecisionId == e.DecisionId).By != e.By),
        ["nobody confirms what was decided on their behalf, or by somebody for whom they act"] = log => Each<DecisionConfirmed>(log, (e, before) =>
            before.OfType<DecisionMade>().Single(d => d.DecisionId == e.DecisionId) is var made && made.By != e.By
            && !before.ActsFor(made.By, e.By) && !before.ActsFor(e.By, made.By)),
        ["the one who asked takes no part"] = log => log.All(entry => entry.Event is not (JudgementRecorded { By: Sample.Asker }
            or DecisionMade { By: Sample.Asker } or DecisionConfirmed { By: Sample.Asker } or CaseClaimed { By: Sample.Asker })),
        ["a judgement is given once"] = log => log.Select(entry => entry.Event).OfType<JudgementRecorded>().GroupBy(e => e.By).All(g =>
            g.Count() == 1),
        ["only the newest lease acts"] = log => Each<JudgementRecorded>(log, (e, before) => before.Holder() == e.By)
            && Each<DecisionMade>(log, (e, before) => before.Holder() == e.By) && Each<DecisionConfirmed>(log, (e, before) => before.Holder() == e.By)
            && log.All(entry => entry.Event is not (JudgementRecorded or DecisionMade or DecisionConfirmed or DecisionRefused or CaseSnoozed)
                || entry.By.Stale == 0),
        ["tokens only rise"] = log => log.Select(entry => entry.Event.Token()).OfType<long>().ToArray() is var tokens
            && tokens.Zip(tokens.Skip(1)).All(pair => pair.First < pair.Second),
        ["a decision leaves once and only after its window"] = log =>
            log.Select(entry => entry.Event).OfType<OutcomeSent>().GroupBy(e => e.DecisionId).All(g => g.Count() == 1)
            && Each<OutcomeSent>(log, (e, before) => before.OfType<DecisionMade>().Single(d => d.DecisionId == e.DecisionId).LeavesAt <= e.At),
        ["a decision for two leaves only confirmed"] = log => Each<OutcomeSent>(log, (e, before) =>
            !before.OfType<DecisionMade>().Single(d => d.DecisionId == e.DecisionId).NeedsSecondPerson
            || before.Last(x => x is DecisionConfirmed or DecisionUndone) is DecisionConfirmed c && c.DecisionId == e.DecisionId),
        ["what was undone never leaves"] = log => Each<OutcomeSent>(log, (e, before) =>
            !before.OfType<DecisionUndone>().Any(u => u.DecisionId == e.DecisionId && u.Step == "decision")),
        ["the outcome is delivered at most once and ends the case"] = log =>
            log.Select(entry => entry.Event).SkipWhile(e => e is not (OutcomeDelivered or CaseWithdrawn)).Skip(1)
                .All(e => e is RecommendationRevealed),
    };

    [Theory]
    [MemberData(nameof(Promises))]
    public void No_sequence_of_acts_breaks_a_promise(string promise) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_500).WithEndSize(80), Prop.ForAll(Tries.NonEmptyListOf().ToArbitrary(), tries =>
        {
            var world = new World();
            foreach (var t in tries)
            {
                world.Attempt(t);
            }

            return Rules[promise](world.Log);
        }));

    /// Where people may look first, what worsens somebody's position leaves only when somebody who judged blind has confirmed it.
    [Fact]
    public void Where_people_may_look_first_no_adverse_answer_leaves_without_somebody_who_judged_blind()
    {
        var adverse = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(80), Prop.ForAll(Tries.NonEmptyListOf().ToArbitrary(), tries =>
        {
            var world = new World(LookFirst);
            foreach (var t in tries)
            {
                world.Attempt(t);
            }

            return Each<OutcomeSent>(world.Log, (e, before) =>
            {
                var made = before.OfType<DecisionMade>().Single(d => d.DecisionId == e.DecisionId);
                var mayLook = made.Adverse && before.OfType<ModeDrawn>().Any(drawn => drawn.By == made.By);
                adverse += mayLook ? 1 : 0;
                return !mayLook || (before.LastOrDefault(x => x is DecisionConfirmed) is DecisionConfirmed confirmed
                    && confirmed.DecisionId == made.DecisionId && confirmed.By != made.By
                    && (before.OfType<RecommendationRevealed>().All(r => r.By != confirmed.By)
                        || Array.FindIndex(before, x => x is JudgementRecorded j && j.By == confirmed.By)
                            < Array.FindIndex(before, x => x is RecommendationRevealed r && r.By == confirmed.By)));
            });
        }));
        Assert.True(adverse > 20, $"Only {adverse} adverse answers left.");
    }

    private static ModePolicy LookFirst => ModePolicy.House with { OfAdverse = [Modes.OnRequest] };

    [Fact]
    public void The_random_acts_reach_every_corner()
    {
        var reached = new HashSet<string>();
        foreach (var (tries, run) in Gen.Sample(Tries.ListOf(60), 3_000).Select((tries, run) => (tries, run)))
        {
            var world = new World(run % 2 == 0 ? null : LookFirst);
            foreach (var t in tries)
            {
                world.Attempt(t);
            }

            reached.UnionWith(world.Log.Select(entry => entry.Event.GetType().Name));
        }

        string[] elsewhere = [nameof(EvidenceOpened), nameof(CaseEscalated), nameof(EscalationAcknowledged), nameof(CallbackHandedOver),
            nameof(AttachmentAdded), nameof(AttachmentOpened), nameof(AttachmentRemoved), nameof(AttachmentRestored), nameof(SeedAnswered)];
        var all = typeof(Case).GetMethods().Where(m => m.Name == nameof(Case.Apply)).Select(m => m.GetParameters()[0].ParameterType.Name);
        Assert.Empty(all.Except(elsewhere).Except(reached));
    }

    private static bool Each<T>(IReadOnlyList<(object Event, Try By, DateTimeOffset At)> log, Func<T, object[], bool> holds) =>
        log.Select((entry, at) => (entry.Event, at)).Where(x => x.Event is T)
            .All(x => holds((T)x.Event, [.. log.Take(x.at).Select(entry => entry.Event)]));
}

internal static class LogReading
{
    public static bool Judged(this object[] before, string person) => before.OfType<JudgementRecorded>().Any(e => e.By == person);

    public static string? Holder(this object[] before) => before.LastOrDefault(e => e.Token() is not null) switch
    {
        CaseClaimed e => e.By,
        CaseHandedOver e => e.To,
        DecisionUndone e => e.By,
        DelegationAccepted e => e.By,
        _ => null,
    };

    /// Whether this person took the case over from the owner, at once or through others.
    public static bool ActsFor(this object[] before, string person, string owner)
    {
        var owners = new HashSet<(string By, string Owner)>();
        foreach (var e in before.OfType<DelegationAccepted>())
        {
            owners.UnionWith([(e.By, e.Owner), .. owners.Where(pair => pair.By == e.Owner).Select(pair => (e.By, pair.Owner))]);
        }

        return person != owner && owners.Contains((person, owner));
    }

    public static long? Token(this object e) => e switch
    {
        CaseClaimed x => x.Token,
        CaseHandedOver x => x.Token,
        DecisionUndone x => x.Token,
        DelegationAccepted x => x.Token,
        _ => null,
    };
}
