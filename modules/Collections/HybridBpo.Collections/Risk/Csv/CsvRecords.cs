using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace HybridBpo.Collections.Risk;

/// <summary>
/// Reads a CSV file record by record without holding it: plain or gzip (told by its first bytes), comma, semicolon or tab (told by the header),
/// quoted fields, LF or CRLF. Anything wrong becomes a <see cref="Problem"/>.
/// </summary>
internal sealed class CsvRecords : IDisposable
{
    private const int MaxRecord = 16 * 1024 * 1024, Head = 1 << 16;
    private readonly Stream stream;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<CsvField> fields = [];
    private byte[] buffer = new byte[1 << 20];
    private int start;
    private int end;
    private int length;
    private bool ended;
    private bool begun;
    private long nextLine = 1;
    private byte delimiter = (byte)',';

    private CsvRecords(string file, Stream stream)
    {
        File = file;
        this.stream = stream;
    }

    public string File { get; }

    /// <summary>What is wrong with the file; set when <see cref="Read"/> answers false before the end.</summary>
    public CsvProblem? Problem { get; private set; }

    /// <summary>The line (1-based) on which the current record begins.</summary>
    public long Line { get; private set; }

    /// <summary>The current record without its line end; valid until the next read.</summary>
    public ReadOnlySpan<byte> Raw => buffer.AsSpan(start, length);

    public int FieldCount => fields.Count;

    public byte Delimiter => delimiter;

    /// <summary>Whether lines end in CR LF.</summary>
    public bool HasCarriageReturns { get; private set; }

