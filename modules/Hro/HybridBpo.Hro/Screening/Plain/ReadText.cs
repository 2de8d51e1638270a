using System.Text;
using System.Text.RegularExpressions;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>Reads plain text: UTF-8, or UTF-16 that says so.</summary>
internal static partial class ReadText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Result<string> Decode(byte[] bytes, string file)
    {
        try
        {
            if (bytes.AsSpan().StartsWith((byte[])[0xFF, 0xFE]))
                return new UnicodeEncoding(false, true, true).GetString(bytes.AsSpan(2));
            if (bytes.AsSpan().StartsWith((byte[])[0xFE, 0xFF]))
                return new UnicodeEncoding(true, true, true).GetString(bytes.AsSpan(2));
            return Strict.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException wrong)
        {
            var at = Math.Clamp(wrong.Index, 0, bytes.Length);
            return new NotUtf8(file, at, 1 + bytes.AsSpan(0, at).Count((byte)'\n'));
        }
    }

    public static Result<Extracted> Run(byte[] bytes, string file)
    {
        if (!Decode(bytes, file).Is(out var raw, out var refusal))
            return refusal;
        if (raw.Length > Limits.TextCharacters)
            return new ReadingStopped(file, $"it holds more than {Limits.TextCharacters} characters");
        var normal = Normaliser.Read(raw, softHyphenShows: false);
        var lines = new List<Line>();
        var page = 1;
        var blank = false;
        foreach (var text in normal.Text.Split('\n'))
        {
            page += text.Count(c => c == '\f');
            if (text.Length > Limits.LineCharacters)
                return new ReadingStopped(file, $"line {lines.Count + 1} is longer than {Limits.LineCharacters} characters");
            var cells = Gap().Split(text.Trim()).Where(c => c.Length > 0).Select(c => Cell.Of(c, page)).ToList();
            if (cells.Count > 0)
                lines.Add(new Line(cells, blank));
            blank = cells.Count == 0;
        }

        IReadOnlyList<HiddenText> hidden = UnicodeText.Smuggled(normal) is { } smuggled ? [smuggled] : [];
        return new Extracted(FileKind.Text, page, lines, normal.Text, hidden, [], normal.SplitWords, HasPicture: false);
    }

    [GeneratedRegex(@"\t+\s*|\s{4,}", RegexOptions.None, 2_000)]
    private static partial Regex Gap();
}
