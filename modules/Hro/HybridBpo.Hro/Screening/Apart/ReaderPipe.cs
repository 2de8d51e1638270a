using System.Buffers.Binary;
using System.Text;

namespace HybridBpo.Hro.Screening;

/// <summary>What goes over the pipe: a file with its name and kind one way, an answer the other, each behind its length.</summary>
internal static class ReaderPipe
{
    /// <summary>The first byte of a reader: it is up, and the time of a file may run.</summary>
    public const byte Ready = (byte)'R';

    private const int MostNameBytes = 4_096;

    public static byte[] Head(FileKind kind, string file, int length)
    {
        var name = Encoding.UTF8.GetBytes(file);
        if (name.Length > MostNameBytes)
            name = name[^MostNameBytes..];
        var head = new byte[9 + name.Length];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(1), length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(5), name.Length);
        name.CopyTo(head, 9);
        return head;
    }

    /// <summary>Waits for the next file.</summary>
    /// <exception cref="EndOfStreamException">The other side is gone.</exception>
    public static (FileKind Kind, string File, byte[] Bytes) NextFile(Stream from)
    {
        Span<byte> head = stackalloc byte[9];
        from.ReadExactly(head);
        var bytes = new byte[BinaryPrimitives.ReadInt32LittleEndian(head[1..])];
        var name = new byte[BinaryPrimitives.ReadInt32LittleEndian(head[5..])];
        from.ReadExactly(name);
        from.ReadExactly(bytes);
        return ((FileKind)head[0], Encoding.UTF8.GetString(name), bytes);
    }

    public static void Answer(Stream to, byte[] answer)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, answer.Length);
        to.Write(length);
        to.Write(answer);
        to.Flush();
    }

    /// <summary>Null when the answer is longer than one can be.</summary>
    /// <exception cref="EndOfStreamException">The other side is gone.</exception>
    public static async Task<byte[]?> AnswerAsync(Stream from, CancellationToken ct)
    {
        var length = new byte[4];
        await from.ReadExactlyAsync(length, ct);
        var bytes = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (bytes is < 0 or > Limits.ReaderAnswerBytes)
            return null;
        var answer = new byte[bytes];
        await from.ReadExactlyAsync(answer, ct);
        return answer;
    }
}
