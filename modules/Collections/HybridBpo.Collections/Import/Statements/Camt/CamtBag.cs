namespace HybridBpo.Collections.Import.Statements.Camt;

/// <summary>The texts within one element, by their path from it: no tree is built.</summary>
internal sealed class CamtBag
{
    // The longest transaction of the standard says fewer things; what is above it is no bank's.
    private const int Most = 2_000;

    private readonly List<(string Path, string Value, string? Currency)> leaves = [];

    public void Add(string path, string value, string? currency)
    {
        if (leaves.Count < Most) leaves.Add((path, value, currency));
    }

    public void Clear() => leaves.Clear();

    /// <summary>The first text at any of the paths, in the order of the paths.</summary>
    public string? First(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
            foreach (var leaf in leaves)
                if (leaf.Path == path && BankText.Clean(leaf.Value) is { } text) return text;
        return null;
    }

    public IEnumerable<string> All(string path) => leaves.Where(l => l.Path == path).Select(l => BankText.Clean(l.Value)).OfType<string>();

    /// <summary>An amount with its currency; null when none of the paths is there.</summary>
    public (string Value, string? Currency)? Amount(string path)
    {
        foreach (var leaf in leaves)
            if (leaf.Path == path) return (leaf.Value, leaf.Currency);
        return null;
    }

    public DateOnly? Day(string path) => BankDate.Iso(First($"{path}/Dt", $"{path}/DtTm"));
}
