using System.Text;
using HybridBpo.Platform.Tracing;

namespace HybridBpo.Platform;

/// <summary>
/// By what somebody was known, so that it can be recognised and not read: a hash each, under a key that only the hosts have, bound to this person, of
/// the mail address, phone number, name or reference as it is searched for.
/// </summary>
internal sealed class TraceHashes(KeyedHashes hashes)
{
    public const string Mail = "mail", Phone = "phone", Name = "name", Reference = "reference";

    public async ValueTask<PersonHashes> ForAsync(string client, Guid subject, CancellationToken ct) =>
        new(await hashes.ForAsync("erasure.known", ct), $"{client}|{subject:D}");

    /// <summary>How much that is; references count only beside a name, which they make certain.</summary>
    public static TraceCounts Count(IReadOnlyCollection<string> hashed, IReadOnlyCollection<string> known) => new(
        Count(hashed, Mail), Count(hashed, Phone), Count(hashed, Name), Count(known, Name) > 0 ? Count(hashed, Reference) : 0);

    public static int Count(IReadOnlyCollection<string> hashed, string kind) =>
        hashed.Count(hash => hash.StartsWith(kind + ":", StringComparison.Ordinal));
}

/// <summary>The hashes of one person.</summary>
internal sealed class PersonHashes(Func<byte[], byte[]> hash, string whose)
{
    public string[] Of(SubjectTraces traces) => [.. new Needles(traces).Normal.Select(of => Of(of.Kind, of.Text)).Distinct()];

    /// <summary>What was told, with the references among it: they look like names or numbers, and are known as what they are.</summary>
    public SubjectTraces Sort(SubjectTraces told, IReadOnlyCollection<string> known)
    {
        string[] references = [.. told.Phones.Concat(told.Names).Where(line => known.Contains(Of(TraceHashes.Reference, Needles.Normalised(line))))];
        return told with { References = references, Phones = [.. told.Phones.Except(references)], Names = [.. told.Names.Except(references)] };
    }

    /// <summary>
    /// Names that a version before kept in another form, as they are written now and in that form: both are looked for, and both are theirs.
    /// Who is truly known by two neighbouring words of a longer name, and told without a comma, has that name as well: more is looked for then, and
    /// nothing less.
    /// </summary>
    public SubjectTraces Before(SubjectTraces traces, IReadOnlyCollection<string> kept)
    {
        var names = traces.Names.Select(name => (Name: name, Before: NameNeedle.Before(name).Where(before => IsKept(before, kept)).ToList()))
            .Where(both => both.Before.Count > 0).SelectMany(both => both.Before.Prepend(both.Name));
        return SubjectTraces.None with { Names = [.. names], References = traces.References };
    }

    private bool IsKept(string name, IReadOnlyCollection<string> kept) =>
        NameNeedle.Of(name) is { } needle && kept.Contains(Of(TraceHashes.Name, needle.Normal));

    private string Of(string kind, string text) => $"{kind}:{Convert.ToHexStringLower(hash(Encoding.UTF8.GetBytes($"{whose}|{kind}|{text}")))}";
}
