using System.Text;
using HybridBpo.Platform.Tracing;

namespace HybridBpo.Platform;

/// <summary>Tells modules which of their rows and files hold somebody, by the same search as the erasure proof.</summary>
/// <param name="traces">By what the person is recognised.</param>
public sealed class TraceSearch(SubjectTraces traces)
{
    private readonly TraceReader reader = new(new Needles(traces));

    /// <summary>Does a text hold the person's mail, phone or name? It may be somebody else's name as well.</summary>
    public bool IsIn(string text) => Look(Encoding.UTF8.GetBytes(text)) is var found && (found.Mail || found.Phone || found.Name);

    /// <summary>
    /// Is a row of a file of many people about this person? Somebody else may have the same name, or the same phone or mail address: so two of name,
    /// reference, and phone or mail address must be in it.
    /// </summary>
    public bool IsTheirs(string row) => IsTheirs(Encoding.UTF8.GetBytes(row));

    /// <summary>Does any line of a file, packed or not, hold the person as <see cref="IsTheirs(string)"/> says?</summary>
    public async Task<bool> HasTheirLineAsync(Stream content, CancellationToken ct)
    {
        var theirs = false;
        await LineReader.ReadAsync(content, line => !(theirs = IsTheirs(line.Span)), ct);
        return theirs;
    }

    private bool IsTheirs(ReadOnlySpan<byte> row) => IsTheirs(Look(row));

    internal static bool IsTheirs(Finding found) =>
        (found.Name ? 1 : 0) + (found.Reference ? 1 : 0) + (found.Mail || found.Phone ? 1 : 0) > 1;

    private Finding Look(ReadOnlySpan<byte> bytes)
    {
        var found = new Finding();
        reader.Read(bytes, found);
        return found;
    }
}
