using System.IO.Compression;

namespace HybridBpo.Platform;

/// <summary>
/// Tells whether a gzip file is there to its end. <see cref="GZipStream"/> takes a cut for the end, so half a file would pass for a whole one.
/// </summary>
public static class WholeGzip
{
    private static readonly byte[] Mark = [.. "whole-gzip-"u8, 0, 1, 2, 3, 4];

    /// <summary>
    /// Is the file whole? A packed mark is put behind it: the mark comes out of the unpacking only when the file before it was whole.
    /// </summary>
    /// <param name="packed">The packed file, from its beginning; a stream that can seek. It is left at its beginning.</param>
    /// <param name="most">Unpacked bytes after which nothing more is looked at, for whoever refuses larger files anyway.</param>
    /// <param name="ct">Stops.</param>
    /// <returns>False when the file is cut off, damaged or no gzip file at all.</returns>
    public static bool Is(Stream packed, long most = long.MaxValue, CancellationToken ct = default)
    {
        var (buffer, last, sum) = (new byte[1 << 16], Array.Empty<byte>(), 0L);
        try
        {
            using var unpacked = new GZipStream(new Behind(packed, new MemoryStream(Pack(Mark))), CompressionMode.Decompress);
            for (int read; (read = unpacked.Read(buffer)) > 0 && sum <= most; sum += read)
            {
                ct.ThrowIfCancellationRequested();
                var end = buffer.AsSpan(Math.Max(0, read - Mark.Length), Math.Min(read, Mark.Length));
                last = [.. last.AsSpan(Math.Max(0, last.Length + end.Length - Mark.Length)), .. end];
            }

            return sum > most || last.AsSpan().SequenceEqual(Mark);
        }
        catch (InvalidDataException)
        {
            return false;
        }
        finally
        {
            packed.Position = 0;
        }
    }

    private static byte[] Pack(byte[] content)
    {
        var file = new MemoryStream();
        using (var zip = new GZipStream(file, CompressionLevel.Fastest)) zip.Write(content);
        return file.ToArray();
    }

    /// <summary>One stream after the other; neither is disposed.</summary>
    private sealed class Behind(Stream first, Stream second) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] into, int offset, int count) => Read(into.AsSpan(offset, count));

        public override int Read(Span<byte> into) => first.Read(into) is var read and > 0 ? read : second.Read(into);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] from, int offset, int count) => throw new NotSupportedException();
    }
}
