using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace HybridBpo.Hro.Demo;

/// <summary>How a run of a Word document looks; the last three are how text is hidden.</summary>
internal sealed record DocxRun(string Text, bool Bold = false, int HalfPoints = 22, bool Vanish = false, string? Colour = null, bool Deleted = false);

/// <summary>
/// Writes small Word documents: paragraphs of runs, tab stops, tables, a page header, properties. The same calls give the same bytes, because
/// entries carry a fixed time.
/// </summary>
internal sealed class DocxWriter
{
    private static readonly XNamespace W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private static readonly XNamespace R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private readonly List<XElement> body = [];
    private readonly Dictionary<string, string> properties = new(StringComparer.Ordinal);
    private string? header;

    public DocxWriter Paragraph(params IReadOnlyList<DocxRun> runs)
    {
        body.Add(new XElement(W + "p", runs.Select(Run)));
        return this;
    }

    public DocxWriter Paragraph(string text, bool bold = false, int halfPoints = 22) => Paragraph(new DocxRun(text, bold, halfPoints));

    /// <summary>Any XML of the body, for what the other methods do not write.</summary>
    public DocxWriter Raw(XElement element)
    {
        body.Add(element);
        return this;
    }

    public DocxWriter Table(params IReadOnlyList<IReadOnlyList<string>> rows)
    {
        body.Add(new XElement(W + "tbl", rows.Select(r => new XElement(W + "tr",
            r.Select(c => new XElement(W + "tc", new XElement(W + "p", Run(new DocxRun(c)))))))));
        return this;
    }

    public DocxWriter Header(string text)
    {
        header = text;
        return this;
    }

    /// <summary>title, subject, keywords or description.</summary>
    public DocxWriter Property(string name, string value)
    {
        properties[name] = value;
        return this;
    }

    public byte[] ToBytes()
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "[Content_Types].xml", ContentTypes());
            Add(zip, "_rels/.rels", Relationships(
                ("rId1", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument", "word/document.xml"),
                ("rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml")));
            Add(zip, "word/document.xml", new XElement(W + "document", new XAttribute(XNamespace.Xmlns + "w", W),
                new XAttribute(XNamespace.Xmlns + "r", R),
                new XElement(W + "body", body, new XElement(W + "sectPr",
                    header is null ? null : new XElement(W + "headerReference", new XAttribute(W + "type", "default"),
                        new XAttribute(R + "id", "rId1"))))));
            Add(zip, "word/_rels/document.xml.rels", header is null ? Relationships() : Relationships(
                ("rId1", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header", "header1.xml")));
            if (header is not null)
                Add(zip, "word/header1.xml", new XElement(W + "hdr", new XAttribute(XNamespace.Xmlns + "w", W),
                    new XElement(W + "p", Run(new DocxRun(header)))));
            Add(zip, "docProps/core.xml", Core());
        }

        return file.ToArray();
    }

    private static XElement Run(DocxRun run)
    {
        var text = run.Text.Split('\t').SelectMany((part, i) => new[]
        {
            i > 0 ? new XElement(W + "tab") : null,
            new XElement(W + (run.Deleted ? "delText" : "t"), new XAttribute(XNamespace.Xml + "space", "preserve"), part),
        });
        var element = new XElement(W + "r", new XElement(W + "rPr",
            run.Bold ? new XElement(W + "b") : null,
            run.Vanish ? new XElement(W + "vanish") : null,
            run.Colour is null ? null : new XElement(W + "color", new XAttribute(W + "val", run.Colour)),
            new XElement(W + "sz", new XAttribute(W + "val", run.HalfPoints))), text);
        return run.Deleted ? new XElement(W + "del", element) : element;
    }

    private XElement Core()
    {
        XNamespace cp = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
        XNamespace dc = "http://purl.org/dc/elements/1.1/";
        return new XElement(cp + "coreProperties", new XAttribute(XNamespace.Xmlns + "dc", dc),
            properties.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new XElement((p.Key == "keywords" ? cp : dc) + p.Key, p.Value)));
    }

    private XElement ContentTypes()
    {
        XNamespace t = "http://schemas.openxmlformats.org/package/2006/content-types";
        XElement Part(string name, string type) => new(t + "Override", new XAttribute("PartName", name), new XAttribute("ContentType", type));
        const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
        return new XElement(t + "Types",
            new XElement(t + "Default", new XAttribute("Extension", "rels"),
                new XAttribute("ContentType", "application/vnd.openxmlformats-package.relationships+xml")),
            new XElement(t + "Default", new XAttribute("Extension", "xml"), new XAttribute("ContentType", "application/xml")),
            Part("/word/document.xml", Word + "document.main+xml"),
            header is null ? null : Part("/word/header1.xml", Word + "header+xml"),
            Part("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"));
    }

    private static XElement Relationships(params (string Id, string Type, string Target)[] targets)
    {
        XNamespace r = "http://schemas.openxmlformats.org/package/2006/relationships";
        return new XElement(r + "Relationships", targets.Select(t => new XElement(r + "Relationship",
            new XAttribute("Id", t.Id), new XAttribute("Type", t.Type), new XAttribute("Target", t.Target))));
    }

    private static void Add(ZipArchive zip, string name, XElement content)
    {
        var entry = zip.CreateEntry(name);
        entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        stream.Write(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
            + content.ToString(SaveOptions.DisableFormatting)));
    }
}
