using System.Globalization;

namespace HybridBpo.Collections.Risk.Features;

/// <summary>A row of a training set.</summary>
internal sealed record SetRow(string Account, DateOnly CutOff, float[] Values, bool Outcome);

/// <summary>Rows of one or more cut-offs, with what was left out and why.</summary>
internal sealed record PortfolioSet(IReadOnlyList<SetRow> Rows, int NotJudged, int Immature)
{
    /// <summary>
    /// Builds the rows of one cut-off. Refused when the outcome window is not over: every row would be a guess.
    /// </summary>
    /// <param name="lastDay">Last day for which transactions are loaded.</param>
    public static Result<PortfolioSet> Build(IEnumerable<PortfolioAccount> accounts, DateOnly cutOff, DateOnly lastDay)
    {
        if (cutOff > Outcomes.Latest(lastDay)) return new CutOffTooLate(cutOff, lastDay);
        var (rows, skipped, immature) = (new List<SetRow>(), 0, 0);
        foreach (var account in accounts)
            if (!FeatureBuilder.CanJudge(account, cutOff)) skipped++;
            else if (Outcomes.Of(account, cutOff) is { } outcome) rows.Add(
                new SetRow(account.Ref, cutOff, FeatureBuilder.Build(account, cutOff), outcome));
            else immature++;
        return new PortfolioSet(rows, skipped, immature);
    }

    /// <summary>As CSV: features, then the outcome; the account's reference stands first so that a person can check a row.</summary>
    public void Write(TextWriter to)
    {
        to.WriteLine($"account_ref,cut_off,{string.Join(',', FeatureNames.All.Select(f => f.Code))},{FeatureNames.Outcome}");
        foreach (var row in Rows)
        {
            var values = row.Values.Select(v => float.IsNaN(v) ? "" : v.ToString("R", CultureInfo.InvariantCulture));
            to.WriteLine($"{CsvCell.Of(row.Account)},{row.CutOff:yyyy-MM-dd},{string.Join(',', values)},{(row.Outcome ? 1 : 0)}");
        }
    }
}

internal sealed record CutOffTooLate(DateOnly CutOff, DateOnly LastDay) : Invalid(
    $"The cut-off {CutOff:yyyy-MM-dd} has no full outcome window yet: {Outcomes.WindowDays} days must have passed "
    + $"and transactions reach to {LastDay:yyyy-MM-dd}. "
    + $"The latest possible cut-off is {Outcomes.Latest(LastDay):yyyy-MM-dd}.");
