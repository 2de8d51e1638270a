namespace HybridBpo.Hro.Screening;

/// <summary>An upright empty strip between two columns, with the part of the page that it divides.</summary>
internal sealed record Gutter(double X, double Top, double Bottom)
{
    private const int FewestLines = 5;
    private const double LeastHeight = 90;

    /// <summary>The strip that divides most text, or null when the page (or this part of it) has one column.</summary>
    public static Gutter? Find(List<Segment> segments)
    {
        Gutter? best = null;
        double bestScore = 0;
        foreach (var x in segments.Select(s => Math.Round(s.Box.X0 - 2)).Distinct())
        {
            var bounds = new List<double> { double.MinValue };
            bounds.AddRange(segments.Where(s => s.Box.X0 < x - 1 && s.Box.X1 > x + 1).Select(s => s.Box.MiddleY).Order());
            bounds.Add(double.MaxValue);
            for (var i = 1; i < bounds.Count; i++)
            {
                var band = segments.Where(s => s.Box.MiddleY > bounds[i - 1] && s.Box.MiddleY < bounds[i]).ToList();
                var score = Score(band, x);
                if (score <= bestScore)
                    continue;
                bestScore = score;
                best = new Gutter(x, band.Min(s => s.Box.MiddleY), band.Max(s => s.Box.MiddleY));
            }
        }

        return best;
    }

    private static double Score(List<Segment> band, double x)
    {
        var left = band.Where(s => s.Box.X1 <= x + 1).ToList();
        var right = band.Where(s => s.Box.X0 >= x - 1).ToList();
        if (left.Count < FewestLines || right.Count < FewestLines)
            return 0;
        if (Span(left) < LeastHeight || Span(right) < LeastHeight || right.Min(s => s.Box.X0) - left.Max(s => s.Box.X1) < 3)
            return 0;
        var starts = right.GroupBy(s => Math.Round(s.Box.X0 / 3)).Max(g => g.Count());
        if (starts < 0.3 * right.Count || starts < 3 || IsTable(left, right))
            return 0;
        return Math.Min(left.Sum(s => s.Text.Length), right.Sum(s => s.Text.Length));
    }

    private static double Span(List<Segment> side) => side.Max(s => s.Box.Y1) - side.Min(s => s.Box.Y0);

    /// <summary>Facts beside their labels or dates: the rows of both sides stand on the same lines, and one side is short.</summary>
    private static bool IsTable(List<Segment> left, List<Segment> right)
    {
        static double Labels(List<Segment> side) => side.Count(s => Dates.IsOnlyDates(s.Text) || Places.IsPlace(s.Text)) / (double)side.Count;
        static double Aligned(List<Segment> side, List<Segment> other) =>
            side.Count(s => other.Any(o => Math.Abs(o.Box.MiddleY - s.Box.MiddleY) < 2)) / (double)side.Count;
        if (Labels(left) > 0.35 || Labels(right) > 0.35)
            return true;
        var fewer = left.Count < right.Count ? left : right;
        return Aligned(fewer, fewer == left ? right : left) > 0.85 && fewer.Average(s => s.Text.Length) < 28;
    }
}
