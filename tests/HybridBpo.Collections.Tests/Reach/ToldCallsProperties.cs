using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Reach;

namespace HybridBpo.Collections.Tests.Reach;

/// <summary>The same call, told in any order and any number of times, counts once; and no call is lost in another one.</summary>
public class ToldCallsProperties
{
    private static readonly DateTimeOffset Start = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Guid[] Numbers = [Ids.For("", "test", "one"), Ids.For("", "test", "two")];

    private static readonly Guid[] Files = [Ids.For("", "test", "a"), Ids.For("", "test", "b")];

    private static readonly Gen<string[]> Debts = Gen.Elements<string[]>(["A"], ["B"], ["A", "B"]);

    // Calls that are more than an hour apart, each told by one or both files, perhaps twice, and perhaps by hand.
    private static readonly Gen<(int Calls, Telling[] Tellings)> Apart =
        from gaps in Gen.ListOf(Gen.Choose(120, 900))
        from tellings in Gen.CollectToArray(Enumerable.Range(0, gaps.Count), i => OfOne(Start.AddMinutes(gaps.Take(i + 1).Sum())))
        from order in Gen.Shuffle(tellings.SelectMany(t => t).ToArray())
        select (gaps.Count, order);

    // Any calls, as close as they like.
    private static readonly Gen<Telling[]> Any =
        from calls in Gen.ListOf(from minute in Gen.Choose(0, 60)
                                 from second in Gen.Choose(0, 59)
                                 from number in Gen.Elements(Numbers)
                                 from file in Gen.Elements(Files)
                                 from debts in Debts
                                 from talk in Gen.Elements(CallOutcomes.RightParty, CallOutcomes.NoAnswer, CallOutcomes.NotConnected)
                                 from desk in Gen.Elements(true, false)
                                 select desk
                                     ? new Telling(Start.AddMinutes(minute), false, talk, minute % 3 == 0 ? null : number, debts)
                                     : new Telling(Start.AddMinutes(minute).AddSeconds(second), false, talk, number, debts, file, second))
        select calls.ToArray();

    private static Gen<Telling[]> OfOne(DateTimeOffset at) =>
        from number in Gen.Elements(Numbers)
        from inbound in Gen.Elements(true, false)
        from outcome in Gen.Elements(CallOutcomes.RightParty, CallOutcomes.NoAnswer, CallOutcomes.Voicemail)
        from seconds in Gen.Choose(0, 900)
        from times in Gen.Choose(1, 3)
        from files in Gen.SubListOf(Files)
        from desk in Gen.Choose(0, 2)
        from typed in Gen.Choose(-ToldCalls.MinutesBefore, ToldCalls.MinutesAfter)
        let file = new Telling(at, inbound, outcome, number, ["A"], null, seconds)
        let hand = new Telling(at.AddMinutes(typed), inbound, outcome, typed % 2 == 0 ? null : number, ["A"])
        select (Telling[])[
            .. files.DefaultIfEmpty(Files[0]).SelectMany(f => Enumerable.Repeat(file with { Import = f }, times)),
            .. desk == 0 ? [hand] : (Telling[])[]];

    [Fact]
    public void The_same_call_in_any_order_and_any_number_of_times_counts_once() =>
        Check(Apart, x => Tell(x.Tellings).Contacts.Count() == x.Calls);

    [Fact]
    public void Never_fewer_calls_are_counted_than_the_source_that_tells_the_most() => Check(Any, tellings =>
    {
        var counted = Tell(tellings).All.Count;
        return counted >= tellings.Count(t => !t.IsFromFile)
            && Files.All(f => counted >= tellings.Where(t => t.Import == f).Select(t => (t.Number, t.At)).Distinct().Count());
    });

    [Fact]
    public void A_talk_that_anybody_told_of_stays_a_talk_and_every_debt_is_counted() => Check(Any, tellings =>
    {
        var counted = Tell(tellings).Contacts.ToList();
        return tellings.SelectMany(t => t.Debts.Select(d => (t, d))).All(x =>
            counted.Any(c => c.Debt == x.d && c.At >= x.t.At && (!x.t.Talked || c.Kind == "conversation")
                && (!x.t.Connected || c.Excluded is null)));
    });

    [Fact]
    public void What_a_file_told_is_gone_when_it_is_taken_back_and_nothing_of_the_others() => Check(Any, tellings =>
    {
        var calls = Tell(tellings);
        calls.TakeBack(Files[0]);
        return calls.All.SelectMany(c => c.Tellings).All(t => t.Import != Files[0])
            && tellings.Where(t => t.Import != Files[0]).All(t => calls.All.Any(c => c.Tellings.Contains(t)));
    });

    private static ToldCalls Tell(IEnumerable<Telling> tellings)
    {
        var (calls, n) = (new ToldCalls(), 0);
        foreach (var telling in tellings)
            calls.Add(calls.Find(telling)?.Id ?? Ids.For("", "test", $"{n++}"), telling);
        return calls;
    }

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) =>
        Prop.ForAll(values.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
