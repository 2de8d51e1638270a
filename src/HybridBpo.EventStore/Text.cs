using System.Text;

namespace HybridBpo.Events;

/// <summary>PostgreSQL stores neither NUL nor half a surrogate pair; both become U+FFFD before anything is written.</summary>
internal static class Text
{
    private const char Replacement = '\uFFFD';

    public static string Clean(string text)
    {
        var at = FirstBad(text, 0);
        if (at < 0)
            return text;
        var clean = new StringBuilder(text);
        for (; at >= 0; at = FirstBad(text, at + 1))
            clean[at] = Replacement;
        return clean.ToString();
    }

    /// <summary>Replaces the escape of NUL in a JSON document; lone surrogates are already replaced by the serializer.</summary>
    public static byte[] CleanJson(byte[] json)
    {
        var from = 0;
        while (from < json.Length && json.AsSpan(from).IndexOf("\\u0000"u8) is var found and >= 0)
        {
            var at = from + found;
            if (IsEscaped(json, at))
                from = at + 1;
            else
            {
                "\\uFFFD"u8.CopyTo(json.AsSpan(at));
                from = at + 6;
            }
        }

        return json;
    }

    private static bool IsEscaped(byte[] json, int backslash)
    {
        var before = 0;
        while (backslash - before > 0 && json[backslash - before - 1] == '\\')
            before++;
        return before % 2 == 1;
    }

    private static int FirstBad(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\0')
                return i;
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
            else
                return i;
        }

        return -1;
    }
}
