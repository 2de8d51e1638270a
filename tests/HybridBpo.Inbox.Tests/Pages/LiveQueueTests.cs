using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

public class LiveQueueTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_taken_at_another_host_is_told_within_seconds_and_only_that_something_changed()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var here = await InboxHouse.StartAsync(database, relay: true);
        await using var there = await InboxHouse.StartAsync(database, relay: true);
        var ask = Asks.Plan("V-1");
        await there.OpenAsync(ask);
        using var live = await ListenAsync(here, Maren);
        Assert.Equal("", await NextAsync(live.Reader));

        using var tobias = there.As(Tobias);
        await tobias.TakeAsync(ask);
        await ChangesAsync(live.Reader);

        using var elsewhere = await ListenAsync(here, Otto);
        Assert.Equal("", await NextAsync(elsewhere.Reader));
        await tobias.JudgeAsync(there, ask);
        await tobias.ActAsync(ask, "release", ("command", $"{Guid.NewGuid()}"), ("token", "1"));
        await ChangesAsync(live.Reader);
        Assert.Equal("", await NextAsync(elsewhere.Reader));
    }

    [Fact]
    public async Task Judgements_and_notes_of_others_are_not_told_and_what_is_told_names_the_case()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var house = await InboxHouse.StartAsync(database, relay: true);
        var (ask, other) = (Asks.Plan("V-2"), Asks.Plan("V-2 other"));
        await house.OpenAsync(ask);
        await house.OpenAsync(other);
        using var tobias = house.As(Tobias);
        await tobias.TakeAsync(ask);
        using var live = await ListenAsync(house, Maren);
        Assert.Equal("", await NextAsync(live.Reader));
        await Task.Delay(500, Ct);
        await tobias.JudgeAsync(house, ask);
        await tobias.ActAsync(ask, "note", ("command", $"{Guid.NewGuid()}"), ("text", "the machine says 83"));
        await tobias.TakeAsync(other);
        Assert.Equal($"{other.CaseId}", await ChangesAsync(live.Reader));
        await tobias.DecideAsync(house, ask);
        Assert.Equal($"{ask.CaseId}", await ChangesAsync(live.Reader));
    }

    [Fact]
    public async Task Very_many_changes_at_once_are_told_as_one()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var house = await InboxHouse.StartAsync(database, relay: true);
        using var live = await ListenAsync(house, Maren);
        Assert.Equal("", await NextAsync(live.Reader));
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => house.OpenAsync(Asks.Plan($"V-3 {i}"))));
        for (var told = 0; ; told++)
        {
            Assert.True(told < 50, "Each change is told by itself.");
            if (await ChangesAsync(live.Reader) == "*")
            {
                break;
            }
        }
    }

    [Fact]
    public async Task Whoever_does_not_listen_is_answered_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var house = await InboxHouse.StartAsync(database);
        using var maren = house.As(Maren);
        Assert.Equal("event: same\ndata:\n\n", (await maren.GetAsync("/inbox/live")).Body);
    }

    [Fact]
    public async Task Whoever_comes_again_looks_at_everything_as_what_changed_meanwhile_was_told_to_nobody()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var house = await InboxHouse.StartAsync(database);
        using var live = await ListenAsync(house, Maren, "1");
        Assert.Equal("*", await NextAsync(live.Reader));
    }

    private static async Task<Stream> ListenAsync(InboxHouse house, string who, string? last = null)
    {
        var http = new HttpClient { BaseAddress = house.Address };
        http.DefaultRequestHeaders.Add("X-Person", who);
        http.DefaultRequestHeaders.Add("Accept", "text/event-stream");
        if (last is not null)
        {
            http.DefaultRequestHeaders.Add("Last-Event-ID", last);
        }

        var answer = await http.GetAsync("/inbox/live", HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new Stream(http, new StreamReader(await answer.Content.ReadAsStreamAsync(Ct)));
    }

    /// Signs of life may come before the change; it must come within ten seconds.
    private static async Task<string> ChangesAsync(StreamReader reader)
    {
        var until = DateTimeOffset.UtcNow.AddSeconds(10);
        while (true)
        {
            if (await NextAsync(reader) is { Length: > 0 } told)
            {
                return told;
            }

            Assert.True(DateTimeOffset.UtcNow < until, "The change is not told.");
        }
    }

    /// The ids that changed, or empty for a sign of life; nothing else is ever told.
    private static async Task<string> NextAsync(StreamReader reader)
    {
        var (word, data) = ("", "");
        while (await reader.ReadLineAsync(Ct) is { } line && line.Length > 0)
        {
            Assert.Matches("^(event: (same|changed)|data:( [0-9a-f*][0-9a-f -]*)?|retry: 250|id: 1)$", line);
            word = line.StartsWith("event: ", StringComparison.Ordinal) ? line["event: ".Length..] : word;
            data = line.StartsWith("data: ", StringComparison.Ordinal) ? line["data: ".Length..] : data;
        }

        Assert.Equal(word == "changed", data.Length > 0);
        return data;
    }

    private sealed record Stream(HttpClient Http, StreamReader Reader) : IDisposable
    {
        public void Dispose()
        {
            Reader.Dispose();
            Http.Dispose();
        }
    }
}
