using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Inbox.Calendars;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.Given.Sample;

namespace HybridBpo.Inbox.Tests.Escalating;

public class TimersTests
{
    /// Wednesday 14 October 2026 at ten; New York works from 13:00 to 21:00 UTC.
    private static readonly DateTimeOffset Ten = DateTimeOffset.Parse("2026-10-14T14:00Z");

    private static readonly WorkingCalendar NewYork = WorkingCalendar.Read(1, "America/New_York", WorkingCalendar.UsualHours, []).Value;

    private static readonly WaitingCase Waiting = new(Fernbrook, CaseId, 1, Kind, Ten, DateTimeOffset.Parse("2026-10-15T18:00Z"), null, null, null,
        [], Ten, 0, null, null);

    [Theory]
    [InlineData("on: at-risk, steps: [{at: 75%, do: [tell]}]", "at-risk", "2026-10-15T15:00Z")] // nine of twelve hours
    [InlineData("on: at-risk, steps: [{before: 6h, do: [tell]}]", "at-risk", "2026-10-14T20:00Z")]
    [InlineData("on: at-risk, steps: [{before: 40h, do: [tell]}]", "at-risk", "2026-10-14T14:00Z")] // longer than it has: at once
    [InlineData("on: breached, steps: [{after: 0h, do: [tell]}]", "past-due", "2026-10-15T18:00Z")]
    [InlineData("on: breached, steps: [{after: 4h, do: [tell]}]", "past-due", "2026-10-16T14:00Z")] // over the night
    [InlineData("on: unclaimed, steps: [{after: 8h, do: [tell]}]", "unclaimed", "2026-10-15T14:00Z")]
    public void Steps_come_by_working_time(string line, string why, string at)
    {
        var timer = Assert.Single(Of(Waiting, line));
        Assert.Equal((why, DateTimeOffset.Parse(at), "it@5"), (timer.Why, timer.At, timer.By));
    }

    [Fact]
    public void Taken_by_nobody_counts_from_when_nobody_has_it()
    {
        const string Line = "on: unclaimed, steps: [{after: 1h, do: [tell]}]";
        var hour = TimeSpan.FromHours(1);
        Assert.Equal(Ten + hour, Of(Waiting, Line)[0].At);
        Assert.Equal(Ten + 3 * hour, Of(Waiting with { Holder = Maren, LeaseUntil = Ten + 2 * hour }, Line)[0].At);
        Assert.Equal(Ten + 2 * hour, Of(Waiting with { FreeSince = Ten + hour, LeaseUntil = Ten + 2 * hour }, Line)[0].At);
        Assert.Equal(Ten + 4 * hour, Of(Waiting with { SnoozedUntil = Ten + 3 * hour }, Line)[0].At);
    }

    [Fact]
    public void Handed_around_counts_people_and_nobody_eligible_counts_from_when_it_was_seen()
    {
        const string Round = "on: bounced, steps: [{times: 2, do: [tell]}, {times: 3, do: [raise]}]";
        Assert.Empty(Of(Waiting with { Bounces = 1, BouncedAt = Ten }, Round));
        Assert.Equal([1], Of(Waiting with { Bounces = 2, BouncedAt = Ten }, Round).Select(timer => timer.Step));
        Assert.Equal([1, 2], Of(Waiting with { Bounces = 3, BouncedAt = Ten }, Round).Select(timer => timer.Step));
        Assert.Equal([2], Of(Waiting with { Bounces = 3, BouncedAt = Ten, Fired = ["bounced"] }, Round).Select(timer => timer.Step));

        const string Nobody = "on: nobody-eligible, steps: [{after: 1h, do: [tell]}]";
        Assert.Empty(Of(Waiting, Nobody));
        Assert.Equal(Ten.AddHours(1), Of(Waiting with { StrandedSince = Ten }, Nobody)[0].At);
    }

    [Fact]
    public void A_due_date_before_which_nobody_works_is_at_risk_by_the_clock() => Assert.Equal(DateTimeOffset.Parse("2026-10-17T11:00Z"),
        Of(Waiting with { OpenedAt = DateTimeOffset.Parse("2026-10-17T10:00Z"), DueAt = DateTimeOffset.Parse("2026-10-17T12:00Z") },
            "on: at-risk, steps: [{at: 50%, do: [tell]}]")[0].At);

