using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace HybridBpo.Collections.Import;

/// <summary>A file turned into text: bounded, its encoding known, its hash taken.</summary>
/// <param name="Encoding">Name as people know it: <c>utf-8</c>, <c>utf-16</c>, <c>windows-1252</c>.</param>
/// <param name="Sha256">Of the bytes as sent, lower-case hex.</param>
internal sealed record FileText(string Name, string Text, string Encoding, string Sha256, long Bytes)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <param name="name">Shown in every error.</param>
    /// <param name="bytes">The file as sent; gzip is unpacked up to the same limit.</param>
    /// <param name="encoding"><c>windows-1252</c> when somebody said so; otherwise a byte-order mark or UTF-8.</param>
    public static Result<FileText> Read(string name, byte[] bytes, string? encoding = null)
    {
        if (bytes.Length > ImportLimits.Bytes) return new FileTooLarge(name, bytes.Length);
        if (bytes.Length == 0) return new FileUnreadable(name, "the file is empty.");
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var content = bytes;
        if (bytes is [0x1f, 0x8b, ..])
        {
            if (!Unzip(name, bytes).Is(out var unzipped, out var refusal)) return refusal;
            content = unzipped;
        }

        if (KnownFile.KindOf(content) is { } kind) return new FileUnreadable(
            name, $"this is {kind}, not a CSV file. Save the table as CSV (UTF-8) and send that.");
        return Decode(content, encoding) switch
        {
            (null, _, var why) => new FileUnreadable(name, why),
            (var text, _, _) when text.IndexOf('\0') is >= 0 and var at => new FileUnreadable(
                name, $"line {1 + text.AsSpan(0, at).Count('\n')} holds zero characters, which no table has. "
                    + "Save the table as CSV (UTF-8) and send that."),
            (var text, var used, _) when string.IsNullOrWhiteSpace(text) => new FileUnreadable(name, $"the file holds no text ({used})."),
            (var text, var used, _) => new FileText(name, text, used, hash, bytes.Length),
        };
    }

    internal static Result<byte[]> Unzip(string name, byte[] bytes)
    {
        try
        {
            using var zip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var buffer = new byte[81920];
            for (int n; (n = zip.Read(buffer)) > 0;)
            {
                if (plain.Length + n > ImportLimits.Bytes) return new FileUnpacksTooLarge(name);
                plain.Write(buffer, 0, n);
            }

            return WholeGzip.Is(new MemoryStream(bytes)) ? plain.ToArray() : new FileUnreadable(name, "the gzip file is damaged or cut off.");
        }
        catch (InvalidDataException)
        {
            return new FileUnreadable(name, "the gzip file is damaged or cut off.");
        }
    }

    private static (string? Text, string Encoding, string Why) Decode(byte[] b, string? encoding)
    {
        if (b is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            var utf16 = new UnicodeEncoding(b[0] == 0xfe, true, true);
            return Try(() => utf16.GetString(b, 2, b.Length - 2), "utf-16", "the UTF-16 text is damaged or cut off.");
        }

        var skip = b is [0xef, 0xbb, 0xbf, ..] ? 3 : 0;
        if (encoding is "windows-1252" && skip == 0)
            return (CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(b), "windows-1252", "");
        if (encoding is not (null or "" or "utf-8" or "windows-1252"))
            return (null, encoding, $"the encoding \"{encoding}\" is not known; choose utf-8 or windows-1252.");
        return Try(
            () => StrictUtf8.GetString(b, skip, b.Length - skip), "utf-8",
            $"line {BadLine(b)} is not UTF-8. Save the file as UTF-8, or choose the encoding windows-1252 when that is what it is.");
    }

    private static (string?, string, string) Try(Func<string> read, string encoding, string why)
    {
        try
        {
            return (read(), encoding, "");
        }
        catch (DecoderFallbackException)
        {
            return (null, encoding, why);
        }
    }

    private static int BadLine(byte[] b)
    {
        var line = 1;
        for (var start = 0; start < b.Length; line++)
        {
            var end = Array.IndexOf(b, (byte)'\n', start);
            end = end < 0 ? b.Length : end + 1;
            try
            {
                StrictUtf8.GetCharCount(b, start, end - start);
            }
            catch (DecoderFallbackException)
            {
                return line;
            }

            start = end;
        }

        return line;
    }
}
