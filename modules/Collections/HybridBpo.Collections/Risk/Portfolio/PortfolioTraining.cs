using HybridBpo.Collections.Risk.Features;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk.Portfolio;

/// <summary>Rows to learn from and later rows to test on. The outcome windows of the first end before the second begin.</summary>
internal sealed record PortfolioSplit(IReadOnlyList<SetRow> Train, IReadOnlyList<SetRow> Test, DateOnly FirstTest, DateOnly LastTest)
{
    public const int TestMonths = 3, TrainMonths = 8, Gap = 3;

    /// <summary>How many months before the cut-off the oldest row that it learns from may be.</summary>
    public const int OldestMonth = TestMonths - 1 + Gap + TrainMonths - 1;

    private const int LeastRows = 400, LeastLate = 30;

    /// <summary>
    /// The last three mature month days are held out; learning stops three months before the first of them, so that nothing that came true in the
    /// test months was known when learning. Says what is still needed when there is too little.
    /// </summary>
    /// <param name="cutOff">The last month day that is held out; null = the latest possible.</param>
    public static Result<PortfolioSplit> Of(PortfolioHistory history, DateOnly? cutOff = null)
    {
        if (history.LastDay is not { } last) return new NoScoreYet("No transactions are loaded yet: a model learns from at least a year of them.");
        var latest = cutOff ?? Outcomes.Latest(last);
        if (latest > Outcomes.Latest(last)) return new CutOffTooLate(latest, last);
        var accounts = history.Accounts.Select(a => a.Account).ToList();
        var test = Rows(accounts, latest, last, 0, TestMonths);
        var train = Rows(accounts, latest, last, TestMonths - 1 + Gap, TrainMonths);
        var late = train.Count(r => r.Outcome);
        if (train.Count < LeastRows || late < LeastLate || train.Count - late < LeastLate)
            return new NoScoreYet($"Too little history to learn from: {train.Count} rows with {late} that were 30 days late; "
                + $"{LeastRows} rows with {LeastLate} of each outcome are needed. Load older transactions, or choose a later cut-off.");
        if (!test.Any(r => r.Outcome) || test.All(r => r.Outcome)) return new NoScoreYet(
            "The three months held out have only one outcome, so no model can be tested on them. Choose another cut-off.");
        return new PortfolioSplit(train, test, latest.AddMonths(1 - TestMonths), latest);
    }

    public static TrainingSet Set(IReadOnlyList<SetRow> rows) =>
        new(Columns([.. rows.Select(r => r.Values)]), [.. rows.Select(r => r.Outcome ? 1f : 0f)]);

    public static FeatureColumn[] Columns(IReadOnlyList<float[]> rows) =>
        [.. FeatureNames.All.Select((f, i) => new NumericColumn(f.Code, [.. rows.Select(r => r[i])]))];

    private static List<SetRow> Rows(List<PortfolioAccount> accounts, DateOnly latest, DateOnly last, int from, int months) =>
        [.. Enumerable.Range(from, months).SelectMany(m => PortfolioSet.Build(accounts, latest.AddMonths(-m), last).Value.Rows)];
}

/// <summary>There is no score yet, and this is what is missing.</summary>
internal sealed record NoScoreYet(string Message) : Conflict(Message);
