using System.Text;
using HybridBpo.Platform.Tracing;

namespace HybridBpo.Platform;

/// <summary>
/// By what somebody was known, so that it can be recognised and not read: a hash each, under a key that only the hosts have, bound to this person, of
/// the mail address, phone number or name as it is searched for.
/// </summary>
internal sealed class TraceHashes(KeyedHashes hashes)
{
    public const string Mail = "mail", Phone = "phone", Name = "name";

    public async Task<string[]> OfAsync(string client, Guid subject, SubjectTraces traces, CancellationToken ct)
    {
        var hash = await hashes.ForAsync("erasure.known", ct);
        return [.. new Needles(traces).Normal.Select(
            of => $"{of.Kind}:{Convert.ToHexStringLower(hash(Encoding.UTF8.GetBytes($"{client}|{subject:D}|{of.Kind}|{of.Text}")))}").Distinct()];
    }

    public static TraceCounts Count(IReadOnlyCollection<string> hashed) => new(CountOf(hashed, Mail), CountOf(hashed, Phone), CountOf(hashed, Name));

    /// <summary>Why something that was named is refused, when it is none of what was known.</summary>
    public static NotTheirs? Stranger(IReadOnlyCollection<string> known, IReadOnlyCollection<string> named)
    {
        foreach (var kind in new[] { Mail, Phone, Name })
            if (CountOf([.. named.Except(known)], kind) > 0) return new NotTheirs(kind, CountOf(known, kind));
        return null;
    }

    private static int CountOf(IReadOnlyCollection<string> hashed, string kind) =>
        hashed.Count(hash => hash.StartsWith(kind + ":", StringComparison.Ordinal));
}
