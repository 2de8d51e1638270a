using System.Diagnostics;
using HybridBpo.Events;
using HybridBpo.Inbox.Calendars;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Opening;
using HybridBpo.Inbox.Queue;
using HybridBpo.Inbox.Routing;
using HybridBpo.Inbox.Supervision;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Inbox.Seeding;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Escalating;

/// Timers on a real database, each test on one of its own: what is due fires once, in order, whoever runs it and whatever dies.
public sealed class EscalationTimerTests : IAsyncLifetime
{
    private static readonly Access Test = Access.System("test");

    private TestDatabase database = null!;

    private InboxHouse house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private EscalationTimers Worker => house.Get<EscalationTimers>();

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        house = await InboxHouse.StartAsync(database);
        foreach (var client in new[] { "fernbrook", "castlegate" })
        {
            await CalendarAsync(0, client);
        }

        await PolicyAsync(0, "{at: 50%, do: [tell]}", "{after: 0h, do: [tell, raise]}, {after: 2h, do: ['team:care']}", "{after: 3h, do: [raise]}",
            "{times: 2, do: [tell]}");
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Each_step_happens_once_in_order_with_its_line_and_the_case_is_as_it_says()
    {
        // Opened five hours ago, due three hours ago: all but the bouncing is over.
        var ask = await OpenedAsync("E-1", hoursAgo: 5, dueInHours: -3);
        Assert.Equal(4, await Worker.RunAsync(Ct));
        Assert.Equal(0, await Worker.RunAsync(Ct));
        var events = await EventsAsync(ask);
        Assert.Equal([("at-risk", 1, "risk@1"), ("past-due", 1, "late@1"), ("unclaimed", 1, "free@1"), ("past-due", 2, "late@1")],
            events.Select(e => (e.Why, e.Step!.Value, e.Policy!)));
        var row = await house.RowAsync(ask);
        Assert.Equal((2, "team:care"), (row.Urgency, row.Needs));
        Assert.Equal(["at-risk", "past-due", "unclaimed", "past-due:2"], row.EscalatedWhy);
        Assert.Equal(DateTimeOffset.MaxValue, await NextAsync(ask));

        using var sara = house.As(Sara);
        var page = (await sara.GetAsync("/supervision")).Body;
        Assert.Contains("What should we offer E-1?", page);
        Assert.Contains("at risk, past due, taken by nobody", page);
        Assert.Matches("badge is-warn\">\\s*past due", (await sara.GetAsync("/inbox?tab=team")).Body);
        var history = (await sara.SeeAsync(ask)).Body;
        Assert.Contains("Past due: moved to team care", history);
        Assert.Contains("By line late of version 1 of the escalation policy", history);
    }

    [Fact]
    public async Task What_is_not_due_yet_waits_until_exactly_then()
    {
        var ask = await OpenedAsync("E-2", hoursAgo: 1, dueInHours: 3);
        Assert.Equal(0, await Worker.RunAsync(Ct));
        Assert.Equal(TimeSpan.Zero, (await NextAsync(ask)) - (await house.RowAsync(ask)).OpenedAt - TimeSpan.FromHours(2), Close);
        Assert.Empty(await EventsAsync(ask));
    }

    [Fact]
    public async Task The_databases_clock_decides_and_a_hosts_clock_that_jumps_fires_nothing()
    {
        var ask = await OpenedAsync("E-3", hoursAgo: 0, dueInHours: 8);
        var ahead = new FakeClock(DateTimeOffset.UtcNow.AddDays(3));
        Assert.Equal(0, await On(ahead).RunAsync(Ct));
        ahead.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, await On(ahead).RunAsync(Ct));
        Assert.Empty(await EventsAsync(ask));

