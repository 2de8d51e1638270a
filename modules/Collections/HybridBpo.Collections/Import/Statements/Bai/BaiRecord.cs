namespace HybridBpo.Collections.Import.Statements.Bai;

/// <summary>A record with its continuations (88).</summary>
/// <param name="Lines">What stands behind the code of each, without the slash that ends it.</param>
internal sealed record BaiRecord(string Code, int Line, IReadOnlyList<string> Lines)
{
    // A record of the largest banks has some hundred continuations.
    private const int MostLines = 10_000;

    public static IEnumerable<BaiRecord> Read(TextReader text, StatementSink sink)
    {
        (string Code, int At, List<string> Lines)? open = null;
        for (var number = 1; text.ReadLine() is { } raw; number++)
        {
            if (raw.Contains('\0'))
            {
                sink.Problem($"line {number}", "The line holds zero characters, which no file has: read as blanks. Ask the bank for a clean file.");
                raw = raw.Replace('\0', ' ');
            }

            var line = raw.Trim();
            if (line.Length == 0 || line is "\u001a") continue;
            var (code, body) = Split(line);
            if (code == "88" && open is { } before)
            {
                if (before.Lines.Count < MostLines) before.Lines.Add(body);
                continue;
            }

            if (open is { } done) yield return new BaiRecord(done.Code, done.At, done.Lines);
            open = (code, number, [body]);
        }

        if (open is { } last) yield return new BaiRecord(last.Code, last.At, last.Lines);
    }

    public BaiFields Fields() => new(Lines);

    private static (string Code, string Body) Split(string line)
    {
        if (line is [.., '/']) line = line[..^1];
        return line.IndexOf(',') is var comma and >= 0 ? (line[..comma].Trim(), line[(comma + 1)..]) : (line, "");
    }
}
