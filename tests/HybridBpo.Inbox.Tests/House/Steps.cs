using System.Net;
using System.Text.RegularExpressions;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Inbox.Tests.House;

/// What people do on the way, each asserting that it was taken.
internal static class Steps
{
    public static async Task TakeAsync(this Person person, OpenCase on) =>
        Assert.Equal(HttpStatusCode.OK, (await person.ActAsync(on, "take")).Status);

    public static Task<(HttpStatusCode Status, string Body, string? To)> TryJudgeAsync(
        this Person person, InboxHouse house, OpenCase on, string choice = "keep", long? token = null) => JudgeAsync(person, house, on, choice,
            token);

    public static async Task JudgeAsync(this Person person, InboxHouse house, OpenCase on, string choice = "keep")
    {
        var (status, body, _) = await JudgeAsync(person, house, on, choice, null);
        Assert.True(status == HttpStatusCode.OK, $"{status}: {Said(body)}");
    }

    public static async Task DecideAsync(this Person person, InboxHouse house, OpenCase on, string take = "own", Guid? command = null)
    {
        var (status, body, _) = await person.TryDecideAsync(house, on, take, command);
        Assert.True(status == HttpStatusCode.OK, $"{status}: {Said(body)}");
    }

    public static async Task<(HttpStatusCode Status, string Body, string? To)> TryDecideAsync(
        this Person person, InboxHouse house, OpenCase on, string take = "own", Guid? command = null) =>
        await person.ActAsync(on, "decide", ("command", $"{command ?? Guid.NewGuid()}"), ("token", $"{(await house.RowAsync(on)).Token}"),
            ("take", take),
            ("reason", "agree"));

    public static async Task UndoAsync(this Person person, InboxHouse house, OpenCase on)
    {
        var (status, body, _) = await person.ActAsync(on, "undo", ("command", $"{Guid.NewGuid()}"), ("decision",
            $"{(await house.RowAsync(on)).DecisionId}"));
        Assert.True(status == HttpStatusCode.OK, $"{status}: {Said(body)}");
    }

    /// The sentences that a page says in its notes.
    public static string Said(string body)
    {
        var notes = Regex.Matches(body, "<div class=\"hb-note.*?</div></div>", RegexOptions.Singleline);
        return string.Join(" | ", notes.Select(note => Regex.Replace(note.Value, "<[^>]+>|\\s+", " ")));
    }

    /// Waits until the queue's row says so, or fails after ten seconds.
    public static async Task UntilAsync(this InboxHouse house, OpenCase on, string stage)
    {
        for (var tries = 0; tries < 200 && (await house.RowAsync(on)).Stage != stage; tries++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(stage, (await house.RowAsync(on)).Stage);
    }

    private static async Task<(HttpStatusCode Status, string Body, string? To)> JudgeAsync(
        Person person, InboxHouse house, OpenCase on, string choice, long? token) =>
        await person.ActAsync(on, "judge", ("command", $"{Guid.NewGuid()}"), ("token", $"{token ?? (await house.RowAsync(on)).Token}"),
            ("choice", choice),
            ("weight", "income"), ("sure", "fairly"), ("f.offer-plan.amount", "62"), ("f.offer-plan.months", "24"),
            ("a.years", on.Kind == InboxHouse.Screening ? "meets" : ""), ("a.spanish", on.Kind == InboxHouse.Screening ? "meets" : ""));
}
