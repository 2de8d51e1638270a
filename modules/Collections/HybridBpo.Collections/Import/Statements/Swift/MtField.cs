using System.Text;
using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Import.Statements.Swift;

/// <summary>One field of a SWIFT message with its lines.</summary>
/// <param name="Line">Line of the file at which it begins.</param>
internal sealed record MtField(string Tag, int Line, string Text)
{
    public string[] Lines => Text.Split('\n');

    public string Joined => Text.Replace("\n", "");
}

/// <summary>Cuts text into messages, each from one field 20 to the next.</summary>
internal static partial class MtFields
{
    public static IEnumerable<IReadOnlyList<MtField>> Messages(TextReader text, StatementSink sink)
    {
        List<MtField> message = [];
        // Lines behind a "-": the end of a message when field 20 or nothing follows, and else text that happens to begin so.
        List<string>? held = null;
        var (tag, at, lines, entries, number, cut) = ("", 0, new StringBuilder(), 0, 0, false);
        while (text.ReadLine() is { } raw)
        {
            number++;
            var line = WithoutEnvelope(raw, number, sink);
            if (Tag().Match(line) is { Success: true } found)
            {
                var next = found.Groups["tag"].Value;
                if (held is not null && next != "20")
                    foreach (var more in held) Append(more);
                held = null;
                Flush();
                if (next == "20" && message.Count > 0)
                {
                    yield return message;
                    (message, entries) = ([], 0);
                }

                if (next == "61" && ++entries > ImportLimits.Rows)
                {
                    sink.CountEntry(entries);
                    yield break;
                }

                (tag, at, cut) = (next, number, false);
                Append(found.Groups["rest"].Value);
            }
            else if (tag.Length == 0) continue;
            else if (held is not null || End().IsMatch(line)) Hold(line);
            else Append(line);
        }

        Flush();
        if (message.Count > 0) yield return message;

        void Hold(string line)
        {
            held ??= [];
            if (held.Count < 100) held.Add(line);
        }

        void Append(string line)
        {
            if (cut) return;
            cut = lines.Length + line.Length >= ImportLimits.Cell;
            if (cut) sink.Problem($"line {at}", $"Field {tag} is longer than {ImportLimits.Cell:N0} characters: the rest of it is not read.");
            else lines.Append(line).Append('\n');
        }

        void Flush()
        {
            if (tag.Length > 0) message.Add(new MtField(tag, at, lines.Length > 0 ? lines.ToString(0, lines.Length - 1) : ""));
            tag = "";
            lines.Clear();
        }
    }

    public static bool HasTag(string line) => Known().IsMatch(line);

    // {1:…}{2:…}{4: before the first field; control characters that mark begin and end of a transmission.
    private static string WithoutEnvelope(string line, int number, StatementSink sink)
    {
        if (line.Contains('\0'))
        {
            sink.Problem($"line {number}", "The line holds zero characters, which no statement has: read as blanks. Ask the bank for a clean file.");
            line = line.Replace('\0', ' ');
        }

        line = line.TrimStart('\u0001', '\u0002', '\u0003', '\ufeff');
        if (line is not ['{', ..]) return line;
        var block = line.IndexOf("{4:", StringComparison.Ordinal);
        return block >= 0 && line.TrimEnd().Length > block + 3 ? line[(block + 3)..] : "-}";
    }

    [GeneratedRegex(@"^:(?<tag>\d{2}[A-Z]?|NS):(?<rest>.*)$")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^-(\}.*|XXX|\p{Cc})?\s*$")]
    private static partial Regex End();

    [GeneratedRegex(@"^[\x01\x02]?:(20|25P?|28C?|60[FM]|61|62[FM]|34F|13D?|86|90[CD]):")]
    private static partial Regex Known();
}
