using System.Xml;
using System.Xml.Linq;
using DocumentFormat.OpenXml.Packaging;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>Reads a Word document: headers first (contact may be only there), then the body, then footers.</summary>
internal static class ReadDocx
{
    public static Result<Extracted> Run(byte[] bytes, string file)
    {
        if (Unpacking.Check(bytes, file) is { } refusal)
            return refusal;
        try
        {
            using var document = WordprocessingDocument.Open(new MemoryStream(bytes, writable: false), false, new OpenSettings { AutoSave = false });
            return document.MainDocumentPart is { } main ? Read(document, main, file) : new DamagedFile(file, "it has no document part");
        }
        catch (Exception broken) when (IsOfTheFile(broken))
        {
            return new DamagedFile(file, "it is not a whole Word document");
        }
    }

    private static Result<Extracted> Read(WordprocessingDocument document, MainDocumentPart main, string file)
    {
        var text = new DocxText(new StyleTable(main.StyleDefinitionsPart is { } styles ? Load(styles) : null));
        XElement[] parts = [.. Sorted(main.HeaderParts), Load(main), .. Sorted(main.FooterParts)];
        var groundIsPlain = !parts.Any(LiesOnColour);
        foreach (var part in parts)
            text.Read(part, groundIsPlain);
        if (text.Lines.Sum(l => l.Text.Length) > Limits.TextCharacters)
            return new ReadingStopped(file, $"it holds more than {Limits.TextCharacters} characters");

        var seen = new WordSequence(text.Lines.Select(l => l.Text));
        var hidden = text.Hidden.Where(h => !seen.Shows(h.Text)).Concat(text.Unicode.Select(UnicodeText.Smuggled).OfType<HiddenText>()).ToList();
        var about = document.PackageProperties;
        var metadata = new[] { about.Title, about.Subject, about.Keywords, about.Description, about.Category }
            .Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => new AsideText(Normaliser.Flat(Normaliser.Clean(t!)), 1, "metadata"));
        return new Extracted(FileKind.Docx, text.Page, text.Lines, null, hidden, [.. metadata, .. text.Aside],
            [.. text.Unicode.SelectMany(u => u.SplitWords)], text.HasPicture);
    }

    private static IEnumerable<XElement> Sorted(IEnumerable<OpenXmlPart> parts) =>
        parts.OrderBy(p => p.Uri.ToString(), StringComparer.Ordinal).Select(Load);

    /// <summary>A coloured page, or a drawing that may lie behind the text: then white letters may well be seen.</summary>
    private static bool LiesOnColour(XElement part) =>
        ((string?)part.Element(WordXml.W + "background")?.Attribute(WordXml.W + "color") is { } page && !RunStyle.IsWhite(page) && page != "auto")
        || part.Descendants(WordXml.Wp + "anchor").Any(a => (string?)a.Attribute("behindDoc") is "1" or "true")
        || part.Descendants(WordXml.W + "pict").Any();

    /// <summary>All that the package library answers broken packages with.</summary>
    private static bool IsOfTheFile(Exception broken) =>
        broken is OpenXmlPackageException or FileFormatException or InvalidDataException or IOException or XmlException or ArgumentException
            or InvalidOperationException or NotSupportedException or FormatException or KeyNotFoundException or NullReferenceException;

    private static XElement Load(OpenXmlPart part)
    {
        using var stream = part.GetStream(FileMode.Open, FileAccess.Read);
        using var reader = XmlReader.Create(stream, Unpacking.Xml);
        return XElement.Load(reader);
    }
}
