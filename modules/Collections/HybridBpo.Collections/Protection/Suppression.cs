using System.Security.Cryptography;
using System.Text;
using HybridBpo.Collections.Accounts;
using HybridBpo.Events;

namespace HybridBpo.Collections.Protection;

/// <summary>
/// The firm-wide list, by law: who is on it is left alone for every client at once. It keeps hashes only, under a key of ours: of the address, and of
/// where it was said, so that a mistake is taken back there and nowhere else. It outlives the erasure of the person.
/// </summary>
internal sealed class Suppression(Database database, KeyedHashes hashes)
{
    private const string Purpose = "collections.suppression";

    private const int Portion = 500;

    /// <summary>How addresses and origins are written in the list.</summary>
    public async ValueTask<SuppressionKey> KeyAsync(CancellationToken ct) => new(await hashes.ForAsync(Purpose, ct));

    /// <summary>Puts plain hashes under the key once no host of the version before can be looking for them.</summary>
    public async Task ConvertAsync(Access access, CancellationToken ct)
    {
        var key = await KeyAsync(ct);
        while (await database.QueryAsync<Plain>(access, $"""
            select kind, value_sha256, reason, since, origin from collections.suppressions
            where not keyed and converts_at <= clock_timestamp() limit {Portion}
            """, ct) is { Count: > 0 } rows)
            foreach (var row in rows)
                await database.ExecuteAsync(access, $"""
                    with gone as (
                      delete from collections.suppressions where not keyed and kind = {row.Kind} and value_sha256 = {row.ValueSha256}
                        and reason = {row.Reason} and origin = {row.Origin} returning 1)
                    insert into collections.suppressions (kind, value_sha256, reason, since, origin, keyed)
                    select {row.Kind}, {key.Under(row.ValueSha256)}, {row.Reason}, {row.Since}, {key.Under(row.Origin)}, true from gone
                    on conflict do nothing
                    """, ct);
    }

    private sealed record Plain(string Kind, byte[] ValueSha256, string Reason, DateTimeOffset Since, byte[] Origin);
}

/// <summary>Writes and recognises entries of the firm-wide list.</summary>
internal sealed class SuppressionKey(Func<byte[], byte[]> under)
{
    public byte[] Under(byte[] plain) => under(plain);

    /// <summary>An address as the list may hold it: under the key, or plain by a host of the version before.</summary>
    public byte[][] Forms(string value) => [under(Plain(value)), Plain(value)];

    public void QueueSuppress(EventSession session, AddressRow address, string reason, DateTimeOffset now)
    {
        var (plain, origin) = (Plain(address.Value), Origin(address.ClientId, address.PersonId));
        session.Queue($"""
            insert into collections.suppressions (kind, value_sha256, reason, since, origin, keyed)
            values ({address.Kind}, {under(plain)}, {reason}, {now}, {under(origin)}, true) on conflict do nothing
            """);
        // For a day after the upgrade a host of the version before may be looking for this one as well; one that still writes shows it longer.
        session.Queue($"""
            insert into collections.suppressions (kind, value_sha256, reason, since, origin, converts_at)
            select {address.Kind}, {plain}, {reason}, {now}, {origin}, max(may_look.until) from (
              select until from collections.plain_suppressions where until > clock_timestamp()
              union all select converts_at from collections.suppressions where not keyed) may_look (until)
            having count(*) > 0 on conflict do nothing
            """);
    }

    public void QueueUnsuppress(EventSession session, string client, Guid person, string reason)
    {
        var origin = Origin(client, person);
        session.Queue($"""
            delete from collections.suppressions where reason = {reason} and origin = any ({new[] { under(origin), origin }})
            """);
    }

    private static byte[] Plain(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value.Trim().ToLowerInvariant()));

    private static byte[] Origin(string client, Guid person) => Plain($"{client}|{person:N}");
}
