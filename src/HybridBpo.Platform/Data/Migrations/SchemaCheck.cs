namespace HybridBpo.Platform;

/// <summary>How a database differs from what the scripts make of an empty one.</summary>
/// <param name="Breaking">What the product cannot work with, in words, each naming what differs.</param>
/// <param name="Doubtful">What others changed in Marten's tables and may do harm: said loudly, but Marten itself may have done it.</param>
/// <param name="Foreign">What others added and does no harm, or at most makes something slower: said, and left alone.</param>
public sealed record SchemaDifferences(IReadOnlyList<string> Breaking, IReadOnlyList<string> Doubtful, IReadOnlyList<string> Foreign)
{
    /// <summary>Refuses a database that the product cannot work with; null when it can.</summary>
    public Refusal? Refusal => Breaking.Count == 0 ? null : new SchemaDiffers(
        $"The database is not as the scripts of this version make it, so nothing was started: {Words(Breaking, 5)}. "
        + "Undo what was changed by hand, or restore a backup.");

    /// <summary>The first few of some differences.</summary>
    public static string Words(IReadOnlyList<string> differences, int most) => string.Join("; ", differences.Take(most))
        + (differences.Count > most ? $"; and {differences.Count - most} more (./run.sh doctor names all)" : "");
}

/// <summary>Tables, columns, types, indexes, constraints or functions differ from what the scripts make; the message names which.</summary>
public sealed record SchemaDiffers(string Message) : Conflict(Message);

/// <summary>Compares a database with the lines that the scripts make (see <see cref="SchemaShape"/>).</summary>
public static class SchemaCheck
{
    // What Marten adds or alters in its own tables when it opens the database is Marten's matter, but for what we stand on.
    private const string MartensTables = "events.mt_";

    /// <summary>Compares.</summary>
    /// <param name="expected">The lines as the scripts make them.</param>
    /// <param name="actual">The lines of the database.</param>
    public static SchemaDifferences Compare(IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var (wanted, found) = (Parse(expected), Parse(actual));
        var (breaking, doubtful, foreign) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var (what, detail) in wanted.OrderBy(line => line.Key, StringComparer.Ordinal))
        {
            // A table that is missing says it for all that belongs to it.
            if (TableOf(what, detail) is { } table && !found.ContainsKey($"table {table}"))
                continue;
            if (!found.TryGetValue(what, out var now))
                (IsMartensOwn(what, detail) ? doubtful : IsIndex(what) ? foreign : breaking).Add($"missing {Named(what, detail)}");
            else if (now != detail)
                (BreaksWhenChanged(what, detail, now) ? breaking : foreign).Add($"changed {what}: {Short(now)} instead of {Short(detail)}");
        }
        foreach (var (what, detail) in found.OrderBy(line => line.Key, StringComparer.Ordinal))
        {
            if (wanted.ContainsKey(what) || (TableOf(what, detail) is { } table && !wanted.ContainsKey($"table {table}")))
                continue;
            (!BreaksAsExtra(what, detail) ? foreign : Acts(what) && IsMartens(what) ? doubtful : breaking).Add($"extra {Named(what, detail)}");
        }
        return new SchemaDifferences(breaking, doubtful, foreign);
    }

    // An index that is no rule only makes it faster.
    private static bool IsIndex(string what) => what.StartsWith("index ", StringComparison.Ordinal);

    private static bool IsMartens(string what) => Name(what).StartsWith(MartensTables, StringComparison.Ordinal);

    private static bool IsMartensOwn(string what, string detail) => IsMartens(what)
        && what.StartsWith("constraint ", StringComparison.Ordinal) && !detail.StartsWith("PRIMARY KEY", StringComparison.Ordinal);

    private static bool BreaksWhenChanged(string what, string detail, string now) =>
        !IsIndex(what) && !(IsMartens(what) && IsColumn(what) && WithoutDefault(detail) == WithoutDefault(now));

    // Runs code of somebody's within our statements: it may change rows or swallow them.
    private static bool Acts(string what) =>
        what.StartsWith("trigger ", StringComparison.Ordinal) || what.StartsWith("rule ", StringComparison.Ordinal);

    // A column that we do not fill though it must be filled stops every insert; a policy of somebody's opens the fence between clients.
    private static bool BreaksAsExtra(string what, string detail) =>
        (IsColumn(what) && detail.Contains(" not null", StringComparison.Ordinal) && WithoutDefault(detail) == detail
            && !detail.Contains("generated", StringComparison.Ordinal))
        || what.StartsWith("policy ", StringComparison.Ordinal) || Acts(what);

    private static string Named(string what, string detail) => IsColumn(what) ? $"{what} ({detail})" : what;

    private static bool IsColumn(string what) => what.StartsWith("column ", StringComparison.Ordinal);

    // The table that something belongs to; null for a table itself and for what belongs to none.
    private static string? TableOf(string what, string detail) => what.Split(' ')[0] switch
    {
        "column" or "constraint" or "trigger" or "rule" or "policy" => string.Join('.', Name(what).Split('.').Take(2)),
        "index" or "unique" => detail.Split(" ON ", 2)[1].Split(' ')[0],
        _ => null,
    };

    private static string Name(string what) => what[(what.StartsWith("unique index ", StringComparison.Ordinal) ? 13 : what.IndexOf(' ') + 1)..];

    private static string WithoutDefault(string detail) =>
        detail.IndexOf(" default ", StringComparison.Ordinal) is >= 0 and var at ? detail[..at] : detail;

    private static string Short(string detail) => detail.Length == 0 ? "plain" : detail.Length <= 80 ? detail : $"{detail[..77]}…";

    private static Dictionary<string, string> Parse(IEnumerable<string> lines)
    {
        var parsed = new Dictionary<string, string>();
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            var at = line.IndexOf(line.StartsWith("function ", StringComparison.Ordinal) ? "): " : ":", StringComparison.Ordinal);
            var end = at + (line[at] == ')' ? 1 : 0);
            parsed.TryAdd(line[..end], line[(end + 1)..].Trim());
        }
        return parsed;
    }
}
