using System.Text;
using System.Xml.Linq;

namespace HybridBpo.Hro.Screening;

/// <summary>Walks the XML of a document part and sorts its text into seen, hidden and beside the page.</summary>
internal sealed class DocxText(StyleTable styles)
{
    private static readonly XNamespace W = WordXml.W;
    private readonly StringBuilder hiddenRun = new();
    private string hiddenHow = "";
    private int page = 1;
    private bool blank;

    public List<Line> Lines { get; } = [];

    public List<HiddenText> Hidden { get; } = [];

    public List<AsideText> Aside { get; } = [];

    public List<Normalised> Unicode { get; } = [];

    public bool HasPicture { get; private set; }

    public int Page => page;

    /// <param name="root">A part of the document.</param>
    /// <param name="groundIsPlain">False when something that is not white may lie behind its text.</param>
    public void Read(XElement root, bool groundIsPlain) => Blocks(root, groundIsPlain);

    private void Blocks(XElement parent, bool groundIsPlain)
    {
        foreach (var element in parent.Elements())
        {
            if (element.Name == W + "p")
                Paragraph(element, groundIsPlain);
            else if (element.Name == W + "tbl")
                Table(element, groundIsPlain);
            else if (element.Name == W + "sdt")
                Blocks(element.Element(W + "sdtContent") ?? element, groundIsPlain);
            else if (element.Name == W + "ins" || element.Name == W + "customXml" || element.Name == W + "body")
                Blocks(element, groundIsPlain);
        }
    }

    private void Table(XElement table, bool groundIsPlain)
    {
        var properties = table.Element(W + "tblPr");
        var plain = groundIsPlain && properties?.Element(W + "tblStyle") is null && IsPlain(properties);
        foreach (var row in table.Descendants(W + "tr").Where(r => r.Ancestors(W + "tbl").First() == table))
        {
            var parts = new List<List<Line>>();
            foreach (var cell in row.Descendants(W + "tc").Where(c => c.Ancestors(W + "tbl").First() == table))
            {
                var before = Lines.Count;
                Blocks(cell, plain && IsPlain(row.Element(W + "tblPrEx")) && IsPlain(cell.Element(W + "tcPr")));
                parts.Add(Lines[before..]);
                Lines.RemoveRange(before, Lines.Count - before);
            }

            if (parts.All(p => p.Count <= 1))
                AddLine([.. parts.SelectMany(p => p).SelectMany(l => l.Cells)], bullet: false);
            else
                Lines.AddRange(parts.SelectMany(p => p));
        }
    }

    private static bool IsPlain(XElement? properties) => RunStyle.Fill(properties) is not { } fill || RunStyle.IsWhite(fill);

    private void Paragraph(XElement paragraph, bool groundIsPlain)
    {
        var properties = paragraph.Element(W + "pPr");
        var style = properties?.Element(W + "pStyle").Val();
        var bullet = properties?.Element(W + "numPr") is not null || styles.IsList(style);
        var ground = RunStyle.Fill(properties);
        var cells = new List<StringBuilder> { new() };
        var boxes = new List<XElement>();
        foreach (var run in Runs(paragraph))
            Run(run, style, ground, groundIsPlain, cells, boxes, bullet);
        CloseHidden();
        Flush(cells, bullet);
        foreach (var box in boxes)
            Blocks(box, groundIsPlain: false);
    }

    /// <summary>Runs in order; deleted text, moved-away text and the fallback copy of a drawing are not there.</summary>
    private static IEnumerable<XElement> Runs(XElement parent)
    {
        foreach (var element in parent.Elements())
        {
            if (element.Name == W + "r")
                yield return element;
            else if (element.Name != W + "del" && element.Name != W + "moveFrom" && element.Name != WordXml.Mc + "Fallback" && element.Name != W
                + "pPr")
            {
                foreach (var run in Runs(element))
                    yield return run;
            }
        }
    }

    private void Run(
        XElement run, string? paragraphStyle, string? ground, bool plain, List<StringBuilder> cells, List<XElement> boxes, bool bullet)
    {
        var properties = run.Element(W + "rPr");
        var effective = RunStyle.Of(properties).Over(new RunStyle(Behind: ground)).Over(styles.Of(properties?.Element(W + "rStyle").Val(),
            paragraphStyle));
        var how = effective.Hidden(plain);
        foreach (var part in run.Elements())
        {
            if (part.Name == W + "t" && how is null)
                cells[^1].Append(part.Value);
            else if (part.Name == W + "t")
                Hide(part.Value, how!);
            else if (part.Name == W + "tab" && how is null)
                cells.Add(new StringBuilder());
            else if (part.Name == W + "noBreakHyphen")
                cells[^1].Append('-');
            else if (part.Name == W + "br" || part.Name == W + "cr")
                Break(part, cells, bullet);
            else if (part.Name == W + "lastRenderedPageBreak")
                page++;
            else if (part.Name == W + "drawing" || part.Name == W + "pict" || part.Name == WordXml.Mc + "AlternateContent")
                Drawing(part, boxes);
        }
    }

    private void Break(XElement part, List<StringBuilder> cells, bool bullet)
    {
        Flush(cells, bullet);
        cells.Clear();
        cells.Add(new StringBuilder());
        if ((string?)part.Attribute(W + "type") == "page")
            page++;
    }

    private void Drawing(XElement drawing, List<XElement> boxes)
    {
        var shown = drawing.DescendantsAndSelf().Where(e => !e.AncestorsAndSelf(WordXml.Mc + "Fallback").Any()).ToList();
        HasPicture |= shown.Any(e => e.Name.LocalName is "blip" or "imagedata");
        boxes.AddRange(shown.Where(e => e.Name == W + "txbxContent"
            && e.Ancestors().TakeWhile(a => a != drawing).All(a => a.Name != W + "txbxContent")));
        foreach (var text in shown.Where(e => e.Name == WordXml.Wp + "docPr").SelectMany(e =>
            new[] { (string?)e.Attribute("descr"), (string?)e.Attribute("title") }))
        {
            if (!string.IsNullOrWhiteSpace(text))
                Aside.Add(new AsideText(Normaliser.Flat(Normaliser.Clean(text)), page, "alt-text"));
        }
    }

    private void Hide(string text, string how)
    {
        if (how != hiddenHow)
            CloseHidden();
        hiddenHow = how;
        hiddenRun.Append(text);
    }

    private void CloseHidden()
    {
        var text = Normaliser.Flat(Normaliser.Clean(hiddenRun.ToString()));
        if (text.Any(char.IsLetterOrDigit))
            Hidden.Add(new HiddenText(text, page, null, hiddenHow));
        hiddenRun.Clear();
    }

    private void Flush(List<StringBuilder> cells, bool bullet)
    {
        var clean = new List<Cell>();
        foreach (var raw in cells.Select(c => c.ToString()))
        {
            var normal = Normaliser.Read(raw, softHyphenShows: false);
            if (normal.Stripped > 0)
                Unicode.Add(normal);
            if (!string.IsNullOrWhiteSpace(normal.Text))
                clean.Add(Cell.Of(normal.Text, page));
        }

        AddLine(clean, bullet);
    }

    private void AddLine(List<Cell> cells, bool bullet)
    {
        if (cells.Count > 0)
            Lines.Add(new Line(cells, blank, bullet, Whole: true));
        blank = cells.Count == 0;
    }
}
