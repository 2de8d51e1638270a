using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Replay;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// A case as it was known at each of its moments.
public class ReplayTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private const string Canary = "kanarienvogel";

    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_moment_is_what_the_case_was_and_what_its_page_said_then()
    {
        var ask = Asks.Plan("R-1");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        using var audra = house.As(Audra);
        var then = new List<(long Version, string State, string[] Said)>();
        async Task NoteAsync() => then.Add(await NowAsync(ask, audra));

        await NoteAsync();
        await maren.TakeAsync(ask);
        await NoteAsync();
        await maren.JudgeAsync(house, ask);
        await maren.SeeAsync(ask);
        await NoteAsync();
        await maren.ActAsync(ask, "note", ("command", $"{Guid.NewGuid()}"), ("text", "Called, nobody there."));
        await NoteAsync();
        await maren.DecideAsync(house, ask);
        await NoteAsync();
        await maren.UndoAsync(house, ask);
        await NoteAsync();

        Assert.Equal(then.Count, then.Select(t => t.Version).Distinct().Count());
        foreach (var (version, state, said) in then)
        {
            var folded = await house.Get<ReplayScreens>().FoldAsync(audra.Access, ask.Client, ask.CaseId, version, Ct);
            Assert.Equal(state, JsonSerializer.Serialize(folded.Value.Then));
            var body = (await audra.GetAsync($"{House.Person.PathOf(ask)}/replay?asOf={version}")).Body;
            Assert.Contains($"moment {version} of {then[^1].Version}", body);
            Assert.All(said, words => Assert.Contains(words, body));
        }

        var taken = (await audra.GetAsync($"{House.Person.PathOf(ask)}/replay?asOf={then[1].Version}")).Body;
        Assert.Contains("Open, not judged", taken);
        Assert.Matches("Held by</dt>\\s*<dd>\\s*Maren K\\.", taken);
        Assert.Contains("Kept back from everybody who could judge this case.", taken);
        Assert.DoesNotContain("Called, nobody there.", taken);
        Assert.Contains("Open to Maren K.", (await audra.GetAsync($"{House.Person.PathOf(ask)}/replay?asOf={then[2].Version}")).Body);
        Assert.Contains("still to leave", (await audra.GetAsync($"{House.Person.PathOf(ask)}/replay?asOf={then[4].Version}")).Body);
    }

    [Fact]
    public async Task Nobody_who_could_still_judge_the_case_gets_anything_withheld_by_replay()
    {
        var ask = WithCanary("R-2");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        await maren.ActAsync(ask, "judge", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("choice", "keep"), ("weight", "income"),
            ("sure", "fairly"), ("note", $"{Canary} note"));
        var last = (await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct))[^1].Version;
        using var sara = house.As(Sara);
        using var audra = house.As(Audra);
        for (var version = 1; version <= last; version++)
        {
            var (status, body) = await sara.GetAsync($"{House.Person.PathOf(ask)}/replay?asOf={version}");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.DoesNotContain(Canary, body, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains($"{Canary} note", (await audra.GetAsync($"{House.Person.PathOf(ask)}/replay?asOf={last}")).Body);
        var (refused, said) = await sara.GetAsync($"{House.Person.PathOf(ask)}/replay.json");
        Assert.Equal(HttpStatusCode.Conflict, refused);
        Assert.DoesNotContain(Canary, said, StringComparison.OrdinalIgnoreCase);
        var file = JsonDocument.Parse((await audra.GetAsync($"{House.Person.PathOf(ask)}/replay.json?asOf=2")).Body).RootElement;
        Assert.Equal(2, file.GetProperty("events").GetArrayLength());
    }

    [Fact]
    public async Task It_is_for_those_who_supervise_or_audit_and_whoever_decided_and_records_nothing()
    {
        var ask = Asks.Plan("R-3");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        var path = $"{House.Person.PathOf(ask)}/replay";
        Assert.Equal(HttpStatusCode.Forbidden, (await maren.GetAsync(path)).Status);
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(house, ask);
        await maren.DecideAsync(house, ask);
        var events = (await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct)).Count;
        foreach (var (who, status) in new[]
        {
            (Maren, HttpStatusCode.OK), (Sara, HttpStatusCode.OK), (Audra, HttpStatusCode.OK), (Tobias, HttpStatusCode.Forbidden),
            (Rita, HttpStatusCode.Forbidden), (Otto, HttpStatusCode.NotFound), (Cora, HttpStatusCode.Forbidden),
        })
        {
            using var person = house.As(who);
            Assert.Equal((who, status), (who, (await person.GetAsync(path)).Status));
        }

        foreach (var moment in new[] { "0", "9999", "99999999999999999999", "x", "-1" })
        {
            Assert.True((int)(await maren.GetAsync($"{path}?asOf={moment}")).Status is >= 400 and < 500, moment);
        }

        Assert.Equal(events, (await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct)).Count);
    }

    private static OpenCase WithCanary(string reference)
    {
        var ask = Asks.Plan(reference);
        return ask with { Proposal = ask.Proposal! with { Json = $$"""{"canary":"{{Canary}}"}""", Model = Canary } };
    }

    private async Task<(long, string, string[])> NowAsync(OpenCase ask, Person who)
    {
        var state = (await house.Get<HybridBpo.Inbox.Working.CaseDesk>().LoadAsync(Access.System("test"), ask.Client, ask.CaseId, Ct))!;
        var history = Regex.Match((await who.SeeAsync(ask)).Body, "<h2>History</h2>.*?</details>", RegexOptions.Singleline).Value;
        var said = Regex.Matches(history, "<div>(.*?)(<p>(.*?)</p>)?\\s*</div>", RegexOptions.Singleline)
            .SelectMany(line => new[] { line.Groups[1].Value.Trim(), line.Groups[3].Value.Trim() }).Where(words => words.Length > 0).ToArray();
        Assert.NotEmpty(said);
        return (state.Version, JsonSerializer.Serialize(state), said);
    }
}
