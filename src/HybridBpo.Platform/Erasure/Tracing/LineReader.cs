using System.IO.Compression;

namespace HybridBpo.Platform.Tracing;

/// <summary>Reads a file of many people, packed or not, line by line: each line may be about somebody else.</summary>
internal static class LineReader
{
    private const int MostLine = 1 << 20;

    /// <param name="content">The file, from its beginning.</param>
    /// <param name="line">Given each line; answers whether to go on.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>How many bytes were read.</returns>
    public static async Task<long> ReadAsync(Stream content, Func<ReadOnlyMemory<byte>, bool> line, CancellationToken ct)
    {
        (var head, content) = await StreamHead.ReadAsync(content, 2, ct);
        if (head is [0x1f, 0x8b]) content = new GZipStream(content, CompressionMode.Decompress);
        var (buffer, filled, sum) = (new byte[MostLine], 0, 0L);
        for (var ended = false; !ended;)
        {
            var read = await content.ReadAsync(buffer.AsMemory(filled), ct);
            (sum, filled, ended) = (sum + read, filled + read, read == 0);
            var start = 0;
            while (start < filled)
            {
                var end = buffer.AsSpan(start, filled - start).IndexOfAny((byte)'\n', (byte)'\r');
                // A line that is longer than the buffer is read in parts.
                if (end < 0 && !ended && (start > 0 || filled < buffer.Length)) break;
                var length = end < 0 ? filled - start : end;
                if (length > 0 && !line(buffer.AsMemory(start, length))) return sum;
                start += length + 1;
            }

            var left = Math.Max(0, filled - start);
            if (left > 0) buffer.AsSpan(start, left).CopyTo(buffer);
            filled = left;
        }

        return sum;
    }
}
