using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace HybridBpo.Collections.Import.Statements;

/// <summary>Bytes of a bank made text.</summary>
internal static partial class BankText
{
    /// <summary>
    /// A byte-order mark decides; else UTF-8 where it is UTF-8; else the encoding that an XML file names, or Windows-1252, which holds Latin-1.
    /// </summary>
    public static StreamReader Open(byte[] bytes)
    {
        Encoding encoding = bytes is [0xff, 0xfe, ..] ? Encoding.Unicode
            : bytes is [0xfe, 0xff, ..] ? Encoding.BigEndianUnicode
            : Utf8.IsValid(bytes) ? Encoding.UTF8
            : Declared(bytes) ?? CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        return new StreamReader(new MemoryStream(bytes), encoding, detectEncodingFromByteOrderMarks: true);
    }

    /// <summary>In one line and without control characters, which have no business on a screen; null when nothing is left.</summary>
    public static string? Clean(string? text)
    {
        if (text is null) return null;
        if (text.Any(char.IsControl)) text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        text = text.Trim();
        return text.Length == 0 ? null : text.Length > ImportLimits.Cell ? text[..ImportLimits.Cell] : text;
    }

    /// <summary>The same, with runs of blanks (columns of old printers) made one.</summary>
    public static string? Squeeze(string? text) => Clean(text) is { } clean ? Blanks().Replace(clean, " ") : null;

    /// <summary>What banks write where there is no reference.</summary>
    public static string? Reference(string? text) => Clean(text) is { } clean && !None().IsMatch(clean) ? clean : null;

    private static Encoding? Declared(byte[] bytes)
    {
        var head = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 200));
        var name = Declaration().Match(head).Groups["name"].Value.ToLowerInvariant();
        // UTF-8 that is none, and Latin-1, are best read as Windows-1252.
        return name is "" or "utf-8" or "utf8" or "us-ascii" or "iso-8859-1" or "latin1" ? null
            : CodePagesEncodingProvider.Instance.GetEncoding(name);
    }

    [GeneratedRegex("""^\s*<\?xml[^>]*?encoding\s*=\s*["'](?<name>[A-Za-z0-9._:-]{1,40})["']""")]
    private static partial Regex Declaration();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^(NONREF|NON REF|NOTPROVIDED|NOT PROVIDED|NOREF|NONE|[EKPM]REF\+?|MARF|CREF|N)$", RegexOptions.IgnoreCase)]
    private static partial Regex None();
}
