using System.Net;
using System.Text.RegularExpressions;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using Microsoft.AspNetCore.Routing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// What the machine proposes carries a canary. It must not come out of anything that the module serves to somebody who could judge and has not.
public partial class WithholdingTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private const string Canary = "kanarienvogel";

    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_who_has_not_judged_gets_the_proposal_from_anything_the_module_serves()
    {
        var (ask, taken) = await OpenWithCanaryAsync("W-1");
        using var maren = house.As(Maren);
        await maren.TakeAsync(taken);

        foreach (var who in new[] { Maren, Tobias, Ines, Sara })
        {
            await AssertSilentAsync(who, ask, taken);
        }
    }

    [Fact]
    public async Task The_second_person_gets_neither_proposal_nor_first_judgement_nor_decision_before_judging()
    {
        var (_, ask) = await OpenWithCanaryAsync("W-2");
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        var (status, body, _) = await maren.ActAsync(ask, "judge", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("choice", "offer-plan"),
            ("f.offer-plan.amount", "4711.17"), ("f.offer-plan.months", "37"), ("weight", "income"), ("sure", "fairly"), ("note",
                $"{Canary} first note"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(Canary, body);
        await maren.ActAsync(ask, "note", ("command", $"{Guid.NewGuid()}"), ("text", $"{Canary} the machine says 83"));
        await maren.ActAsync(ask, "decide", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("take", "own"), ("reason", "affordability"),
            ("note", $"{Canary} decision note"));
        await LeaveAsync(ask);
        Assert.Equal(Stages.WaitingSecond, (await house.RowAsync(ask)).Stage);

        using var tobias = house.As(Tobias);
        await tobias.TakeAsync(ask);
        await AssertSilentAsync(Tobias, ask);
        Assert.DoesNotContain("4,711.17", (await tobias.SeeAsync(ask)).Body);
        Assert.DoesNotContain("Cannot afford it", Regex.Replace((await tobias.SeeAsync(ask)).Body, "<form.*?</form>", "", RegexOptions.Singleline));
        await tobias.JudgeAsync(house, ask);
        var open = (await tobias.SeeAsync(ask)).Body;
        Assert.Contains("4,711.17", open);
        Assert.Contains($"{Canary} first note", open);
        Assert.Contains($"{Canary} the machine says 83", open);
    }

    [Fact]
    public async Task The_gate_opens_by_person_and_case()
    {
        var (ask, _) = await OpenWithCanaryAsync("W-3");
        var gate = house.Get<IVerdictGate>();
        async Task<bool> Sees(string who) => (await gate.MaySeeAsync(house.People.Of(who), ask.Client, [ask.CaseId], Ct)).Contains(ask.CaseId);

        Assert.False(await Sees(Maren));
        Assert.False(await Sees(Sara));
        Assert.True(await Sees(Audra));
        Assert.False(await Sees(Otto));
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        Assert.False(await Sees(Maren));
        await maren.JudgeAsync(house, ask);
        Assert.True(await Sees(Maren));
        Assert.False(await Sees(Tobias));
        Assert.Empty(await gate.MaySeeAsync(house.People.Of(Maren), ask.Client, [Guid.NewGuid()], Ct));
    }

    [Fact]
    public async Task A_decided_case_opens_unless_another_about_the_same_person_is_still_to_be_judged()
    {
        var first = Asks.Plan("W-4a", subject: "W-4");
        await house.OpenAsync(first);
        using var maren = house.As(Maren);
        await maren.TakeAsync(first);
        await maren.JudgeAsync(house, first);
        Assert.Equal(HttpStatusCode.OK, (await maren.ActAsync(first, "decide", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("take", "own"),
            ("reason", "affordability"), ("note", ""))).Status);
        await LeaveAsync(first);
        var gate = house.Get<IVerdictGate>();
        var tobias = house.People.Of(Tobias);
        Assert.Contains(first.CaseId, await gate.MaySeeAsync(tobias, first.Client, [first.CaseId], Ct));

        var second = Asks.Plan("W-4b", subject: "W-4");
        await house.OpenAsync(second);
        Assert.DoesNotContain(first.CaseId, await gate.MaySeeAsync(tobias, first.Client, [first.CaseId], Ct));
    }

    [Fact]
    public async Task Who_judged_an_earlier_case_is_blind_again_while_a_newer_one_about_the_same_person_waits_for_them()
    {
        var (first, second) = (Asks.Plan("W-7a", subject: "W-7", why: $"{Canary} first run"), Asks.Plan("W-7b", subject: "W-7"));
        await house.OpenAsync(first);
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        await maren.TakeAsync(first);
        await maren.JudgeAsync(house, first);
        var (status, body, _) = await maren.ActAsync(first, "decide", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("take", "own"),
            ("reason", "affordability"), ("note", $"{Canary} the machine said 83"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains($"{Canary} first run", body);
        await LeaveAsync(first);
        Assert.Equal(Stages.Delivered, (await house.RowAsync(first)).Stage);
        await house.OpenAsync(second);

        await AssertSilentAsync(Tobias, first, second);
        var again = (await maren.SeeAsync(first)).Body;
        Assert.DoesNotContain($"{Canary} first run", again);
        // The bare digits also stand in times and identities.
        var machineReadable = (await maren.GetAsync($"/api{Tests.House.Person.PathOf(first)}")).Body;
        Assert.DoesNotContain("\"8300\"", machineReadable);
        Assert.DoesNotContain("said 83", machineReadable);
        Assert.DoesNotContain(first.CaseId, await house.Get<IVerdictGate>().MaySeeAsync(maren.Access, first.Client, [first.CaseId], Ct));
        await maren.TakeAsync(second);
        await maren.JudgeAsync(house, second);
        Assert.Contains($"{Canary} first run", (await maren.SeeAsync(first)).Body);
        Assert.DoesNotContain(Canary, (await tobias.SeeAsync(first)).Body);
    }

    [Fact]
    public async Task The_index_for_other_modules_keeps_the_choice_back_as_well()
    {
        var (_, ask) = await OpenWithCanaryAsync("W-5");
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(house, ask, "offer-plan");
        await maren.DecideAsync(house, ask);
        await LeaveAsync(ask);
        async Task<CaseSummary> Seen(string who) =>
            (await house.Get<ICaseIndex>().AboutAsync(house.People.Of(who), ask.Client, [ask.SubjectId], Ct)).Single(found =>
                found.CaseId == ask.CaseId);

        Assert.Equal(("waiting-second", null), ((await Seen(Tobias)).State, (await Seen(Tobias)).Choice));
        Assert.Equal("offer-plan", (await Seen(Maren)).Choice);
        Assert.Empty(await house.Get<ICaseIndex>().AboutAsync(house.People.Of(Otto), ask.Client, [ask.SubjectId], Ct));
    }

    [Fact]
    public async Task Seeing_the_proposal_is_on_record_once_and_only_after_the_judgement()
    {
        var (_, ask) = await OpenWithCanaryAsync("W-6");
        using var maren = house.As(Maren);
        using var audra = house.As(Audra);
        await maren.TakeAsync(ask);
        Assert.Contains(Canary, (await audra.SeeAsync(ask)).Body);
        await maren.JudgeAsync(house, ask);
        await maren.SeeAsync(ask);
        await maren.SeeAsync(ask);

        var events = (await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct)).Select(e => e.Data).ToList();
        Assert.Single(events.OfType<RecommendationRevealed>());
        Assert.Single(events.OfType<EvidenceOpened>());
        Assert.True(events.FindIndex(e => e is JudgementRecorded) < events.FindIndex(e => e is RecommendationRevealed));
    }

    /// Every GET that the module maps, with these cases in its route, the pages behind their links, and the search.
    private async Task AssertSilentAsync(string who, params OpenCase[] asks)
    {
        using var person = house.As(who);
        var paths = house.Services.GetServicesOf<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(endpoint => endpoint.RoutePattern.RawText!).Where(path => path != "/token").ToList();
        Assert.Contains("/api/inbox/cases/{client}/{id:guid}", paths);
        Assert.Contains("/supervision", paths);
        var queue = new Queue<string>(paths.SelectMany(path =>
            path.Contains('{') ? asks.Select(ask => path.Replace("{client}", ask.Client).Replace("{id:guid}", ask.CaseId.ToString())) : [path]));
        var seen = new HashSet<string>(queue);
        var answered = 0;
        while (queue.TryDequeue(out var path) && seen.Count < 400)
        {
            var (status, body) = await person.GetAsync(path);
            Assert.False(body.Contains(Canary, StringComparison.OrdinalIgnoreCase), $"{who} finds the canary in {path}");
            Assert.True((int)status < 500, $"{path} answered {status}");
            answered += status == HttpStatusCode.OK ? 1 : 0;
            foreach (Match link in Link().Matches(body))
            {
                var to = link.Groups[1].Value;
                // Cases of the other tests of this class may be judged by the one who looks, and then rightly sing.
                if (to.StartsWith("/inbox/cases/", StringComparison.Ordinal)
                    && !asks.Any(ask => to.Contains($"{ask.CaseId}", StringComparison.Ordinal)))
                {
                    continue;
                }

                if ((to.StartsWith("/inbox", StringComparison.Ordinal) || to.StartsWith("/supervision", StringComparison.Ordinal)) && seen.Add(to))
                {
                    queue.Enqueue(to);
                }
            }
        }

        Assert.True(answered >= 4, $"{who} reached only {answered} pages");
        foreach (var text in new[] { Canary, asks[0].Reference, "83" })
        {
            foreach (var source in house.Services.GetServicesOf<ISearchSource>())
            {
                var hits = await source.SearchAsync(person.Access, text, Ct);
                Assert.DoesNotContain(hits, hit => $"{hit.Title}{hit.Detail}{hit.Href}".Contains(Canary, StringComparison.OrdinalIgnoreCase));
                Assert.True(text != Canary || hits.Count == 0);
            }
        }
    }

    /// A case whose proposal sings wherever it shows: fields, model, answers and its own page.
    private async Task<(OpenCase Free, OpenCase Taken)> OpenWithCanaryAsync(string reference)
    {
        static OpenCase Sing(OpenCase ask) => ask with
        {
            Form = ask.Form with
            {
                Choices = [.. ask.Form.Choices, new("sing", "Something else", "Do it", false, false, "", [new("song", "Song", "text", "", 0, 0,
                    true)])],
            },
            Proposal = new Proposal("sing", new Dictionary<string, string> { ["song"] = Canary }, new Dictionary<string, string>(), $"model {Canary}",
                $$"""{"why":"{{Canary}}"}"""),
        };
        var (free, taken) = (Sing(Asks.Plan(reference)), Sing(Asks.Plan($"{reference}-t")));
        await house.OpenAsync(free);
        await house.OpenAsync(taken);
        return (free, taken);
    }

    private async Task LeaveAsync(OpenCase ask)
    {
        var handler = house.Sender(new HybridBpo.Testing.FakeClock(DateTimeOffset.UtcNow.AddMinutes(1)));
        var due = new Inbox.Deciding.SendDecisionHandler.DueDecision(ask.CaseId, (await house.RowAsync(ask)).DecisionId!.Value, false);
        await handler.HandleAsync(
            new Message(Ids.New(TimeProvider.System), ask.Client, handler.Kind, System.Text.Json.JsonSerializer.Serialize(due), 1), Ct);
    }

    [GeneratedRegex("(?:href|data-live|hx-get|action)=\"([^\"]+)\"")]
    private static partial Regex Link();
}
