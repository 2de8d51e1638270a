using HybridBpo.Collections.Import.Statements.Bai;
using HybridBpo.Collections.Import.Statements.Camt;
using HybridBpo.Collections.Import.Statements.Swift;

namespace HybridBpo.Collections.Import.Statements;

/// <summary>Tells the format of a file from its content and reads it; <c>.gz</c> and <c>.zip</c> are unpacked.</summary>
internal static class StatementReader
{
    private const string None = "this is none of camt.052, camt.053, camt.054, MT940, MT942 and BAI2: ask the bank for the statement in one of them.";

    public static Result<StatementFile> Read(string name, byte[] bytes)
    {
        if (bytes.Length > ImportLimits.Bytes) return new FileTooLarge(name, bytes.Length);
        if (bytes is [0x1f, 0x8b, ..])
        {
            if (!FileText.Unzip(name, bytes).Is(out var unpacked, out var refusal)) return refusal;
            bytes = unpacked;
        }

        var sink = new StatementSink();
        var isZip = bytes is [0x50, 0x4b, 0x03, 0x04, ..];
        if (!(isZip ? ReadZip(name, bytes, sink) : ReadInto(name, bytes, sink)).Is(out var format, out var why)) return why;
        if (sink.IsFull) return new FileUnreadable(
            name, $"more than {CountText.Of(ImportLimits.Rows, "entry", "entries")} or {CountText.Of(StatementSink.MostStatements, "statement")}. "
                + "Ask the bank for smaller files.");
        return new StatementFile(format, sink.Statements, sink.Problems());
    }

    private static Result<string> ReadZip(string name, byte[] bytes, StatementSink sink)
    {
        if (!StatementZip.Unpack(name, bytes).Is(out var members, out var refusal)) return refusal;
        string? format = null;
        foreach (var (member, content) in members)
        {
            sink.Member = member;
            // One that is no statement (a letter, a picture) does not lose the others.
            if (!ReadInto(member, content, sink).Is(out var read, out var why)) sink.Problem("file", why.Message);
            else format = format is null || format == read ? read : "mixed";
            if (sink.IsFull) break;
        }

        sink.Member = null;
        return format ?? (Result<string>)new FileUnreadable(
            name, "no file in this zip file is a bank statement (camt.052/053/054, MT940, MT942, BAI2).");
    }

    private static Result<string> ReadInto(string name, byte[] bytes, StatementSink sink)
    {
        if (bytes.Length == 0) return new FileUnreadable(name, "the file is empty.");
        // Only the first bytes: a stray zero further on costs no more than its line.
        if (KnownFile.KindOf(bytes.AsSpan(0, Math.Min(bytes.Length, 8))) is { } kind)
            return new FileUnreadable(name, $"this is {kind}, no bank statement.");
        if (Sniff(bytes) is not { } read) return new FileUnreadable(name, None);
        var before = sink.Statements.Count;
        using var text = BankText.Open(bytes);
        if (!read(name, text, sink).Is(out var format, out var refusal)) return refusal;
        return sink.IsFull || sink.Statements.Count > before ? format
            : new FileUnreadable(name, $"it looks like {format}, but there is no statement in it.");
    }

    private static Func<string, TextReader, StatementSink, Result<string>>? Sniff(byte[] bytes)
    {
        using var text = BankText.Open(bytes);
        var isFirst = true;
        while (text.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (isFirst && line.TrimStart().StartsWith("01,", StringComparison.Ordinal)) return (_, reader, sink) => BaiReader.Read(reader, sink);
            isFirst = false;
            if (line.TrimStart().TrimStart('\ufeff') is ['<', ..]) return CamtReader.Read;
            if (MtFields.HasTag(line) || line.Contains("{4:", StringComparison.Ordinal)) return (_, reader, sink) => MtReader.Read(reader, sink);
        }

        return null;
    }
}
