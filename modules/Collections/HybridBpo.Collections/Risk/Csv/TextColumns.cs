namespace HybridBpo.Collections.Risk;

/// <summary>Which columns of a file hold texts, told by its beginning, so that a person can be asked at once what to make of them.</summary>
internal static class TextColumns
{
    /// <summary>Columns of texts that the plan names nowhere; none when the file cannot be read, which reading it as a whole explains.</summary>
    public static IReadOnlyList<string> Find(string file, CsvPlan plan, int rows)
    {
        using var records = CsvRecords.Open(file, out _);
        if (records is null || CsvHeader.Read(records, plan) is not { } header)
            return [];
        var builders = header.Names.Select((name, i) => new ColumnBuilder(name, header.UseOf(plan, i))).ToArray();
        long counter = -1;
        for (var row = 0; row < rows && records.Read() && header.Accepts(records, ref counter); row++)
        {
            for (var i = 0; i < builders.Length; i++)
                builders[i].Add(records.Field(i), records.Line);
        }

        return [.. builders.Where(b => b.UnnamedText is not null).Select(b => b.Name)];
    }
}
