using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Deciding;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Persistence;

/// What the inbox still says about somebody who was erased.
public class ErasureTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private static readonly string[] Traces = ["Rowan", "Ellery", "rowan@example.com", "555 0107"];

    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_that_went_every_step_keeps_its_history_and_none_of_the_persons_words()
    {
        var ask = About("E-1");
        await GoEveryStepAsync(ask);
        Assert.NotEmpty(await TracesAsync(ask));

        await house.Get<Erasure>().EraseAsync(ask.Client, ask.SubjectId, Ct);

        Assert.Empty(await TracesAsync(ask));
        Assert.Equal(Stages.Delivered, (await house.RowAsync(ask)).Stage);
        foreach (var who in new[] { Maren, Tobias, Sara, Audra })
        {
            using var person = house.As(who);
            var body = (await person.SeeAsync(ask)).Body;
            Assert.DoesNotContain(Traces, trace => body.Contains(trace, StringComparison.OrdinalIgnoreCase));
            Assert.Contains("Erased at the person’s request", body);
            Assert.Contains("The person’s data were erased since.", body);
            Assert.Contains("decided", body);
            Assert.Contains("confirmed as second person", body);
            Assert.Contains("Carried out", body);
        }

        using var maren = house.As(Maren);
        Assert.Contains("offer plan", (await maren.SeeAsync(ask)).Body);
        foreach (var place in new[] { "/inbox?tab=waiting", "/inbox/queue?tab=team", "/api/inbox/cases", $"/api{Tests.House.Person.PathOf(ask)}" })
        {
            var body = (await house.As(Sara).GetAsync(place)).Body;
            Assert.DoesNotContain(Traces, trace => body.Contains(trace, StringComparison.OrdinalIgnoreCase));
        }

        foreach (var source in house.Services.GetServicesOf<ISearchSource>())
        {
            // Other tests' people of that name are still there.
            Assert.DoesNotContain(await source.SearchAsync(maren.Access, "Rowan", Ct), hit => hit.Href.Contains($"{ask.CaseId}"));
        }
    }

    [Theory]
    [InlineData("open")]
    [InlineData("held")]
    [InlineData("judged")]
    [InlineData("decided")]
    [InlineData("waiting")]
    public async Task An_open_case_about_an_erased_person_closes_and_says_why(string reached)
    {
        var ask = About($"E-2 {reached}");
        using var maren = house.As(Maren);
        await ReachAsync(maren, ask, reached);

        await house.Get<Erasure>().EraseAsync(ask.Client, ask.SubjectId, Ct);
        await house.Get<Erasure>().EraseAsync(ask.Client, ask.SubjectId, Ct);

        Assert.Equal((Stages.Withdrawn, null), (await house.RowAsync(ask)) is var row ? (row.Stage, row.Holder) : default);
        Assert.Empty(await TracesAsync(ask));
        Assert.Contains("there is nothing left to decide", (await maren.SeeAsync(ask)).Body);
        var late = (await maren.TryJudgeAsync(house, ask)).Body;
        Assert.Contains("the person’s data were erased", late);
        await maren.ActAsync(ask, "draft", ("note", "Rowan Ellery called again"));
        Assert.Empty(await TracesAsync(ask));
        await SendAsync(ask, (await house.Get<CaseDesk>().LoadAsync(maren.Access, ask.Client, ask.CaseId, Ct))!.Decision?.Id ?? Guid.Empty, false);
        Assert.DoesNotContain(house.Outcomes.Applied, outcome => outcome.CaseId == ask.CaseId);
        var events = await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct);
        Assert.Single(events, e => e.Data is CaseWithdrawn { Reason: Case.PersonErased });
    }

    [Fact]
    public async Task A_decision_that_was_leaving_as_its_person_was_erased_closes_without_telling_the_module()
    {
        var ask = About("E-3");
        using var maren = house.As(Maren);
        await ReachAsync(maren, ask, "decided", "keep");
        var decision = (await house.RowAsync(ask)).DecisionId!.Value;
        house.Outcomes.FailsFirst = 1;
        await Assert.ThrowsAsync<InvalidOperationException>(() => SendAsync(ask, decision, false));
        Assert.Equal(Stages.Sent, (await house.RowAsync(ask)).Stage);

        await house.Get<Erasure>().EraseAsync(ask.Client, ask.SubjectId, Ct);
        Assert.Empty(await TracesAsync(ask));
        await SendAsync(ask, decision, false);

        Assert.Equal(Stages.Withdrawn, (await house.RowAsync(ask)).Stage);
        Assert.DoesNotContain(house.Outcomes.Applied, outcome => outcome.CaseId == ask.CaseId);
        Assert.Contains("there is nothing left to decide", (await maren.SeeAsync(ask)).Body);
    }

    [Fact]
    public async Task A_decision_that_is_leaving_is_waited_for_also_where_the_case_cannot_be_read_and_leaves_no_more_afterwards()
    {
        var ask = About("E-6");
        using var maren = house.As(Maren);
        await ReachAsync(maren, ask, "decided", "keep");
        house.Outcomes.FailsFirst = 1;
        var decision = (await house.RowAsync(ask)).DecisionId!.Value;
        await Assert.ThrowsAsync<InvalidOperationException>(() => SendAsync(ask, decision, false));
        await house.Services.AppendOddAsync(ask.Client, ask.CaseId, "case_note_added", ct: Ct);
        // A host has the message in its hands, and may have told the module.
        var until = await OneAsync<DateTimeOffset>($"""
            update platform.messages set lease_token = 1, lease_until = clock_timestamp() + interval '2 seconds'
            where state = 'waiting' and kind = 'inbox.send-decision' and json ->> 'CaseId' = {$"{ask.CaseId}"} returning lease_until
            """);

        await house.Get<Erasure>().EraseAsync(ask.Client, ask.SubjectId, Ct);

        Assert.Equal(Stages.Withdrawn, (await house.RowAsync(ask)).Stage);
        Assert.True(await OneAsync<DateTimeOffset>(
            $"select timestamp from events.mt_events where stream_id = {ask.CaseId} and type = 'case_withdrawn'") >= until);
        Assert.Equal(0L, await OneAsync<long>(
            $"select count(*) from platform.messages where state <> 'done' and json::text like {$"%{ask.CaseId}%"}"));
    }

    [Fact]
    public async Task Erasing_one_person_leaves_the_others_as_they_are()
    {
        var (gone, stays, elsewhere) = (About("E-4"), Asks.Plan("E-5"), Asks.Plan("E-4", client: "castlegate"));
        foreach (var ask in new[] { gone, stays, elsewhere })
        {
            await house.OpenAsync(ask);
        }

        await house.Get<Erasure>().EraseAsync(gone.Client, gone.SubjectId, Ct);

        Assert.Equal((Stages.Open, "What should we offer E-5?"), (await house.RowAsync(stays)) is var row ? (row.Stage, row.Question) : default);
        var other = await house.RowAsync(elsewhere);
        Assert.Equal((Stages.Open, "What should we offer E-4?"), (other.Stage, other.Question));
    }

    private async Task<T> OneAsync<T>(FormattableString sql) => (await house.Database.QueryAsync<T>(Access.System("test"), sql, Ct)).Single();

    private static OpenCase About(string reference)
    {
        var ask = Asks.Plan($"{reference} Ellery", subject: reference, why: "Rowan Ellery pays when asked");
        return ask with
        {
            Question = "What should we offer Rowan Ellery?",
            Title = "Rowan Ellery",
            Evidence = ask.Evidence with { Text = $"{reference} Rowan Ellery rowan@example.com +1 555 0107" },
        };
    }

    /// Taken, a note, a draft, judged, decided, confirmed by a second person with a note, carried out.
    private async Task GoEveryStepAsync(OpenCase ask)
    {
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        await ReachAsync(maren, ask, "waiting");
        await tobias.TakeAsync(ask);
        await tobias.JudgeAsync(house, ask, "offer-plan");
        await tobias.ActAsync(ask, "draft", ("note", "call rowan@example.com"));
        var row = await house.RowAsync(ask);
        await tobias.ActAsync(ask, "confirm", ("command", $"{Guid.NewGuid()}"), ("token", $"{row.Token}"), ("decision", $"{row.DecisionId}"),
            ("note", "Rowan told me the same on 555 0107"));
        await SendAsync(ask, row.DecisionId!.Value, true);
    }

    private async Task ReachAsync(Person maren, OpenCase ask, string step, string choice = "offer-plan")
    {
        await house.OpenAsync(ask);
        if (step == "open")
        {
            return;
        }

        await maren.TakeAsync(ask);
        await maren.ActAsync(ask, "note", ("command", $"{Guid.NewGuid()}"), ("text", "Rowan Ellery writes from rowan@example.com"));
        await maren.ActAsync(ask, "draft", ("choice", "hold"), ("f.hold.why", "Rowan Ellery, 555 0107"));
        if (step == "held")
        {
            return;
        }

        await maren.JudgeAsync(house, ask, choice);
        await maren.ActAsync(ask, "draft", ("take", "own"), ("note", "Rowan Ellery asked for it"));
        if (step == "judged")
        {
            return;
        }

        await maren.DecideAsync(house, ask, "own");
        if (step == "waiting")
        {
            await SendAsync(ask, (await house.RowAsync(ask)).DecisionId!.Value, false);
            Assert.Equal(Stages.WaitingSecond, (await house.RowAsync(ask)).Stage);
        }
    }

    private async Task SendAsync(OpenCase ask, Guid decision, bool confirmed)
    {
        var handler = house.Sender(new FakeClock(DateTimeOffset.UtcNow.AddMinutes(1)));
        await handler.HandleAsync(new Message(Ids.New(TimeProvider.System), ask.Client, handler.Kind, System.Text.Json.JsonSerializer.Serialize(
            new SendDecisionHandler.DueDecision(ask.CaseId, decision, confirmed)), 1), Ct);
    }

    /// Every row about the case, of every table of the schema, that still holds one of the words.
    private async Task<IReadOnlyList<string>> TracesAsync(OpenCase ask)
    {
        var system = Access.System("test");
        var tables = await house.Database.QueryAsync<string>(system,
            $"select table_name::text from information_schema.tables where table_schema = 'inbox' and table_type = 'BASE TABLE'", Ct);
        Assert.Contains("drafts", tables);
        var found = new List<string>();
        foreach (var table in tables)
        {
            var rows = await house.Database.QueryAsync<string>(system, $"select t::text from {Sql.Raw($"inbox.{table}")} t", Ct);
            found.AddRange(rows.Where(row => row.Contains($"{ask.CaseId}") || row.Contains($"{ask.SubjectId}"))
                .Where(row => Traces.Any(trace => row.Contains(trace, StringComparison.OrdinalIgnoreCase))).Select(row => $"{table}: {row}"));
        }

        return found;
    }
}
