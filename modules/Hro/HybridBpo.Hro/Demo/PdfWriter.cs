using System.Globalization;
using System.Text;

namespace HybridBpo.Hro.Demo;

/// <summary>
/// Writes small PDFs by hand: text at positions in Helvetica. Also writes what a hostile file holds (white, tiny, off-page and invisible text,
/// replacement text, metadata), so that demo and tests can show how it is found. The same calls give the same bytes.
/// </summary>
internal sealed class PdfWriter(double width = 612, double height = 792)
{
    private readonly List<StringBuilder> pages = [new()];
    private readonly SortedDictionary<string, string> info = new(StringComparer.Ordinal);

    public double Width => width;

    public double Height => height;

    /// <summary>Adds an empty page and writes on it from now on.</summary>
    public PdfWriter NewPage()
    {
        pages.Add(new StringBuilder());
        return this;
    }

    /// <summary>Title, Subject, Keywords, Author and the like.</summary>
    public PdfWriter Info(string key, string value)
    {
        info[key] = value;
        return this;
    }

    /// <summary>A filled rectangle; y counts from the top, as everywhere here.</summary>
    public PdfWriter Rectangle(double x, double y, double w, double h, double grey)
    {
        pages[^1].Append(Inv($"q {grey:0.###} g {x:0.##} {height - y - h:0.##} {w:0.##} {h:0.##} re f Q\n"));
        return this;
    }

    /// <summary>A line of text whose base line is y points below the top of the page.</summary>
    /// <param name="x">Left edge in points.</param>
    /// <param name="y">Base line in points from the top.</param>
    /// <param name="size">Font size in points.</param>
    /// <param name="text">Characters of Windows-1252; others become "?".</param>
    /// <param name="grey">0 black to 1 white.</param>
    /// <param name="bold">Helvetica-Bold.</param>
    /// <param name="mode">PDF text rendering mode; 3 draws nothing.</param>
    /// <param name="actualText">What a reader is told instead of the text.</param>
    public PdfWriter Text(double x, double y, double size, string text, double grey = 0, bool bold = false, int mode = 0, string? actualText = null)
    {
        var look = Inv($"/{(bold ? "F2" : "F1")} {size:0.###} Tf {mode} Tr {grey:0.###} g");
        var shown = Inv($"BT {look} 1 0 0 1 {x:0.##} {height - y:0.##} Tm ({Escaped(text)}) Tj ET\n");
        pages[^1].Append(actualText is null ? shown : $"/Span <</ActualText ({Escaped(actualText)})>> BDC\n{shown}EMC\n");
        return this;
    }

    public byte[] ToBytes()
    {
        var objects = new List<string>
        {
            "<</Type/Catalog/Pages 2 0 R>>",
            $"<</Type/Pages/Count {pages.Count}/Kids[{string.Join(' ', Enumerable.Range(0, pages.Count).Select(i => $"{6 + 2 * i} 0 R"))}]>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
            $"<<{string.Concat(info.Select(i => $"/{i.Key}({Escaped(i.Value)})"))}>>",
        };
        for (var i = 0; i < pages.Count; i++)
        {
            var fonts = "/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>";
            objects.Add(Inv($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:0.##} {height:0.##}]{fonts}/Contents {7 + 2 * i} 0 R>>"));
            objects.Add($"<</Length {pages[i].Length}>>\nstream\n{pages[i]}\nendstream");
        }

        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Count; i++)
        {
            offsets.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        offsets.ForEach(o => file.Append(CultureInfo.InvariantCulture, $"{o:0000000000} 00000 n \n"));
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {objects.Count + 1}/Root 1 0 R/Info 5 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    /// <summary>One character per byte, in Windows-1252, with what PDF strings must escape.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            var code = c switch
            {
                '•' => '\u0095',
                '–' => '\u0096',
                '—' => '\u0097',
                '’' => '\u0092',
                '“' => '\u0093',
                '”' => '\u0094',
                > '\u00FF' => '?',
                _ => c,
            };
            if (code is '(' or ')' or '\\')
                escaped.Append('\\');
            escaped.Append(code);
        }

        return escaped.ToString();
    }

    private static string Inv(FormattableString text) => FormattableString.Invariant(text);
}