    public static CsvRecords? Open(string file, out CsvProblem? problem)
    {
        problem = file.Length == 0 ? new CsvProblem("--data", null, null, "it names no file")
            : Directory.Exists(file) ? new CsvProblem(file, null, null, "it is a folder; name a CSV file") : null;
        if (problem is not null)
            return null;
        try
        {
            var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            var isGzip = stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b;
            stream.Position = 0;
            if (isGzip && !WholeGzip.Is(stream))
            {
                stream.Dispose();
                problem = new CsvProblem(file, null, null, "the gzip data is cut off or damaged; fetch the file again");
                return null;
            }

            return new CsvRecords(file, isGzip ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            problem = new CsvProblem(file, null, null, $"it cannot be opened ({e.Message})");
            return null;
        }
    }

    /// <summary>The field's content, unquoted and trimmed; valid until the next read.</summary>
    public ReadOnlySpan<byte> Field(int index)
    {
        var field = fields[index];
        var bytes = buffer.AsSpan(start + field.Start, field.Length);
        return field.HasEscapes ? CsvField.Unescape(bytes) : bytes.Trim((byte)' ');
    }

    public bool Read()
    {
        if (Problem is not null)
            return false;
        try
        {
            if (begun)
                SkipLineEnd();
            else if (ReadBeginning() is { } kind)
                return Refuse(1, $"this is not a CSV file but {kind}; save the table as CSV (UTF-8) and take that");
            begun = true;
            // Empty lines are skipped.
            while (true)
            {
                if (!FindRecord())
                    return false;
                if (length > 0)
                    break;
                SkipLineEnd();
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return Refuse(nextLine, $"it cannot be read on ({e.Message}); the file may be cut short or damaged");
        }

        return Utf8.IsValid(Raw) || Refuse(Line, "it is not UTF-8; save the file as UTF-8");
    }

    /// <summary>Lower-case hexadecimal SHA-256 of the (unpacked) content; call it after the last record.</summary>
    public string Hash() => Convert.ToHexStringLower(hash.GetHashAndReset());

    public void Dispose()
    {
        stream.Dispose();
        hash.Dispose();
    }

    public bool Refuse(long line, string reason, string? column = null)
    {
        Problem = new CsvProblem(File, line, column, reason);
        return false;
    }

    private bool FindRecord()
    {
        Line = nextLine;
        length = 0;
        fields.Clear();
        if (start >= end && !Fill())
            return false;
        var at = 0;
        while (true)
        {
            if (!ReadField(ref at))
                return false;
            if (At(at) is var next && next == delimiter)
            {
                at++;
                continue;
            }

            nextLine++;
            length = at;
            return true;
        }
    }

    /// <summary>Reads one field that begins at <paramref name="at"/> and leaves it on the delimiter or line end.</summary>
    private bool ReadField(ref int at)
    {
        if (At(at) != '"')
        {
            var from = at;
            at = FindEnd(at);
            fields.Add(new CsvField(from, at - from, false));
            return at - from <= MaxRecord || Refuse(Line, "a field is longer than 16 MB");
        }

        var open = ++at;
        var escapes = false;
        while (true)
        {
            var c = At(at);
            if (at > MaxRecord)
                return Refuse(Line, "a field is longer than 16 MB; is a quotation mark opened and not closed?");
            if (c < 0)
                return Refuse(Line, "a quotation mark is opened here and not closed");
            if (c == '\n')
                nextLine++;
            if (c == '"' && At(at + 1) != '"')
                break;
            escapes |= c == '"';
            at += c == '"' ? 2 : 1;
        }

        fields.Add(new CsvField(open, at - open, escapes));
        at++;
        return At(at) is var after && (after < 0 || after == delimiter || after is '\r' or '\n')
            || Refuse(Line, $"field {fields.Count} goes on after its closing quotation mark");
    }

    private int FindEnd(int at)
    {
        while (true)
        {
            var rest = buffer.AsSpan(start + at, end - start - at);
            var found = rest.IndexOfAny(delimiter, (byte)'\r', (byte)'\n');
            if (found >= 0)
                return at + found;
            at += rest.Length;
            if (at > MaxRecord || !Fill())
                return at;
        }
    }

    private int At(int at)
    {
        while (start + at >= end)
        {
            if (!Fill())
                return -1;
        }

        return buffer[start + at];
    }

    private void SkipLineEnd()
    {
        start += length;
        length = 0;
        if (At(0) == '\r')
        {
            HasCarriageReturns = true;
            start++;
        }

        if (At(0) == '\n')
            start++;
    }

    /// <summary>Finds the delimiter in the first line.</summary>
    /// <returns>What the file is when it is no text.</returns>
    private string? ReadBeginning()
    {
        if (At(0) == 0xEF && At(1) == 0xBB && At(2) == 0xBF)
            start = 3;
        while (Array.IndexOf(buffer, (byte)'\n', 0, end) < 0 && end < MaxRecord && Fill())
        {
        }

        if (KnownFile.KindOf(buffer.AsSpan(0, Math.Min(end, Head))) is { } kind)
            return kind;
        var lineEnd = Array.IndexOf(buffer, (byte)'\n', 0, end);
        var header = buffer.AsSpan(0, lineEnd < 0 ? end : lineEnd);
        var counts = (Comma: header.Count((byte)','), Semicolon: header.Count((byte)';'), Tab: header.Count((byte)'\t'));
        if (counts.Semicolon > counts.Comma && counts.Semicolon >= counts.Tab)
            delimiter = (byte)';';
        else if (counts.Tab > counts.Comma)
            delimiter = (byte)'\t';
        return null;
    }

    /// <summary>Reads more bytes behind the current record, moving it to the front when the buffer is full.</summary>
    private bool Fill()
    {
        if (ended)
            return false;
        if (end == buffer.Length)
        {
            var kept = end - start;
            var target = kept > buffer.Length / 2 ? new byte[buffer.Length * 2] : buffer;
            buffer.AsSpan(start, kept).CopyTo(target);
            (buffer, start, end) = (target, 0, kept);
        }

        var read = stream.Read(buffer, end, buffer.Length - end);
        hash.AppendData(buffer, end, read);
        end += read;
        ended = read == 0;
        return !ended;
    }
}
