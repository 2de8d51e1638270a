namespace HybridBpo.Collections.Import;

/// <summary>
/// Rows of one file with the same reference. What says the same again is loaded once; where they differ none of them loads, whatever else is
/// wrong with one, because nobody said which one counts.
/// </summary>
internal sealed class RepeatedReferences(CsvTable table, Mapping mapping, string kind, string keyField, string currency)
{
    private readonly (int Index, Field Field)[] fields =
    [
        .. mapping.Columns.Where(c => c.Value != keyField)
            .Select(c => (Mapping.Index(table, c.Key), Fields.Of(kind).First(f => f.Code == c.Value))).OrderBy(f => f.Item1),
    ];

    /// <returns>Lines that repeat one that loads, and what to say of lines that contradict each other.</returns>
    public (HashSet<int> Repeats, Dictionary<int, RowError> Doubts) Find<T>(IReadOnlyList<ReadRow<T>> rows)
        where T : class
    {
        var (repeats, doubts) = (new HashSet<int>(), new Dictionary<int, RowError>());
        foreach (var same in Groups(rows))
        {
            var others = same.Skip(1).Where(r => !Same(same[0], r)).ToList();
            if (others.Count == 0)
            {
                // Where none loads there is nothing that the others repeat: each waits for somebody with what is wrong with it.
                if (same.Find(r => r.Typed is not null) is { } loads)
                    repeats.UnionWith(same.Where(r => r.Line != loads.Line).Select(r => r.Line));
                continue;
            }

            doubts[same[0].Line] = Doubt(same[0], others[0]);
            foreach (var row in same.Skip(1)) doubts[row.Line] = Doubt(row, Same(same[0], row) ? others[0] : same[0]);
        }

        return (repeats, doubts);
    }

    private static IEnumerable<List<ReadRow<T>>> Groups<T>(IReadOnlyList<ReadRow<T>> rows)
        where T : class
    {
        var (first, more) = (new Dictionary<string, ReadRow<T>>(rows.Count), new Dictionary<string, List<ReadRow<T>>>());
        foreach (var row in rows.Where(r => r.Key.Length > 0))
            if (first.TryAdd(row.Key, row)) continue;
            else if (more.TryGetValue(row.Key, out var list)) list.Add(row);
            else more[row.Key] = [first[row.Key], row];
        return more.Values;
    }

    private bool Same<T>(ReadRow<T> a, ReadRow<T> b)
        where T : class => fields.All(f => Says(a, f) == Says(b, f));

    private RowError Doubt<T>(ReadRow<T> row, ReadRow<T> other)
        where T : class
    {
        var (early, late) = row.Line < other.Line ? (row.Line, other.Line) : (other.Line, row.Line);
        var differ = fields.Where(f => Says(row, f) != Says(other, f)).Select(f => f.Field.Label.ToLowerInvariant()).ToList();
        var what = differ.Count == 1 ? differ[0] : differ.Count <= 3 ? $"{string.Join(", ", differ.SkipLast(1))} and {differ[^1]}"
            : $"{differ[0]} and {differ.Count - 1} other cells";
        var column = mapping.Columns.First(c => c.Value == keyField).Key;
        return new RowError(column, row.Key.Length > 200 ? row.Key[..200] : row.Key,
            $"line {late} repeats the reference of line {early} with another {what}: which one counts? "
                + "Load that one with Repair and leave the other out");
    }

    // What the cell means, where it can be read: 100 and 100.00 are the same amount.
    private string Says<T>(ReadRow<T> row, (int Index, Field Field) of)
        where T : class
    {
        var text = of.Index < row.Cells.Count ? row.Cells[of.Index].Trim() : "";
        return of.Field.Kind switch
        {
            "amount" when Formats.Amount(text, mapping.AmountFormat!, currency).Is(out var units, out _) => units.ToString(),
            "date" when Formats.Date(text, mapping.DateFormat!) is { } day => day.ToString("O"),
            "moment" when Formats.Moment(text, mapping.DateFormat!) is { } at => at.ToString("O"),
            _ => text,
        };
    }
}
