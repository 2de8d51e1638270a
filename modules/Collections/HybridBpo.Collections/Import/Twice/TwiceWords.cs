namespace HybridBpo.Collections.Import.Twice;

/// <summary>Rows of files in words.</summary>
internal static class TwiceWords
{
    /// <summary>"october.sta entry 3", "payments.csv row 5".</summary>
    public static string Row(string file, string kind, int number) => $"{file} {(kind == ImportKinds.Statement ? "entry" : "row")} {number:N0}";
}
