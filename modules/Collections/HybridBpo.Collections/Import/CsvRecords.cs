using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace HybridBpo.Collections.Import;

/// <summary>One row of a file as it is read.</summary>
/// <param name="Line">Line of the file on which it begins, counted from 1 with the header.</param>
/// <param name="Cells">Cut short where its shape is wrong.</param>
/// <param name="Wrong">What is wrong with its shape, so that its cells cannot be trusted; null when nothing is.</param>
/// <param name="Raw">As it is written, without the end of its last line.</param>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Cells, string? Wrong, string Raw)
{
    /// <summary>Where the next row begins.</summary>
    public int Behind { get; init; } = int.MaxValue;
}

/// <summary>
/// Reads a CSV file row by row, and holds one row of it. Read to its end it may say that it was read wrongly: one quotation mark that is never closed
/// must not swallow the rows behind it, and then all is read again, line by line.
/// </summary>
internal sealed class CsvRecords : IDisposable
{
    private readonly Dictionary<long, CsvMalformedReason> malformed = [];

    private readonly CsvReader reader;

    private readonly bool raw;

    private CsvRecords(TextReader text, bool lineByLine, bool raw)
    {
        (IsLineByLine, this.raw) = (lineByLine, raw);
        reader = CsvReader.Create(text, new CsvReaderOptions
        {
            TrackLineNumbers = true,
            AllowLineBreaksInQuotes = !lineByLine,
            TrimWhitespace = true,
            MaxRecordSize = ImportLimits.Record,
            OnMalformedRecord = m =>
            {
                IsUnclosed |= m.Reason == CsvMalformedReason.UnterminatedQuote;
                malformed.TryAdd(m.LineNumber, m.Reason);
            },
        });
    }

    public IReadOnlyList<string> Header { get; private set; } = [];

    public char Delimiter => reader.Separator;

    /// <summary>The line behind which no row is read, as one is longer than any may be; 0 where there is none.</summary>
    public int TooLongBehind { get; private set; }

    /// <summary>Does a row end with its line, whatever quotation mark is open?</summary>
    public bool IsLineByLine { get; }

    private bool IsUnclosed { get; set; }

    /// <summary>Reads a file as it has to be read.</summary>
    /// <param name="open">Opens it at its beginning, perhaps twice.</param>
    /// <param name="raw">Is it told how a row is written?</param>
    /// <param name="read">Reads all rows, and keeps nothing of them elsewhere.</param>
    /// <param name="ct">Cancellation.</param>
    /// <param name="lineByLine">Is it known that it has to be read so?</param>
    public static async Task<T> ReadAsync<T>(
        Func<Task<TextReader>> open, bool raw, Func<CsvRecords, Task<T>> read, CancellationToken ct, bool lineByLine = false)
    {
        for (; ; lineByLine = true)
        {
            using var text = await open();
            using var records = new CsvRecords(text, lineByLine, raw);
            await records.HeadAsync(ct);
            var result = await read(records);
            if (lineByLine || !(records.IsUnclosed || records.TooLongBehind > 0)) return result;
        }
    }

    /// <summary>The rows that are not empty.</summary>
    public async IAsyncEnumerable<CsvRecord> RowsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        CsvRecord? last = null;
        while (await NextAsync(ct))
        {
            if (Current() is not { } row) continue;
            if (last is not null) yield return last with { Behind = row.Line };
            last = row;
        }

        if (last is not null) yield return last;
    }

    public void Dispose() => reader.Dispose();

    private async Task HeadAsync(CancellationToken ct)
    {
        try
        {
            await reader.ReadHeaderAsync(ct);
            Header = [.. reader.Headers.ToArray().Select(h => h.Trim().TrimStart('\uFEFF'))];
        }
        catch (CsvFormatException)
        {
            TooLongBehind = 1;
        }
    }

    private async ValueTask<bool> NextAsync(CancellationToken ct)
    {
        if (TooLongBehind > 0) return false;
        var behind = (int)Math.Max(1, reader.LineNumber);
        try
        {
            if (!await reader.ReadAsync(ct)) return false;
            // One that lay in the buffer already is as long as the one that does not fit in.
            if (reader.RawRecord.Length <= ImportLimits.Record) return true;
        }
        catch (CsvFormatException)
        {
            // The only thing that it throws for: all else is read as well as can be.
        }

        TooLongBehind = behind;
        return false;
    }

    private CsvRecord? Current()
    {
        var (cells, line) = (reader.Current.ToArray(), (int)reader.LineNumber);
        var isMalformed = malformed.Remove(line, out var how);
        if (cells.All(string.IsNullOrWhiteSpace)) return null;
        var wrong = RowShape.WhatIsWrong(Header, cells, isMalformed ? how : null);
        return new CsvRecord(
            line, wrong is null ? [.. cells.Select(c => c.Trim())] : [.. cells.Take(Header.Count).Select(RowShape.Cut)], wrong,
            raw ? Encoding.UTF8.GetString(reader.RawRecord) : "");
    }
}
