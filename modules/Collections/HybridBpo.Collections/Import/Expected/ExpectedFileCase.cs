using System.Text.Json;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import.Expected;

/// <summary>The case about a file that is late or odd: one for a client, an expectation and a day. Until somebody answers, reminders wait.</summary>
internal static class ExpectedFileCase
{
    public const string CaseKind = "collections.expected-file";

    /// <summary>New cases of a client in a day; further days wait on the page, and their reminders with them.</summary>
    public const int MostPerDay = 10;

    public static readonly CaseForm Form = new(
        [],
        [
            new(ExpectedDay.Hold, "Hold until it comes", "Hold until it comes", false, false,
                "The client’s reminders wait. The hold ends by itself when a good file is loaded.", []),
            new(ExpectedDay.GoOn, "Go on without it", "Go on without it", false, false,
                "Reminders go out again, with balances as they are now.", []),
        ],
        [
            new("client-said", "The client told us"), new("nothing-to-send", "There was nothing to send"),
            new("checked", "I have checked the file"), new("asked", "I asked the client"), new("other", "Other", NeedsNote: true),
        ]);

    public static Guid IdOf(string client, Guid expectation, DateOnly day) => Ids.For(client, "expected-file", $"{expectation:N}|{day:yyyyMMdd}");

    public static OpenCase Of(string client, ExpectedDay day, ExpectedFileEvidence facts) => new(
        IdOf(client, day.ExpectationId, day.Day), client, CaseKind,
        day.State == JudgeDays.Odd ? "A file is not as expected: do reminders go on?" : "A file has not come: do reminders go on without it?",
        $"{facts.Title}, {day.Day:d MMM yyyy}", day.ExpectationId, 1, null,
        new Evidence(1, JsonSerializer.Serialize(facts, JsonSerializerOptions.Web), $"{facts.Title} {facts.File}"), Form, null, [],
        $"{facts.Title}, {day.Day:d MMM yyyy}: {(day.State == JudgeDays.Odd ? "not as expected" : "has not come")}");
}

/// <param name="ComesOn">The rule in words.</param>
/// <param name="Reminders">Planned at that moment.</param>
internal sealed record ExpectedFileEvidence(
    string Client, string Title, string ComesOn, string Zone, DateOnly Day, DateTimeOffset DueAt, string State, Guid? ImportId, string? File,
    IReadOnlyList<string> Reasons, string Currency, int? Rows, long? SumMinor, int? ToldRows, long? ToldMinor, DateTimeOffset? LastCameAt,
    long Reminders);