        // And one that is behind holds nothing up.
        await BackAsync(ask, 20);
        Assert.Equal(4, await On(new FakeClock(DateTimeOffset.UtcNow.AddYears(-3))).RunAsync(Ct));
        Assert.All(await EventsAsync(ask), e => Assert.True(DateTimeOffset.UtcNow - e.At < TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task What_a_killed_worker_had_claimed_goes_on_when_its_claim_runs_out_and_the_dead_ones_word_counts_no_more()
    {
        var ask = await OpenedAsync("E-4", hoursAgo: 5, dueInHours: -3);
        Assert.Single(await Worker.ClaimAsync(true, Ct));
        Assert.Equal(0, await Worker.RunAsync(Ct));
        Assert.Empty(await EventsAsync(ask));

        await house.Database.ExecuteAsync(Test, $"update inbox.timers set claimed_until = now() - interval '1 second'", Ct);
        // Killed after the second step was written, before the row was.
        var (done, policy) = (0, await house.Get<EscalationPolicies>().InForceAsync(Ct));
        foreach (var timer in Timers.Of(await WaitingAsync(ask), policy, await house.Get<CalendarVersions>().InForceAsync("fernbrook", Ct)).Take(2))
        {
            await house.Get<CaseDesk>().RunAsync(Test, ask.Client, ask.CaseId, Ids.New(TimeProvider.System),
                state => EscalateCase.Decide(new(timer.Why, timer.Step, timer.By, timer.Does), state, DateTimeOffset.UtcNow), null, Ct);
            done++;
        }

        Assert.Equal(4, done + await Worker.RunAsync(Ct));
        Assert.Equal(4, (await EventsAsync(ask)).Count);
    }

    [Fact]
    public async Task Several_workers_at_a_time_let_each_step_happen_once()
    {
        var asks = new List<OpenCase>();
        for (var n = 0; n < 30; n++)
        {
            asks.Add(await OpenedAsync($"E-5-{n}", hoursAgo: 5, dueInHours: -3));
        }

        await using var other = await InboxHouse.StartAsync(database);
        var fired = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => (n % 2 == 0 ? house : other).Get<EscalationTimers>().RunAsync(Ct)));
        Assert.Equal(4 * asks.Count, fired.Sum());
        foreach (var ask in asks)
        {
            Assert.Equal(4, (await EventsAsync(ask)).Count);
        }
    }

    [Fact]
    public async Task After_a_long_stop_the_oldest_comes_first_and_one_run_does_only_so_much()
    {
        const int Cases = 260;
        await ManyAsync(Cases, n => (300 - n, -(299.5 - n)));
        var began = Stopwatch.GetTimestamp();
        var fired = await Worker.RunAsync(Ct);
        // On a busy machine its time is up before.
        var least = Stopwatch.GetElapsedTime(began) < EscalationTimers.Longest ? EscalationTimers.MostFired : 1;
        Assert.InRange(fired, least, EscalationTimers.MostFired + 800);
        while (await Worker.RunAsync(Ct) is > 0 and var more)
        {
            fired += more;
        }

        // At risk, late, free too long, late for two hours.
        Assert.Equal(4 * Cases, fired);
        var order = await house.Database.QueryAsync<Guid>(Test, $"""
            select stream_id from events.mt_events where type = 'case_escalated' and data->>'Why' = 'at-risk' order by seq_id
            """, Ct);
        var opened = (await house.Database.QueryAsync<Guid>(Test, $"select case_id from inbox.cases order by opened_at", Ct)).Index()
            .ToDictionary(pair => pair.Item, pair => pair.Index);
        Assert.Equal(Enumerable.Range(0, Cases), order.Select(id => opened[id]));
    }

    [Fact]
    public async Task A_case_that_is_taken_is_no_longer_unclaimed_and_counts_anew_when_it_is_given_back()
    {
        var ask = await OpenedAsync("E-7", hoursAgo: 2.5, dueInHours: 100);
        Assert.Equal(0, await Worker.RunAsync(Ct));
        var free = await NextAsync(ask);
        Assert.Equal(TimeSpan.FromHours(0.5), free - DateTimeOffset.UtcNow, Close);
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        Assert.Equal(0, await Worker.RunAsync(Ct));
        Assert.Equal(TimeSpan.FromHours(3) + TimeSpan.FromSeconds(300), await NextAsync(ask) - DateTimeOffset.UtcNow, Close);
        Assert.Equal(200, (int)(await maren.ActAsync(ask, "release", ("command", $"{Guid.NewGuid()}"), ("token", "1"))).Status);
        Assert.Equal(0, await Worker.RunAsync(Ct));
        Assert.Equal(TimeSpan.FromHours(3), await NextAsync(ask) - DateTimeOffset.UtcNow, Close);
        await maren.TakeAsync(ask);
        await maren.ActAsync(ask, "snooze", ("command", $"{Guid.NewGuid()}"), ("token", "2"), ("until", $"{DateTimeOffset.UtcNow.AddHours(5):O}"));
        await Worker.RunAsync(Ct);
        Assert.Equal(TimeSpan.FromHours(8), await NextAsync(ask) - DateTimeOffset.UtcNow, Close);
    }

