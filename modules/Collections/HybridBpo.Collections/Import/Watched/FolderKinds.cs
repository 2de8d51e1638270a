using System.Text.RegularExpressions;
using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Import.Watched;

/// <summary>What kind a file is: by its name, or by what stands in it.</summary>
internal static partial class FolderKinds
{
    /// <returns>Null when neither tells, or it may be both kinds of table.</returns>
    public static string? Of(string name, byte[] bytes, string currency)
    {
        var said = Path.GetFileName(name);
        var named = new[]
        {
            (Kind: ImportKinds.Placement, Is: Placed().IsMatch(said)), (Kind: ImportKinds.Transactions, Is: Moved().IsMatch(said)),
            (Kind: ImportKinds.Statement, Is: Bank().IsMatch(said)), (Kind: ImportKinds.Calls, Is: Dialled().IsMatch(said)),
            (Kind: ImportKinds.Ageing, Is: Aged().IsMatch(said)),
        }.Where(n => n.Is).Select(n => n.Kind).ToList();
        if (named is [var one]) return one;
        if (StatementReader.Read(name, bytes).Refusal is null) return ImportKinds.Statement;
        if (!FileText.Read(name, bytes, null).Is(out var text, out _) || !CsvTable.Read(text).Is(out var table, out _)) return null;
        var fits = ImportKinds.Tables.Where(k => Fields.Of(k).Where(f => f.Required)
            .All(f => Mapping.Propose(table, k, currency).Mapping.Columns.Values.Contains(f.Code))).ToList();
        // A list by age has columns that no other table has; without them it is none.
        if (!Ageing.AgeingBuckets.All.Any(b => Mapping.ColumnsOf(table.Header, ImportKinds.Ageing).Values.Contains(b.Field)))
            fits.Remove(ImportKinds.Ageing);
        else if (fits.Contains(ImportKinds.Ageing)) return ImportKinds.Ageing;
        return fits is [var kind] ? kind : null;
    }

    [GeneratedRegex("placement|placed|portfolio", RegexOptions.IgnoreCase)]
    private static partial Regex Placed();

    [GeneratedRegex("transaction|payments?[^a-z]|payments?$", RegexOptions.IgnoreCase)]
    private static partial Regex Moved();

    [GeneratedRegex("dialler|dialer|(^|[^a-z])calls?([^a-z]|$)|callresults?", RegexOptions.IgnoreCase)]
    private static partial Regex Dialled();

    [GeneratedRegex("age?ing|aged", RegexOptions.IgnoreCase)]
    private static partial Regex Aged();

    [GeneratedRegex("camt|mt94[02]|bai2?[^a-z]|statement|\\.(sta|bai|940|942)(\\.|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Bank();
}
