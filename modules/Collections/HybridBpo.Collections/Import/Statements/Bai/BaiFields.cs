namespace HybridBpo.Collections.Import.Statements.Bai;

/// <summary>The fields of a record one after the other, over its continuations.</summary>
internal sealed class BaiFields(IReadOnlyList<string> lines)
{
    private int line, at;

    public bool AtEnd => line >= lines.Count;

    /// <summary>The next field; null behind the last one.</summary>
    public string? Next()
    {
        if (AtEnd) return null;
        var text = lines[line];
        var comma = text.IndexOf(',', at);
        var field = comma < 0 ? text[at..] : text[at..comma];
        at = comma + 1;
        if (comma < 0) line++;
        return field.Trim();
    }

    /// <summary>All that is left, where commas and slashes belong to the text.</summary>
    public IReadOnlyList<string> Text()
    {
        if (AtEnd) return [];
        List<string> text = [lines[line][at..], .. lines.Skip(line + 1)];
        line = lines.Count;
        return [.. text.Select(t => t.Trim(' ', ',')).Where(t => t.Length > 0)];
    }

    /// <summary>Availability of the money: only the day of type V is of use here; the others are read over.</summary>
    /// <returns>False when nobody can tell where the next field begins.</returns>
    public bool Funds(out string? type, out string? day)
    {
        (type, day) = (Next(), null);
        switch (type)
        {
            case "V":
                day = Next();
                Next();
                return true;
            case "S":
                Skip(3);
                return true;
            case "D":
                if (!int.TryParse(Next(), out var count) || count is < 0 or > 1_000) return false;
                Skip(2 * count);
                return true;
            default:
                return type is null or "" or "0" or "1" or "2" or "Z";
        }
    }

    private void Skip(int count)
    {
        for (var i = 0; i < count; i++) Next();
    }
}
