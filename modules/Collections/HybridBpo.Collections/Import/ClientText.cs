using System.IO.Compression;
using System.Text;

namespace HybridBpo.Collections.Import;

/// <summary>
/// A file that was taken, opened to be read as text piece by piece, in the same way as <see cref="FileText"/> reads it whole. What cannot be read
/// ends in a <see cref="DecoderFallbackException"/> or <see cref="InvalidDataException"/>.
/// </summary>
/// <param name="Reader">The text.</param>
/// <param name="Encoding">As it is written.</param>
/// <param name="Mark">What stands before the text, in the order of its bytes.</param>
/// <param name="IsPacked">Is it a gzip file?</param>
internal sealed record ClientText(StreamReader Reader, Encoding Encoding, byte[] Mark, bool IsPacked)
{
    private const int MostHead = 3;

    /// <summary>Opens it; it is closed with its reader.</summary>
    /// <param name="content">The file from its beginning.</param>
    /// <param name="encoding">Null for UTF-8; a byte-order mark says otherwise.</param>
    /// <param name="ct">Cancellation.</param>
    public static async Task<ClientText> OpenAsync(Stream content, string? encoding, CancellationToken ct)
    {
        var (head, plain) = await StreamHead.ReadAsync(content, MostHead, ct);
        var isPacked = head is [0x1f, 0x8b, ..];
        if (isPacked) (head, plain) = await StreamHead.ReadAsync(new GZipStream(plain, CompressionMode.Decompress), MostHead, ct);
        byte[] mark = head switch { [0xef, 0xbb, 0xbf] => head, [0xff, 0xfe, ..] or [0xfe, 0xff, ..] => head[..2], _ => [] };
        await plain.ReadExactlyAsync(mark, ct);
        Encoding of = mark.Length == 2 ? new UnicodeEncoding(mark[0] == 0xfe, false, true)
            : encoding == "windows-1252" && mark.Length == 0 ? CodePagesEncodingProvider.Instance.GetEncoding(1252)!
            : new UTF8Encoding(false, true);
        return new ClientText(new StreamReader(plain, of, detectEncodingFromByteOrderMarks: false, 1 << 16), of, mark, isPacked);
    }
}
