using System.Security.Cryptography;

namespace HybridBpo.Platform;

/// <summary>Reads a file piece by piece, fetching each when it is needed.</summary>
internal sealed class ChunkStream(long length, int chunks, Func<int, CancellationToken, Task<byte[]?>> fetch) : Stream
{
    private byte[] current = [];
    private int at, next;
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0)
            return 0;
        if (at == current.Length)
        {
            if (next == chunks)
                return position == length ? 0 : throw new CryptographicException("The file's pieces do not add up to its length.");
            current = await fetch(next++, cancellationToken) ?? throw new CryptographicException("A piece of the file is missing.");
            at = 0;
        }
        var count = Math.Min(buffer.Length, current.Length - at);
        current.AsMemory(at, count).CopyTo(buffer);
        at += count;
        position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
