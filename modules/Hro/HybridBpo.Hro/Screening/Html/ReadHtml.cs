using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>Reads a web page without running or fetching anything.</summary>
internal static class ReadHtml
{
    private static readonly HashSet<string> Blocks = new(
        ("address article aside blockquote body br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main "
            + "nav ol p pre section table "
        + "tbody tfoot thead tr ul").Split(' '), StringComparer.Ordinal);

    private static readonly HashSet<string> Skipped = new("script style head title meta link svg math object embed iframe select textarea".Split(' '),
        StringComparer.Ordinal);

    public static Result<Extracted> Run(byte[] bytes, string file)
    {
        if (bytes.Length > Limits.HtmlBytes)
            return new FileTooLarge(file, bytes.LongLength, Limits.HtmlBytes);
        if (!ReadText.Decode(bytes, file).Is(out var html, out var refusal))
            return refusal;
        if (Parse(html, file, out var stopped) is not { } document)
            return stopped;
        if (HiddenElements.Find(document) is not { } unseen)
            return new ReadingStopped(file, "its style sheets take too long to apply");
        var walk = new Walk(unseen);
        if (document.Body is { } body)
            walk.Read(body);
        if (walk.Lines.Sum(l => l.Text.Length) > Limits.TextCharacters)
            return new ReadingStopped(file, $"it holds more than {Limits.TextCharacters} characters");
        var seen = new WordSequence(walk.Lines.Select(l => l.Text));
        var hidden = walk.Hidden.Where(h => !seen.Shows(h.Text)).Concat(walk.Unicode.Select(UnicodeText.Smuggled).OfType<HiddenText>()).ToList();
        var aside = document.QuerySelectorAll("meta[content]").Select(m => m.GetAttribute("content")).Append(document.Title)
            .Select(t => (Text: t, Where: "metadata"))
            .Concat(document.QuerySelectorAll("[alt], [aria-label], [title]").Select(e =>
                (Text: e.GetAttribute("alt") ?? e.GetAttribute("aria-label") ?? e.GetAttribute("title"), Where: "alt-text")))
            .Concat(walk.Aside.Concat(document.All.OfType<IHtmlTemplateElement>().Select(t => t.Content.TextContent))
                .Select(t => (Text: (string?)t, Where: "other-readers")))
            .Concat(document.Descendants<IComment>().Select(c => (Text: (string?)c.Data, Where: "comment")))
            .Where(a => !string.IsNullOrWhiteSpace(a.Text) && a.Text.Length < 20_000)
            .Select(a => new AsideText(Normaliser.Flat(Normaliser.Clean(a.Text!)), 1, a.Where)).ToList();
        var picture = document.QuerySelectorAll("img").Length > 0;
        return new Extracted(FileKind.Html, 1, walk.Lines, null, hidden, aside, [.. walk.Unicode.SelectMany(u => u.SplitWords)], picture);
    }

    private static IHtmlDocument? Parse(string html, string file, out ReadingStopped stopped)
    {
        var budget = new ParseBudget();
        stopped = new ReadingStopped(file, "");
        try
        {
            return new HtmlParser(new HtmlParserOptions { OnToken = (token, _) => budget.Take(token) }).ParseDocument(html);
        }
        catch (ParseBudget.Spent spent)
        {
            stopped = new ReadingStopped(file, spent.Message);
            return null;
        }
    }

    private sealed class Walk(IReadOnlyDictionary<IElement, Concealed> unseen)
    {
        private readonly List<Cell> cells = [];
        private readonly StringBuilder text = new();
        private readonly StringBuilder unseenText = new();
        private Concealed? unseenNow;
        private bool bullet;

        public List<Line> Lines { get; } = [];

        public List<HiddenText> Hidden { get; } = [];

        public List<string> Aside { get; } = [];

        public List<Normalised> Unicode { get; } = [];

        public void Read(IElement body)
        {
            var open = new Stack<(INode Node, bool Leaving)>();
            open.Push((body, false));
            while (open.TryPop(out var at))
            {
                if (at.Node is IText t)
                    Take(t);
                if (at.Node is not IElement element || Skipped.Contains(element.LocalName))
                    continue;
                if (element.LocalName is "td" or "th")
                    EndCell();
                if (Blocks.Contains(element.LocalName))
                    EndLine();
                bullet |= element.LocalName == "li" && !at.Leaving;
                if (at.Leaving)
                    continue;
                open.Push((element, true));
                foreach (var child in element.ChildNodes.Reverse())
                    open.Push((child, false));
            }

            EndLine();
            EndUnseen();
        }

        private void Take(IText part)
        {
            var now = part.ParentElement is { } parent ? unseen.GetValueOrDefault(parent) : null;
            if (now is null)
            {
                text.Append(part.Data);
                return;
            }

            if (now.Root != unseenNow?.Root || now.How != unseenNow.How)
                EndUnseen();
            unseenNow = now;
            unseenText.Append(part.Data);
        }

        private void EndUnseen()
        {
            var words = Normaliser.Flat(Normaliser.Clean(unseenText.ToString()));
            unseenText.Clear();
            if (unseenNow is null || !words.Any(char.IsLetterOrDigit))
                return;
            if (unseenNow.How == HiddenElements.Aside)
                Aside.Add(words);
            else
                Hidden.Add(new HiddenText(words, 1, null, unseenNow.How));
        }

        private void EndCell()
        {
            var normal = Normaliser.Read(text.ToString(), softHyphenShows: false);
            text.Clear();
            if (normal.Stripped > 0)
                Unicode.Add(normal);
            if (!string.IsNullOrWhiteSpace(normal.Text))
                cells.Add(Cell.Of(normal.Text, 1));
        }

        private void EndLine()
        {
            if (unseenText.Length > 0)
                unseenText.Append(' ');
            EndCell();
            if (cells.Count > 0)
                Lines.Add(new Line([.. cells], AfterBlank: false, bullet, Whole: true));
            if (cells.Count > 0)
                bullet = false;
            cells.Clear();
        }
    }
}
