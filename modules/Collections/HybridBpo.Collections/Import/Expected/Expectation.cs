using System.Globalization;
using HybridBpo.Events;

namespace HybridBpo.Collections.Import.Expected;

/// <summary>The stream of a file that a client is expected to send.</summary>
internal sealed class Expectation
{
    public required FileExpected Set { get; init; }

    public bool IsEnded { get; private set; }

    /// <summary>How each judged day stands, and by which file.</summary>
    public Dictionary<DateOnly, (string State, Guid? Import)> Days { get; } = [];

    public Dictionary<DateOnly, string> Answers { get; } = [];

    public static Expectation Create(FileExpected e) => new() { Set = e };

    public void Apply(FileExpectationEnded e) => IsEnded = true;

    public void Apply(ExpectedFileMissed e) => Days[e.Day] = (JudgeDays.Late, null);

    public void Apply(ExpectedFileOdd e) => Days[e.Day] = (JudgeDays.Odd, e.ImportId);

    public void Apply(ExpectedFileCame e) => Days[e.Day] = (JudgeDays.Fine, e.ImportId);

    public void Apply(ExpectedFileAnswered e) => Answers[e.Day] = e.Answer;
}

internal sealed record ExpectedRow(
    string ClientId, Guid Id, string Kind, string NamePart, string Rule, IReadOnlyList<string> Days, TimeOnly ByTime, int? Percent, bool NeedsTotals,
    DateTimeOffset FromAt, string SetBy)
{
    public const string Columns = "client_id, id, kind, name_part, rule, days::text[] as days, by_time, percent, needs_totals, from_at, set_by";

    public FileRule Of => new(Rule, [.. Days.Select(d => int.Parse(d, CultureInfo.InvariantCulture))], ByTime);

    public string Title => KindWords(Kind) + (NamePart.Length > 0 ? $" with “{NamePart}” in its name" : "");

    public static string KindWords(string kind) => kind switch
    {
        ImportKinds.Placement => "Placement file",
        ImportKinds.Transactions => "Transactions file",
        ImportKinds.Statement => "Bank statement",
        ImportKinds.Ageing => "Ageing list",
        "calls" => "Call results",
        _ => kind,
    };
}

/// <param name="State">One of those of <see cref="JudgeDays"/>.</param>
/// <param name="Answer"><c>go-on</c>, <c>hold</c>, or null.</param>
internal sealed record ExpectedDay(
    string ClientId, Guid ExpectationId, DateOnly Day, DateTimeOffset DueAt, string State, Guid? ImportId, IReadOnlyList<string> Reasons,
    Guid? CaseId, string? Answer, string? AnsweredBy, DateTimeOffset? AnsweredAt, DateTimeOffset ChangedAt)
{
    public const string Columns = """
        client_id, expectation_id, day, due_at, state, import_id, reasons, case_id, answer, answered_by, answered_at, changed_at
        """;

    public const string GoOn = "go-on", Hold = "hold";

    /// <summary>Does the client's sending wait for it?</summary>
    public bool Holds => State != JudgeDays.Fine && Answer != GoOn;
}
