using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Erasing;

/// <summary>
/// Tells which rows of files of many people are about a person. One that also names somebody else who is not erased stays, unless name and address in
/// it are the person's: what is doubtful is left to people, who see it in the proof.
/// </summary>
internal sealed class DebtorSearch(Guid subject, IReadOnlySet<string> references, SubjectTraces traces)
{
    private const int LeastDigits = 9;

    private readonly TraceSearch known = new(traces with { References = [.. traces.References.Where(IsTelling)] });

    private readonly TraceSearch byName = new(traces with { References = [] });

    public Guid Subject => subject;

    public TraceSearch Known => known;

    /// <summary>Is it an account of the person's?</summary>
    public bool IsOwn(string reference) => references.Contains(reference);

    /// <summary>Is it worth to be looked at? What names the person by nothing needs no look into the books.</summary>
    public bool MayBeTheirs(RowNames row, string raw) =>
        row.References.Any(references.Contains) || row.People.Contains(subject) || known.IsTheirs(raw);

    public bool IsTheirs(RowNames row, RowPeople people, string raw) => (people.Names(row, subject), people.NamesOthers(row, subject)) switch
    {
        (true, false) => true,
        (true, true) => byName.IsTheirs(raw),
        (false, false) => known.IsTheirs(raw),
        (false, true) => false,
    };

    // "120" stands in every amount of 120.00 and "2026" in every date: beside a name it says nothing.
    private static bool IsTelling(string reference) =>
        reference.Any(char.IsLetter) ? reference.Any(char.IsDigit) : reference.Count(char.IsDigit) >= LeastDigits;
}
