namespace HybridBpo.Collections.Import.Expected;

/// <summary>Whether a file is as its sender said, and like the last ones.</summary>
internal static class Oddness
{
    public const string Rows = "rows-told", Sum = "sum-told", NotTold = "no-totals", RowsFar = "rows-far", SumFar = "sum-far";

    /// <summary>Of fewer files nobody can tell what is usual.</summary>
    private const int Fewest = 3, Looked = 5;

    /// <param name="totals">Of the file.</param>
    /// <param name="before">Of those before it, the latest first.</param>
    /// <param name="percent">How far from their average it may be; null when that is not asked.</param>
    /// <param name="needsTotals">Are control totals agreed with the client?</param>
    public static IReadOnlyList<string> Of(TotalsRow totals, IReadOnlyList<TotalsRow> before, int? percent, bool needsTotals)
    {
        var odd = new List<string>();
        if (totals.ToldRows is { } rows && rows != totals.Rows) odd.Add(Rows);
        if (totals.ToldMinor is { } sum && sum != totals.SumMinor) odd.Add(Sum);
        if (needsTotals && totals is { ToldRows: null, ToldMinor: null }) odd.Add(NotTold);
        if (percent is not { } most) return odd;
        if (IsFar(totals.Rows, before.Select(b => (long?)b.Rows), most)) odd.Add(RowsFar);
        if (IsFar(totals.SumMinor, before.Select(b => b.SumMinor), most)) odd.Add(SumFar);
        return odd;
    }

    public static string Words(string code) => code switch
    {
        Rows => "it has another number of rows than its sender said",
        Sum => "its amounts make another sum than its sender said",
        NotTold => "it came without control totals",
        RowsFar => "its number of rows is far from that of the last files",
        SumFar => "its sum is far from that of the last files",
        _ => code,
    };

    private static bool IsFar(long? value, IEnumerable<long?> before, int percent)
    {
        var last = before.OfType<long>().Take(Looked).ToList();
        if (value is not { } said || last.Count < Fewest) return false;
        var usual = last.Average(b => (decimal)b);
        return Math.Abs(said - usual) * 100 > Math.Abs(usual) * percent;
    }
}
