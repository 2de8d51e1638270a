using System.Globalization;
using System.Text;
using System.Xml;

namespace HybridBpo.Hro.Screening;

/// <summary>Reads the output of <c>pdftotext -bbox-layout</c>.</summary>
internal static class BoundingBoxes
{
    public static IReadOnlyList<PdfPage> Read(byte[] xhtml)
    {
        var text = WithoutControls(Encoding.UTF8.GetString(xhtml));
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null
        });
        var pages = new List<PdfPage>();
        List<IReadOnlyList<PdfWord>> lines = [];
        List<PdfWord> line = [];
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            switch (reader.Name)
            {
                case "page":
                    lines = [];
                    pages.Add(new PdfPage(pages.Count + 1, Number(reader, "width"), Number(reader, "height"), lines));
                    break;
                case "line":
                    line = [];
                    lines.Add(line);
                    break;
                case "word":
                    var box = new Box(Number(reader, "xMin"), Number(reader, "yMin"), Number(reader, "xMax"), Number(reader, "yMax"));
                    var raw = reader.ReadElementContentAsString();
                    line.AddRange(Words(raw, pages.Count, box));
                    break;
            }
        }

        return pages;
    }

    /// <summary>Blanks of odd kinds (tabs, no-break) glue words together; each word gets its share of the box, a run of blanks that of one.</summary>
    private static IEnumerable<PdfWord> Words(string raw, int page, Box box)
    {
        var text = Normaliser.Clean(raw);
        if (!text.Any(char.IsWhiteSpace))
            return [new PdfWord(raw, text, page, box)];
        text = Normaliser.Flat(text);
        var letter = box.Width / Math.Max(1, text.Length);
        var words = new List<PdfWord>();
        for (int at = 0, end; at < text.Length; at = end + 1)
        {
            end = at;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
                end++;
            if (end > at)
                words.Add(new PdfWord(text[at..end], text[at..end], page, box with { X0 = box.X0 + at * letter, X1 = box.X0 + end * letter }));
        }

        return words;
    }

    private static double Number(XmlReader reader, string name) =>
        double.TryParse(reader.GetAttribute(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) ? n : 0;

    private static string WithoutControls(string text) =>
        text.All(c => c >= ' ' || c is '\n' or '\r' or '\t') && text.All(XmlConvert.IsXmlChar)
            ? text
            : string.Concat(text.EnumerateRunes().Where(IsXml).Select(r => r.ToString()));

    private static bool IsXml(Rune rune) =>
        rune.Value is '\n' or '\r' or '\t' || (rune.Value >= ' ' && rune.Value is not (0xFFFE or 0xFFFF));
}
