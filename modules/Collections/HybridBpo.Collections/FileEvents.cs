using HybridBpo.Events;

namespace HybridBpo.Collections;

// What files tell beside what they book. An ageing list has the stream of its import; an expectation has one of its own.

/// <summary>An ageing list was held against our books; it moved nothing.</summary>
/// <param name="Basis">The day from which it counts age: <c>due</c> or <c>invoice</c>.</param>
/// <param name="Amounts">Invoices of another amount.</param>
/// <param name="Buckets">Invoices of the same amount and another age.</param>
/// <param name="Unknown">Invoices that are not placed with us.</param>
/// <param name="Later">Invoices that were placed after that day.</param>
/// <param name="Missing">Accounts of ours that it leaves out.</param>
internal sealed record AgeingCompared(
    DateOnly AsOf, [property: Code] string Basis, int Rows, int Amounts, int Buckets, int Unknown, int Later, int Missing, Guid? CaseId);

internal sealed record AgeingReconciled(
    Guid CaseId, Guid DecisionId, [property: Code] string Choice, [property: Code] string DecidedBy, [property: Code] string Reason);

/// <summary>A client is expected to send a kind of file on some days.</summary>
/// <param name="NamePart">What its name holds; empty for every file of the kind.</param>
/// <param name="Rule"><c>weekdays</c>, <c>working-day</c> or <c>month-day</c>.</param>
/// <param name="Days">Days of the week from 1 = Monday with spaces between, or the one day of the month.</param>
/// <param name="By">The client's clock, as <c>HH:mm</c>.</param>
/// <param name="Percent">How far its rows and sum may be from the last five.</param>
internal sealed record FileExpected(
    [property: Code] string Kind, [property: Code] string NamePart, [property: Code] string Rule, [property: Code] string Days,
    [property: Code] string By, int? Percent, bool NeedsTotals, DateTimeOffset From, [property: Code] string SetBy);

internal sealed record FileExpectationEnded([property: Code] string EndedBy);

/// <summary>The hour passed, and no file had been loaded.</summary>
internal sealed record ExpectedFileMissed(DateOnly Day, DateTimeOffset DueAt);

/// <summary>A file was loaded that is not as its sender said, or not like the last ones.</summary>
/// <param name="Reasons">Codes.</param>
internal sealed record ExpectedFileOdd(DateOnly Day, DateTimeOffset DueAt, Guid ImportId, [property: Code] string[] Reasons);

internal sealed record ExpectedFileCame(DateOnly Day, DateTimeOffset DueAt, Guid ImportId);

/// <param name="Answer"><c>go-on</c> or <c>hold</c>.</param>
/// <param name="DecisionId">Of the case, or of the act on the page.</param>
internal sealed record ExpectedFileAnswered(
    DateOnly Day, [property: Code] string Answer, Guid DecisionId, [property: Code] string AnsweredBy);

/// <summary>The stream of an ageing list.</summary>
internal sealed class AgeingList
{
    public AgeingCompared? Last { get; private set; }

    public static AgeingList Create(AgeingCompared e) => new() { Last = e };

    public void Apply(AgeingCompared e) => Last = e;
}
