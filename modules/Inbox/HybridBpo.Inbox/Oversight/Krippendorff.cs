namespace HybridBpo.Inbox.Oversight;

/// Agreement beyond chance: 1 is full agreement, 0 what chance gives. For names without an order, any number of observers, and with gaps: see
/// Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011). The interval draws whole units with replacement, as Zapf et al. advise (BMC
/// Medical Research Methodology 16:93, 2016).
internal static class Krippendorff
{
    /// Fewer pairs say nothing that anybody should act on.
    public const int Least = 30;

    private const int Draws = 1_000;

    /// Of units, each with the values that observers gave it; null: gave none. Null where no unit has two values, or all values are the same, so that
    /// chance alone would agree.
    public static double? Alpha(IReadOnlyList<IReadOnlyList<string?>> units)
    {
        var totals = new Dictionary<string, double>(StringComparer.Ordinal);
        var (pairable, disagreed) = (0.0, 0.0);
        foreach (var unit in units)
        {
            var given = unit.OfType<string>().GroupBy(value => value, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Count());
            var values = given.Values.Sum();
            if (values < 2)
            {
                continue;
            }

            pairable += values;
            foreach (var (value, times) in given)
            {
                totals[value] = totals.GetValueOrDefault(value) + times;
                disagreed += times * (values - times) / (values - 1.0);
            }
        }

        var expected = totals.Values.Sum(times => times * (pairable - times));
        return expected == 0 ? null : 1 - ((pairable - 1) * disagreed / expected);
    }

    /// Where 95 of 100 repetitions would have it; the same units give the same interval. Null where alpha is.
    public static (double Low, double High)? Interval(IReadOnlyList<IReadOnlyList<string?>> units)
    {
        if (Alpha(units) is null)
        {
            return null;
        }

        var chance = new Random(units.Count);
        var drawn = new List<double>(Draws);
        for (var draw = 0; draw < Draws; draw++)
        {
            // Of a draw in which all say the same nothing can be reckoned; nobody disagrees in it.
            drawn.Add(Alpha([.. units.Select(_ => units[chance.Next(units.Count)])]) ?? 1);
        }

        drawn.Sort();
        return (drawn[(int)(0.025 * (Draws - 1))], drawn[(int)Math.Ceiling(0.975 * (Draws - 1))]);
    }
}
