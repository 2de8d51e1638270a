using HybridBpo.Collections.Import.Reconciling;

namespace HybridBpo.Collections.Import;

/// <summary>Why a cell keeps its row from loading.</summary>
/// <param name="Column">Column as the file calls it; empty when the whole row is meant.</param>
/// <param name="Value">What stood there.</param>
/// <param name="Reason">In words, without blame: what is wrong and what is wanted.</param>
internal sealed record RowError(string Column, string Value, string Reason);

/// <summary>A row that cannot load, kept with all that is wrong with it until somebody repairs it or leaves it out.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Cells">By column name of the file.</param>
/// <param name="Question">The case in which people decide about it, if there is one.</param>
internal sealed record BadRow(
    int Line, string AccountRef, IReadOnlyDictionary<string, string> Cells, IReadOnlyList<RowError> Errors, Question? Question = null)
{
    /// <summary>A row about somebody who was erased: it is left out, and nothing that it says is kept.</summary>
    public static BadRow OfErased(int line, string reference, DateTimeOffset at, string? also = null) => new(
        line, reference, new Dictionary<string, string>(),
        [new RowError("", "", $"{(also is null ? "" : also + "; ")}its person was erased on {at:d MMM yyyy}: nothing about them is taken again")])
    { ErasedAt = at };

    public DateTimeOffset? ErasedAt { get; private init; }

    public bool Erased => ErasedAt is not null;

    /// <summary>Its shape is wrong, so that nobody can tell which cell is which.</summary>
    public bool IsBroken => Errors.Any(e => e.Column.Length == 0);

    public string State => Erased || Question is { Decided: true } ? "left-out" : "open";
}

/// <summary>A file read with its mapping: rows that load and rows that do not.</summary>
/// <param name="Repeated">Rows that say what an earlier row of the file said: they need no loading.</param>
internal sealed record ReadRows<T>(IReadOnlyList<T> Good, IReadOnlyList<BadRow> Bad, int Repeated)
{
    /// <summary>In another order than that of the file: what belongs to the same stands together.</summary>
    public ReadRows<T> Sorted(Func<T, string> by) => this with { Good = [.. Good.OrderBy(by, StringComparer.Ordinal)] };
}