    [Fact]
    public async Task A_case_that_goes_from_hand_to_hand_is_told_but_a_second_person_is_no_bounce()
    {
        var ask = await OpenedAsync("E-8", hoursAgo: 0, dueInHours: 100);
        foreach (var (who, token) in new[] { (Maren, 1), (Tobias, 2), (Maren, 3) })
        {
            Assert.Empty(await EventsAsync(ask));
            using var person = house.As(who);
            await person.TakeAsync(ask);
            await Worker.RunAsync(Ct);
            await person.ActAsync(ask, "release", ("command", $"{Guid.NewGuid()}"), ("token", $"{token}"));
        }

        Assert.Equal(["bounced"], (await EventsAsync(ask)).Select(e => e.Why));

        var two = await OpenedAsync("E-9", hoursAgo: 0, dueInHours: 100);
        using var maren = house.As(Maren);
        await maren.TakeAsync(two);
        await maren.JudgeAsync(house, two, "offer-plan");
        await maren.DecideAsync(house, two);
        Assert.Equal(DateTimeOffset.MaxValue, await NextAsync(two));
        await maren.UndoAsync(house, two);
        await Worker.RunAsync(Ct);
        Assert.True(await NextAsync(two) < DateTimeOffset.MaxValue);
        Assert.Empty(await EventsAsync(two));
    }

    [Fact]
    public async Task A_new_policy_or_calendar_replaces_the_timers_and_a_closed_case_has_none()
    {
        var (ask, gone) = (await OpenedAsync("E-10", hoursAgo: 1, dueInHours: 99), await OpenedAsync("E-11", hoursAgo: 1, dueInHours: 99));
        await Worker.RunAsync(Ct);
        Assert.Equal(TimeSpan.FromHours(2), await NextAsync(ask) - DateTimeOffset.UtcNow, Close);
        await PolicyAsync(1, "{at: 50%, do: [tell]}", "{after: 0h, do: [tell]}", "{after: 10h, do: [tell]}", "{times: 2, do: [tell]}");
        await Worker.RunAsync(Ct);
        Assert.Equal(TimeSpan.FromHours(9), await NextAsync(ask) - DateTimeOffset.UtcNow, Close);

        var day = DateTimeOffset.UtcNow.Date;
        await CalendarAsync(1, "fernbrook", $"{day:yyyy-MM-dd}", $"{day.AddDays(-1):yyyy-MM-dd}", $"{day.AddDays(1):yyyy-MM-dd}");
        await Worker.RunAsync(Ct);
        Assert.Equal(new DateTimeOffset(day, TimeSpan.Zero).AddDays(2).AddHours(10), await NextAsync(ask));

        await house.SendAsync(CaseMessages.Withdraw, gone.Client, new WithdrawCase(gone.CaseId, gone.Client, "paid-in-full"));
        Assert.Equal(1, await house.Database.SingleOrDefaultAsync<long>(Test, $"select count(*) from inbox.timers", Ct));
    }

    [Fact]
    public async Task A_case_that_changes_while_it_is_worked_on_is_looked_at_again()
    {
        var ask = await OpenedAsync("E-12", hoursAgo: 1, dueInHours: 99);
        var claimed = Assert.Single(await Worker.ClaimAsync(true, Ct));
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        var token = await house.Database.SingleOrDefaultAsync<long>(Test, $"select token from inbox.timers where case_id = {ask.CaseId}", Ct);
        Assert.True(token > claimed.Token);
        // The claim is void at once: the next one need not wait for it.
        Assert.Single(await Worker.ClaimAsync(true, Ct));
    }

    [Fact]
    public async Task What_nobody_can_take_is_told_after_its_time_and_forgotten_when_somebody_can()
    {
        await PolicyAsync(1, "{at: 99%, do: [tell]}", "{after: 0h, do: [tell]}", "{after: 99h, do: [tell]}", "{times: 9, do: [tell]}",
            "{after: 1h, do: [tell]}");
        var ask = Asks.Plan("E-13", dueInHours: 90, notFor: [.. house.People.Ids]);
        await house.OpenAsync(ask);
        await house.Get<InboxWatch>().RunAsync(Ct);
        Assert.Empty(await EventsAsync(ask));
        Assert.Equal(TimeSpan.FromHours(1), await NextAsync(ask) - DateTimeOffset.UtcNow, Close);
        house.People.Add(Person("nina", "Nina P.", ["fernbrook"], Roles.Collector));
        await house.Get<InboxWatch>().RunAsync(Ct);
        Assert.Null((await WaitingAsync(ask)).StrandedSince);
        house.People.Add(Person("nina", "Nina P.", [], Roles.Collector));
        await house.Get<InboxWatch>().RunAsync(Ct);
        await house.Database.ExecuteAsync(Test, $"""
            update inbox.timers set stranded_since = now() - interval '2 hours', next_at = now() - interval '1 hour' where case_id = {ask.CaseId}
            """, Ct);
        await house.Get<InboxWatch>().RunAsync(Ct);
        Assert.Equal(["nobody-eligible"], (await EventsAsync(ask)).Select(e => e.Why));
    }

