using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HybridBpo.Platform.Tracing;

/// <summary>Looks for somebody in bytes of any kind: text, escaped or encoded text, and what is printable in binary content.</summary>
internal sealed class TraceReader(Needles needles)
{
    private const int Deepest = 3;

    /// <summary>Larger content is read in windows that overlap by more than anything that is looked for.</summary>
    private const int Window = 1 << 20, Overlap = 1 << 14;

    /// <summary>Adds what the bytes hold to the finding.</summary>
    public void Read(ReadOnlySpan<byte> bytes, Finding found)
    {
        for (var at = 0; ; at += Window - Overlap)
        {
            var last = bytes.Length - at <= Window;
            Read(bytes.Slice(at, last ? bytes.Length - at : Window), found, 0, false);
            if (last) return;
        }
    }

    private void Read(ReadOnlySpan<byte> bytes, Finding found, int depth, bool loose)
    {
        if (bytes.IsEmpty) return;
        if (bytes.Contains((byte)0) || !Utf8.IsValid(bytes)) ReadBinary(bytes, found, depth, loose);
        else ReadText(bytes, found, depth, loose);
    }

    private void ReadText(ReadOnlySpan<byte> bytes, Finding found, int depth, bool loose)
    {
        Look(bytes, found, loose);
        if (depth == Deepest || bytes.Length < Decodings.Least) return;
        var decoded = ArrayPool<byte>.Shared.Rent(bytes.Length + 8);
        foreach (var (decode, isLoose) in Decodings.All)
            if (decode(bytes, decoded) is > 0 and var n) Read(decoded.AsSpan(0, n), found, depth + 1, loose || isLoose);
        Return(decoded);
    }

    private void ReadBinary(ReadOnlySpan<byte> bytes, Finding found, int depth, bool loose)
    {
        var text = ArrayPool<byte>.Shared.Rent(bytes.Length * 2);
        ReadText(text.AsSpan(0, Stretches.Keep(bytes, text)), found, depth, loose);
        // UTF-16 of Latin letters is such text with a nothing after, or before, each.
        if (depth < Deepest && bytes.Contains((byte)0)) Read(text.AsSpan(0, WithoutZeros(bytes, text)), found, depth + 1, loose);
        // Western text of the time before Unicode.
        if (depth < Deepest && !bytes.ContainsAnyInRange((byte)0, (byte)8))
            Read(text.AsSpan(0, Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(bytes), text)), found, Deepest, loose);
        Return(text);
    }

    private static int WithoutZeros(ReadOnlySpan<byte> bytes, Span<byte> into)
    {
        var n = 0;
        foreach (var b in bytes)
            if (b != 0) into[n++] = b;
        return n;
    }

    private void Look(ReadOnlySpan<byte> bytes, Finding found, bool loose)
    {
        var text = ArrayPool<char>.Shared.Rent(bytes.Length);
        var length = Encoding.UTF8.GetChars(bytes, text);
        var read = text.AsSpan(0, length);
        if (length == bytes.Length && Ascii.IsValid(bytes)) needles.Look(read, loose, found);
        else needles.Look(Folding.Fold(read), loose, found);
        ArrayPool<char>.Shared.Return(text, clearArray: true);
    }

    private static void Return(byte[] buffer) => ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
}
