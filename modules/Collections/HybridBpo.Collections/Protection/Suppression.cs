using System.Security.Cryptography;
using System.Text;
using HybridBpo.Collections.Accounts;
using HybridBpo.Events;

namespace HybridBpo.Collections.Protection;

/// <summary>
/// The firm-wide list, by law: who is on it is left alone for every client at once. It keeps hashes only: of the address, and of where it was said,
/// so that a mistake is taken back there and nowhere else.
/// </summary>
internal static class Suppression
{
    public static byte[] Hash(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value.Trim().ToLowerInvariant()));

    public static void QueueSuppress(this EventSession session, AddressRow address, string reason, DateTimeOffset now) => session.Queue($"""
        insert into collections.suppressions (kind, value_sha256, reason, since, origin)
        values ({address.Kind}, {Hash(address.Value)}, {reason}, {now}, {Origin(address.ClientId, address.PersonId)}) on conflict do nothing
        """);

    public static void QueueUnsuppress(this EventSession session, string client, Guid person, string reason) => session.Queue(
        $"delete from collections.suppressions where reason = {reason} and origin = {Origin(client, person)}");

    private static byte[] Origin(string client, Guid person) => Hash($"{client}|{person:N}");
}
