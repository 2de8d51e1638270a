using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;

namespace HybridBpo.Hro.Screening;

/// <summary>
/// Counts tags as the parser meets them and stops it before a page costs more than a resume can: a parser rebuilds what was left open at every
/// turn, so the work grows with tags times open tags.
/// </summary>
internal sealed class ParseBudget
{
    private static readonly HashSet<string> NeverClosed = new(
        ("area base br col embed hr img input link meta source track wbr html head body p tr td th thead tbody tfoot colgroup "
            + "option optgroup rt rp").Split(' '), StringComparer.Ordinal);

    private readonly List<string> open = [];
    private int elements;
    private int strays;
    private long work;

    public void Take(HtmlToken token)
    {
        if (token is not HtmlTagToken tag)
            return;
        work += 1 + open.Count + strays;
        if (work > Limits.HtmlWork)
            throw new Spent("too many of its tags are never closed or never opened");
        if (tag.Type == HtmlTokenType.EndTag)
            Close(tag.Name);
        else
            Open(tag);
    }

    private void Open(HtmlTagToken tag)
    {
        if (++elements > Limits.HtmlElements)
            throw new Spent($"it has more than {Limits.HtmlElements} elements");
        if (tag.Attributes.Count > Limits.HtmlAttributes)
            throw new Spent($"one of its elements has more than {Limits.HtmlAttributes} attributes");
        if (NeverClosed.Contains(tag.Name))
            return;
        if (IsItem(tag.Name) && open.Count > 0 && IsItem(open[^1]) && (tag.Name == "li") == (open[^1] == "li"))
            open.RemoveAt(open.Count - 1);
        open.Add(tag.Name);
        if (open.Count > Limits.HtmlDepth)
            throw new Spent($"its elements are nested more than {Limits.HtmlDepth} levels deep");
    }

    private void Close(string name)
    {
        if (NeverClosed.Contains(name))
            return;
        while (!IsItem(name) && open.Count > 0 && IsItem(open[^1]))
            open.RemoveAt(open.Count - 1);
        var at = open.LastIndexOf(name);
        if (at != open.Count - 1 || at < 0)
            strays++;
        if (at >= 0)
            open.RemoveAt(at);
    }

    /// <summary>An item of a list ends where the next one starts, or with the list.</summary>
    private static bool IsItem(string name) => name is "li" or "dt" or "dd";

    /// <summary>The one way to stop the parser from within; caught where it is started.</summary>
    public sealed class Spent(string reason) : Exception(reason);
}
