using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>Reads a PDF by poppler-utils: text twice, positions, colours, metadata, and the rendered pages for the ink test.</summary>
internal static partial class ReadPdf
{
    public static async Task<Result<Extracted>> RunAsync(byte[] bytes, string file, CancellationToken ct)
    {
        if (bytes.AsSpan(Math.Max(0, bytes.Length - 4096)).IndexOf("%%EOF"u8) < 0)
            return new DamagedFile(file, "the PDF is cut off: its end is missing");
        using var pdf = await TemporaryFile.WriteAsync(bytes, ct);
        if (!(await InfoAsync(pdf.Path, file, ct)).Is(out var info, out var refusal))
            return refusal;

        var last = info.Pages.ToString(CultureInfo.InvariantCulture);
        var boxes = Tool.RunAsync("pdftotext", ["-q", "-bbox-layout", "-enc", "UTF-8", pdf.Path, "-"], file, ct);
        var reading = Tool.RunAsync("pdftotext", ["-q", "-enc", "UTF-8", pdf.Path, "-"], file, ct);
        var placing = Tool.RunAsync("pdftohtml", ["-q", "-xml", "-i", "-hidden", "-stdout", "-enc", "UTF-8", pdf.Path], file, ct);
        var drawing = Tool.RunAsync("pdftoppm", ["-q", "-gray", "-r", info.Resolution, "-l", last, pdf.Path], file, ct);
        if (!(await boxes).Is(out var boxed, out refusal) || !(await reading).Is(out var read, out refusal)
            || !(await placing).Is(out var placed, out refusal) || !(await drawing).Is(out var drawn, out refusal))
        {
            await Task.WhenAll(boxes, reading, placing, drawing);
            return refusal;
        }

        return Assemble(file, info, boxed, read, placed, drawn);
    }

    private static Result<Extracted> Assemble(string file, Info info, ToolOutput boxed, ToolOutput read, ToolOutput placed, ToolOutput drawn)
    {
        IReadOnlyList<PdfPage> pages;
        try
        {
            pages = BoundingBoxes.Read(boxed.Output);
        }
        catch (XmlException)
        {
            return new DamagedFile(file, "its text could not be read");
        }

        if (boxed.ExitCode != 0 || pages.Count == 0)
            return new DamagedFile(file, "no page could be read");
        if (pages.Sum(p => p.Words.Sum(w => w.Text.Length)) > Limits.TextCharacters)
            return new ReadingStopped(file, $"it holds more than {Limits.TextCharacters} characters");

        var raw = Encoding.UTF8.GetString(read.Output);
        var normal = Normaliser.Read(raw);
        var texts = PlacedTexts.Read(placed.Output, pages);
        (pages, var replaced) = DrawnText.Correct(pages, texts);
        var (unseen, hidden) = HiddenWords.Find(pages, PageImage.ReadAll(drawn.Output), texts);
        var all = hidden.ToList();
        if (UnicodeText.Smuggled(normal) is { } smuggled)
            all.Add(smuggled);
        var lines = PageLayout.Read(pages, unseen);
        var aside = info.Metadata.Concat(replaced).ToList();
        return new Extracted(FileKind.Pdf, pages.Count, lines, normal.Text, all, aside, normal.SplitWords, HasPicture: false);
    }

    private static async Task<Result<Info>> InfoAsync(string path, string file, CancellationToken ct)
    {
        if (!(await Tool.RunAsync("pdfinfo", ["-enc", "UTF-8", "-l", "-1", path], file, ct)).Is(out var said, out var refusal))
            return refusal;
        var text = Encoding.UTF8.GetString(said.Output);
        if (said.Error.Contains("Incorrect password", StringComparison.Ordinal))
            return new EncryptedFile(file);
        if (said.ExitCode != 0 || PageCount().Match(text) is not { Success: true } count)
            return new DamagedFile(file, "it is not a whole PDF");
        var pages = int.TryParse(count.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue;
        if (pages == 0)
            return new DamagedFile(file, "it has no page");
        if (pages > Limits.Pages)
            return new TooManyPages(file, pages, Limits.Pages);
        if (!(await Tool.RunAsync("pdfinfo", ["-enc", "UTF-8", "-custom", path], file, ct)).Is(out var custom, out refusal)
            || !(await Tool.RunAsync("pdfinfo", ["-enc", "UTF-8", "-meta", path], file, ct)).Is(out var xmp, out refusal))
            return refusal;
        return new Info(pages, Resolution(text), [.. Metadata(text, custom, xmp)]);
    }

    private static IEnumerable<AsideText> Metadata(string info, ToolOutput custom, ToolOutput xmp)
    {
        var lines = info.Split('\n').Where(l => Described().IsMatch(l)).Concat(Encoding.UTF8.GetString(custom.Output).Split('\n'));
        foreach (var line in lines)
        {
            var value = line[(line.IndexOf(':') + 1)..].Trim();
            if (value.Length > 0)
                yield return new AsideText(Normaliser.Clean(value), 1, "metadata");
        }

        var packet = Normaliser.Flat(Normaliser.Clean(Markup().Replace(Encoding.UTF8.GetString(xmp.Output), " ")));
        if (packet.Length > 0)
            yield return new AsideText(packet, 1, "metadata");
    }

    /// <summary>144 dots per inch, less for posters, so that no page has more than some six million pixels.</summary>
    private static string Resolution(string info)
    {
        static double Side(Group side) => double.TryParse(side.Value, CultureInfo.InvariantCulture, out var points) ? points : 842;
        var largest = PageSize().Matches(info).Select(m => Side(m.Groups[1]) * Side(m.Groups[2])).DefaultIfEmpty(842 * 842).Max();
        var fits = Math.Sqrt(6_000_000 / Math.Max(1, largest)) * 72;
        return Math.Clamp(Math.Floor(fits), 10, 144).ToString(CultureInfo.InvariantCulture);
    }

    private sealed record Info(int Pages, string Resolution, IReadOnlyList<AsideText> Metadata);

    [GeneratedRegex(@"^Pages:\s+(\d+)", RegexOptions.Multiline, 1_000)]
    private static partial Regex PageCount();

    [GeneratedRegex(@"^Page(?:\s+\d+)? size:\s+([\d.]{1,12}) x ([\d.]{1,12}) pts", RegexOptions.Multiline, 1_000)]
    private static partial Regex PageSize();

    [GeneratedRegex("^(Title|Subject|Keywords|Author):", RegexOptions.None, 1_000)]
    private static partial Regex Described();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1_000)]
    private static partial Regex Markup();
}
