using System.IO.Compression;

namespace HybridBpo.Collections.Import;

/// <summary>
/// A file without some of its rows, packed as it was, made while it is read. Every other byte of it is left: the lines of the rows stay, empty, so
/// that whatever names a row by its line still finds it.
/// </summary>
/// <param name="file">The file; it is closed with this.</param>
/// <param name="rows">The rows, in their order.</param>
internal sealed class WithoutRows(ClientText file, IReadOnlyList<CsvRecord> rows) : Stream
{
    private readonly MemoryStream made = new();

    private readonly char[] text = new char[1 << 16];

    private StreamWriter? writer;

    private int at, line = 1;

    private bool isBehindReturn, isMade;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (made.Position == made.Length && !isMade) await MakeAsync(cancellationToken);
        return made.Read(buffer.Span);
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

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Reader.Dispose();
        base.Dispose(disposing);
    }

    private async Task MakeAsync(CancellationToken ct)
    {
        made.SetLength(0);
        if (writer is null)
        {
            Stream into = file.IsPacked ? new GZipStream(made, CompressionLevel.Optimal, leaveOpen: true) : made;
            await into.WriteAsync(file.Mark, ct);
            writer = new StreamWriter(into, file.Encoding, leaveOpen: !file.IsPacked);
        }

        var read = await file.Reader.ReadAsync(text.AsMemory(), ct);
        if (isMade = read == 0) await writer.DisposeAsync();
        else await writer.WriteAsync(text.AsMemory(0, Keep(text.AsSpan(0, read))), ct);
        made.Position = 0;
    }

    // Moves what stays to the front. A line ends with either sign, or with both.
    private int Keep(Span<char> read)
    {
        var kept = 0;
        foreach (var sign in read)
        {
            if (isBehindReturn && sign != '\n') line++;
            isBehindReturn = sign == '\r';
            if (sign is '\r' or '\n' || !IsOut()) read[kept++] = sign;
            if (sign == '\n') line++;
        }

        return kept;
    }

    private bool IsOut()
    {
        while (at < rows.Count && line >= rows[at].Behind) at++;
        return at < rows.Count && line >= rows[at].Line;
    }
}