    /// Whatever is due when: the steps of one criterion come in their order, at risk never after late, and what happened does not come again.
    [Fact]
    public void Steps_come_in_order_and_once()
    {
        var policy = Policy("on: breached, steps: [{after: 0h, do: [tell]}, {after: 3h, do: [raise]}]", """
            {id: risk, on: at-risk, steps: [{at: 20%, do: [tell]}, {at: 90%, do: [raise]}]}
            """, "at-risk");
        var cases = from opened in Gen.Choose(0, 20_000)
                    from lasts in Gen.Choose(1, 10_000)
                    from fired in Gen.SubListOf("at-risk", "at-risk:2", "past-due", "past-due:2")
                    select Waiting with
                    {
                        OpenedAt = Ten.AddMinutes(opened),
                        DueAt = Ten.AddMinutes(opened + lasts),
                        Fired = [.. fired],
                    };
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var timers = Timers.Of(c, policy, NewYork);
            var keys = timers.Select(timer => EscalateCase.KeyOf(timer.Why, timer.Step)).ToList();
            return keys.Order().SequenceEqual(new[] { "at-risk", "at-risk:2", "past-due", "past-due:2" }.Except(c.Fired).Order())
                && timers.Zip(timers.Skip(1)).All(pair => pair.First.At <= pair.Second.At)
                && timers.Where(timer => timer.Why == "at-risk").All(timer => timer.At >= c.OpenedAt && timer.At <= c.DueAt)
                && timers.Where(timer => timer.Why == "past-due").All(timer => timer.At >= c.DueAt)
                && new[] { "at-risk", "past-due" }.All(why => timers.Where(timer => timer.Why == why).Select(timer => timer.Step) is var steps
                    && steps.SequenceEqual(steps.Order()));
        }));
    }

    [Fact]
    public void An_escalation_does_what_its_step_says_once_and_never_to_what_is_decided()
    {
        var state = Folding(Opened);
        var e = (CaseEscalated)Assert.Single(Ask(state, "tell", "raise", "team:care").Value.Events);
        Assert.Equal((2, "skill:spanish team:care", 1, "late@3"), (e.Urgency, string.Join(' ', e.Needs!), e.Step, e.Policy));
        state.Apply(e);
        Assert.Equal((2, "care"), (state.Urgency, state.Needs.Team));
        Assert.Empty(Ask(state, "tell").Value.Events);
        var second = (CaseEscalated)EscalateCase.Decide(new("past-due", 2, "late@3", ["raise", "team:care"]), state, Noon).Value.Events[0];
        Assert.Null(second.Urgency);
        Assert.Null(second.Needs);
        Assert.Empty(Ask(Folding(Opened, Claimed(Maren, 1), Judged(Maren), Made(Maren)), "tell").Value.Events);
        Assert.Empty(Ask(Folding(Opened, new CaseWithdrawn(Noon, "paid")), "tell").Value.Events);
        // An event from before there was a policy.
        var old = Folding(Opened, new CaseEscalated(Noon, "past-due"));
        Assert.Empty(Ask(old, "tell").Value.Events);

        static Result<Decision<Done>> Ask(Case state, params string[] does) =>
            EscalateCase.Decide(new("past-due", 1, "late@3", does), state, Noon);
        static Case Folding(params object[] events) => Given.Folding.Fold(
            events.Select(e => e is CaseOpened opened ? opened with { Needs = ["skill:spanish", "team:north"] } : e));
    }

    [Fact]
    public void What_a_module_leaves_open_is_due_by_policy_and_calendar_and_the_event_says_which()
    {
        var ask = Ask with { DueAt = null };
        var opened = (CaseOpened)Opening.OpenTheCase.Decide(
            ask, null, Given.Sample.Rules with { Escalation = Escalation, Calendar = NewYork }, Ten).Value.Events[0];
        Assert.Equal((DateTimeOffset.Parse("2026-10-19T14:00Z"), "due@0", 1), (opened.DueAt, opened.DueBy, opened.CalendarVersion));
        Assert.Equal((Ask.DueAt, null, null), ((DateTimeOffset?)Opened.DueAt, Opened.DueBy, Opened.CalendarVersion));
    }

    private static IReadOnlyList<CaseTimer> Of(WaitingCase c, string line) => Timers.Of(c, Policy(line), NewYork);

    private static EscalationPolicy Policy(string line, string more = "", string other = "")
    {
        var on = line["on: ".Length..].Split(',')[0];
        var rest = Criteria.All.Where(one => one != on && one != other).Select(one => $"{{id: r-{one}, on: {one}, steps: []}}");
        var lines = rest.Append($"{{id: it, {line}}}").Append("{id: r-due, on: due, within: 8h}").Append(more.Trim()).Where(text => text.Length > 0);
        return EscalationPolicy.Read(5, $"lines: [{string.Join(", ", lines)}]").Value;
    }
}
