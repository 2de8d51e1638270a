using System.Text;

namespace HybridBpo.Collections.Erasing;

/// <summary>
/// References of transactions that may spell out who paid, as they stand once that person is erased: the client's next file is recognised by them, so
/// that nothing is booked twice, and nobody can read them.
/// </summary>
internal sealed class SilentReferences(KeyedHashes hashes)
{
    // Enough that no two of an account are ever the same, and short enough to be read on a page.
    private const int Bytes = 16;

    /// <summary>
    /// Form of those that the version before wrote: a random id (of version 7, by its time and marks) that leads back to no reference of the
    /// client's.
    /// </summary>
    public const string Nameless = "^erased-01[89a-f][0-9a-f]{9}7[0-9a-f]{3}[89ab][0-9a-f]{15}$";

    /// <summary>How references of a client's accounts are written, by account and reference.</summary>
    public async ValueTask<Func<Guid, string, string>> FormAsync(string client, CancellationToken ct)
    {
        var under = await hashes.ForAsync("collections.erased-references", ct);
        return (account, reference) =>
            $"erased-{Convert.ToHexStringLower(under(Encoding.UTF8.GetBytes($"{client}|{account:N}|{reference}"))[..Bytes])}";
    }
}
