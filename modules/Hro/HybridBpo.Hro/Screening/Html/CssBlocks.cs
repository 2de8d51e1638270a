namespace HybridBpo.Hro.Screening;

/// <summary>Cuts a style sheet into rules in one pass; rules inside an at-block (a medium, a width, an animation) hold only sometimes.</summary>
internal static class CssBlocks
{
    public static IEnumerable<(string Selectors, string Body, bool Certain)> Of(string css)
    {
        var text = WithoutComments(css);
        var start = 0;
        var conditions = 0;
        while (start < text.Length)
        {
            var at = text.AsSpan(start).IndexOfAny("{};");
            if (at < 0)
                yield break;
            at += start;
            var head = text[start..at].Trim();
            start = at + 1;
            if (text[at] == '}')
                conditions = Math.Max(0, conditions - 1);
            else if (text[at] == '{' && head.StartsWith('@') && !head.StartsWith("@font-face", StringComparison.OrdinalIgnoreCase)
                && !head.StartsWith("@page", StringComparison.OrdinalIgnoreCase))
                conditions++;
            else if (text[at] == '{')
            {
                var end = End(text, start);
                yield return (head, text[start..end], conditions == 0);
                start = Math.Min(text.Length, end + 1);
            }
        }
    }

    /// <summary>Where a block ends, with the blocks inside it.</summary>
    private static int End(string text, int start)
    {
        for (var depth = 1; ; start++)
        {
            var next = text.AsSpan(start).IndexOfAny('{', '}');
            if (next < 0)
                return text.Length;
            start += next;
            depth += text[start] == '{' ? 1 : -1;
            if (depth == 0)
                return start;
        }
    }

    private static string WithoutComments(string css)
    {
        var kept = new System.Text.StringBuilder(css.Length);
        for (var at = 0; at < css.Length;)
        {
            var open = css.IndexOf("/*", at, StringComparison.Ordinal);
            kept.Append(css, at, (open < 0 ? css.Length : open) - at);
            var close = open < 0 ? -1 : css.IndexOf("*/", open + 2, StringComparison.Ordinal);
            at = close < 0 ? css.Length : close + 2;
        }

        return kept.ToString();
    }
}
