using System.Buffers;
using System.Net;
using System.Text;

namespace HybridBpo.Platform.Tracing;

/// <summary>Ways in which text may be written so that it does not look like itself. Each never makes it longer.</summary>
internal static class Decodings
{
    /// <summary>Shorter runs hold nothing that is looked for: a phone number in Base64 has fourteen letters, in hexadecimal twenty.</summary>
    private const int LeastRun = 12;

    /// <summary>Shorter text holds nothing encoded that is looked for.</summary>
    public const int Least = LeastRun;

    /// <returns>How many bytes came out; 0 when there was nothing of the kind.</returns>
    public delegate int Decoding(ReadOnlySpan<byte> from, Span<byte> into);

    /// <summary>With whether a run begins where it seems to: <see cref="Needles.Look"/>.</summary>
    public static readonly IReadOnlyList<(Decoding Decode, bool Loose)> All =
    [
        (Percent, false), (Entities, false), (Backslashes, false), (QuotedPrintable, false),
        ((f, i) => Base64(f, i, 0), true), ((f, i) => Base64(f, i, 1), true), ((f, i) => Base64(f, i, 2), true), ((f, i) => Base64(f, i, 3), true),
        ((f, i) => Hexadecimal(f, i, 0), true), ((f, i) => Hexadecimal(f, i, 1), true),
    ];

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static readonly SearchValues<byte> AlphabetAndLines = SearchValues.Create(Encoding.ASCII.GetBytes(Letters + "-_\r\n")),
        HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private static readonly sbyte[] Values = MakeValues();

    private static int Percent(ReadOnlySpan<byte> from, Span<byte> into) => Escaped(from, into, (byte)'%', 0);

    private static int QuotedPrintable(ReadOnlySpan<byte> from, Span<byte> into) => Escaped(from, into, (byte)'=', 1);

    // A mark and two hexadecimal digits; in quoted-printable a mark at the end of a line joins it with the next.
    private static int Escaped(ReadOnlySpan<byte> from, Span<byte> into, byte mark, int joins)
    {
        var (n, any) = (0, false);
        for (var i = 0; i < from.Length;)
        {
            var next = from[i..].IndexOf(mark);
            if (next < 0 && !any) return 0;
            var plain = from[i..(next < 0 ? from.Length : i + next)];
            plain.CopyTo(into[n..]);
            n += plain.Length;
            i += plain.Length;
            if (next < 0) break;
            if (i + 2 < from.Length && Hex(from[i + 1]) is >= 0 and var high && Hex(from[i + 2]) is >= 0 and var low)
            {
                into[n++] = (byte)(high * 16 + low);
                (i, any) = (i + 3, true);
            }
            else if (joins > 0 && i + 1 < from.Length && from[i + 1] is (byte)'\r' or (byte)'\n')
            {
                i += i + 2 < from.Length && from[i + 1] == '\r' && from[i + 2] == '\n' ? 3 : 2;
                any = true;
            }
            else into[n++] = from[i++];
        }

        return any ? n : 0;
    }

    private static int Entities(ReadOnlySpan<byte> from, Span<byte> into)
    {
        if (!from.Contains((byte)'&')) return 0;
        var text = Encoding.UTF8.GetString(from);
        var plain = WebUtility.HtmlDecode(text).Replace("&commat;", "@", StringComparison.Ordinal).Replace("&period;", ".", StringComparison.Ordinal)
            .Replace("&plus;", "+", StringComparison.Ordinal);
        return plain == text || !Encoding.UTF8.TryGetBytes(plain, into, out var n) ? 0 : n;
    }

    private static int Backslashes(ReadOnlySpan<byte> from, Span<byte> into)
    {
        if (!from.Contains((byte)'\\')) return 0;
        var plain = new StringBuilder(from.Length);
        var text = Encoding.UTF8.GetString(from);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length) plain.Append(text[i]);
            else if (text[i + 1] == 'u' && i + 5 < text.Length && ushort.TryParse(text.AsSpan(i + 2, 4), System.Globalization.NumberStyles.HexNumber,
                null, out var code)) (_, i) = (plain.Append((char)code), i + 5);
            else plain.Append(text[++i] switch { 'n' => '\n', 'r' => '\r', 't' or 'b' or 'f' => ' ', var other => other });
        }

        return Encoding.UTF8.TryGetBytes(plain.ToString(), into, out var n) ? n : 0;
    }

    // Every run of the alphabet, taken from its beginning or some letters later: what stands before it may be of the alphabet by chance.
    private static int Base64(ReadOnlySpan<byte> from, Span<byte> into, int skip)
    {
        var n = 0;
        for (var i = 0; (i = NextRun(from, i, AlphabetAndLines)) >= 0;)
        {
            var run = from[i..];
            if (run.IndexOfAnyExcept(AlphabetAndLines) is >= 0 and var length) run = run[..length];
            n += Run(run[skip..], into[n..]);
            i += run.Length;
        }

        return n;
    }

    // Where the next run begins that is long enough; looked for from the end of where it may end, which passes over most of the text.
    private static int NextRun(ReadOnlySpan<byte> from, int at, SearchValues<byte> letters)
    {
        for (; at + LeastRun <= from.Length;)
        {
            var other = from.Slice(at, LeastRun).LastIndexOfAnyExcept(letters);
            if (other < 0) return at;
            at += other + 1;
        }

        return -1;
    }

    private static int Run(ReadOnlySpan<byte> run, Span<byte> into)
    {
        System.Buffers.Text.Base64.DecodeFromUtf8(run, into, out var read, out var n, isFinalBlock: false);
        // Lines, the alphabet for addresses, and the last letters, of which there may be fewer than four.
        var (bits, value) = (0, 0);
        foreach (var letter in run[read..])
        {
            if (Values[letter] < 0) continue;
            (value, bits) = ((value << 6) | (byte)Values[letter], bits + 6);
            if (bits < 8) continue;
            bits -= 8;
            into[n++] = (byte)(value >> bits);
            value &= (1 << bits) - 1;
        }

        return Stretches.Keep(into[..n], into);
    }

    private static int Hexadecimal(ReadOnlySpan<byte> from, Span<byte> into, int skip)
    {
        var n = 0;
        for (var i = 0; (i = NextRun(from, i, HexDigits)) >= 0;)
        {
            var run = from[i..];
            if (run.IndexOfAnyExcept(HexDigits) is >= 0 and var length) run = run[..length];
            var start = n;
            for (var at = skip; at + 1 < run.Length; at += 2) into[n++] = (byte)(Hex(run[at]) * 16 + Hex(run[at + 1]));
            n = start + Stretches.Keep(into[start..n], into[start..]);
            i += run.Length;
        }

        return n;
    }

    private static int Hex(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };

    private static sbyte[] MakeValues()
    {
        var values = new sbyte[256];
        Array.Fill(values, (sbyte)-1);
        for (var i = 0; i < Letters.Length; i++) values[Letters[i]] = (sbyte)i;
        (values['-'], values['_']) = (62, 63);
        return values;
    }
}