    private static readonly IEqualityComparer<TimeSpan> Close =
        EqualityComparer<TimeSpan>.Create((one, other) => (one - other).Duration() < TimeSpan.FromSeconds(60), _ => 0);

    private EscalationTimers On(TimeProvider time) => new(house.Database, house.Get<EscalationPolicies>(), house.Get<CalendarVersions>(),
        house.Get<Clients>(), new CaseDesk(house.Store, house.Get<CaseKinds>(), house.Get<Seeds>(), time), time);

    /// A case as if it had been opened then; its timers begin there too.
    private async Task<OpenCase> OpenedAsync(string reference, double hoursAgo, double dueInHours)
    {
        var ask = Asks.Plan(reference, dueInHours: dueInHours);
        var handler = new OpenCaseHandler(house.Store, house.Get<RoutingPolicies>(), house.Get<EscalationPolicies>(), house.Get<CalendarVersions>(),
            house.Get<ModePolicy>(), house.Get<Stopping.ModelStops>(), new FakeClock(DateTimeOffset.UtcNow.AddHours(-hoursAgo)));
        await handler.HandleAsync(new Message(Ids.New(TimeProvider.System), ask.Client, CaseMessages.Open,
            System.Text.Json.JsonSerializer.Serialize(ask), 1), Ct);
        return ask;
    }

    private async Task ManyAsync(int cases, Func<int, (double HoursAgo, double DueInHours)> when)
    {
        for (var n = 0; n < cases; n++)
        {
            var (ago, due) = when(n);
            await OpenedAsync($"M-{n}", ago, due);
        }
    }

    private Task BackAsync(OpenCase ask, int hours) => house.Database.ExecuteAsync(Test, $"""
        with moved as (update inbox.timers set free_since = free_since - {TimeSpan.FromHours(hours)} where case_id = {ask.CaseId})
        update inbox.cases set opened_at = opened_at - {TimeSpan.FromHours(hours)}, due_at = due_at - {TimeSpan.FromHours(hours)}
        where case_id = {ask.CaseId}
        """, Ct);

    /// Round the clock, so that hours are hours.
    private async Task CalendarAsync(int after, string client, params string[] holidays)
    {
        var row = new CalendarRow(client, 0, "UTC", [.. Enumerable.Repeat("00:00-24:00", 7)], holidays, "Test", "", default);
        Assert.Null((await house.Get<CalendarVersions>().WriteAsync(house.People.Of(Sara), after, row, Ct)).Refusal);
    }

    private async Task PolicyAsync(int after, string risk, string late, string free, string round, string nobody = "{after: 0h, do: [tell]}") =>
        Assert.Null((await house.Get<EscalationPolicies>().WriteAsync(house.People.Of(Sara), after, $$"""
            lines:
              - {id: due, on: due, within: 8h}
              - {id: risk, on: at-risk, steps: [{{risk}}]}
              - {id: late, on: breached, steps: [{{late}}]}
              - {id: free, on: unclaimed, steps: [{{free}}]}
              - {id: round, on: bounced, steps: [{{round}}]}
              - {id: nobody, on: nobody-eligible, steps: [{{nobody}}]}
            """, "Test", Ct)).Refusal);

    private async Task<IReadOnlyList<CaseEscalated>> EventsAsync(OpenCase ask) =>
        [.. (await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct)).Select(e => e.Data).OfType<CaseEscalated>()];

    private async Task<DateTimeOffset> NextAsync(OpenCase ask) =>
        await house.Database.SingleOrDefaultAsync<DateTimeOffset>(Test, $"select next_at from inbox.timers where case_id = {ask.CaseId}", Ct);

    private async Task<WaitingCase> WaitingAsync(OpenCase ask) => (await house.Database.SingleOrDefaultAsync<WaitingCase>(Test, $"""
        select t.client_id, t.case_id, t.token, c.kind, c.opened_at, c.due_at, c.holder, c.lease_until, c.snoozed_until, c.escalated_why as fired,
          t.free_since, t.bounces, t.bounced_at, t.stranded_since
        from inbox.timers t join inbox.cases c on c.client_id = t.client_id and c.case_id = t.case_id where t.case_id = {ask.CaseId}
        """, Ct))!;
}
