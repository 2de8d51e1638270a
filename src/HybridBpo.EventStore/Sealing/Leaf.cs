using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// The bytes of one event that a seal covers. Eleven fields, each as four bytes of length (big-endian) and its UTF-8 text; length FFFFFFFF for null:
/// sequence number, id, stream id, version, type, microseconds since 1970-01-01 UTC, client, correlation id, causation id, headers, data. Numbers are
/// decimal, ids in the usual 8-4-4-4-12 form in small letters, headers and data as PostgreSQL prints the stored jsonb. A timestamp without a
/// number is <c>Infinity</c> or <c>-Infinity</c>. Not covered is whether the event is archived, and the name of its .NET type, which Marten keeps and
/// nobody here reads; the column bdata must be empty. The leaf is the SHA-256 of these bytes.
/// </summary>
internal static class Leaf
{
    public const string Columns =
        """
        seq_id, id, stream_id, version, type, round(extract(epoch from timestamp) * 1000000)::text, tenant_id, correlation_id, causation_id,
        headers::text, data::text
        """;

    public static byte[] Hash(NpgsqlDataReader row) => SHA256.HashData(Bytes(
        row.GetInt64(0).ToString(CultureInfo.InvariantCulture),
        row.GetGuid(1).ToString("D"),
        row.IsDBNull(2) ? null : row.GetGuid(2).ToString("D"),
        row.GetInt64(3).ToString(CultureInfo.InvariantCulture),
        row.GetString(4),
        row.GetString(5),
        Text(row, 6),
        Text(row, 7),
        Text(row, 8),
        Text(row, 9),
        Text(row, 10)));

    public static byte[] Bytes(params ReadOnlySpan<string?> fields)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var field in fields)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, field is null ? -1 : Encoding.UTF8.GetByteCount(field));
            bytes.Write(length);
            if (field is not null)
                bytes.Write(Encoding.UTF8.GetBytes(field));
        }

        return bytes.ToArray();
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
