using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace HybridBpo.Collections.Import;

/// <summary>
/// A file as it is kept. It is read a piece at a time and never held whole, from its beginning as often as somebody asks.
/// </summary>
/// <param name="import">Its import.</param>
/// <param name="file">The file with its hash: no other content is read in its place.</param>
/// <param name="open">Opens it; a <see cref="CryptographicException"/> says that it was rewritten meanwhile, or is damaged.</param>
internal sealed class KeptFile(ImportRow import, StoredFile file, Func<Task<Stream>> open)
{
    private bool isLineByLine;

    public StoredFile File => file;

    /// <summary>Reads its rows; null when they cannot be read.</summary>
    /// <param name="read">Reads all of them, and keeps nothing of them elsewhere: it may begin anew.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<T?> ReadAsync<T>(Func<CsvRecords, Task<T>> read, CancellationToken ct)
        where T : class => ReadAsync(open, raw: true, records =>
        {
            isLineByLine = records.IsLineByLine;
            return read(records);
        }, ct, isLineByLine);

    /// <summary>The file without some rows, as it is read.</summary>
    public async Task<Stream> WithoutAsync(IReadOnlyList<CsvRecord> rows, CancellationToken ct) =>
        new WithoutRows(await TextAsync(open, ct), rows);

    /// <summary>Would every other row be read as it was, from the same line, if some were not there?</summary>
    public async Task<bool> StaysTheSameAsync(IReadOnlyList<CsvRecord> without, CancellationToken ct)
    {
        var lines = without.Select(row => row.Line).ToHashSet();
        var before = await ReadAsync(open, raw: false, records => SaidAsync(records, lines, ct), ct, isLineByLine);
        return before is { Rows: 0 }
            || (before is not null
                && before == await ReadAsync(() => WithoutAsync(without, ct), raw: false, records => SaidAsync(records, [], ct), ct));
    }

    /// <summary>Does any line of it, packed or not, surely name somebody?</summary>
    public async Task<bool> HasTheirLineAsync(TraceSearch search, CancellationToken ct)
    {
        try
        {
            await using var content = await open();
            return await search.HasTheirLineAsync(content, ct);
        }
        catch (Exception error) when (error is CryptographicException or InvalidDataException)
        {
            return false;
        }
    }

    private async Task<T?> ReadAsync<T>(
        Func<Task<Stream>> from, bool raw, Func<CsvRecords, Task<T>> read, CancellationToken ct, bool lineByLine = false)
        where T : class
    {
        try
        {
            return await CsvRecords.ReadAsync<T?>(async () => (await TextAsync(from, ct)).Reader, raw, async records =>
                await read(records) is { } result && records.TooLongBehind == 0 ? result : null, ct, lineByLine);
        }
        catch (Exception error) when (error is DecoderFallbackException or InvalidDataException)
        {
            return null;
        }
    }

    private async Task<ClientText> TextAsync(Func<Task<Stream>> from, CancellationToken ct) =>
        await ClientText.OpenAsync(await from(), import.Encoding == "windows-1252" ? import.Encoding : null, ct);

    private static async Task<Said> SaidAsync(CsvRecords records, HashSet<int> without, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = 0;
        foreach (var name in records.Header) Add(name);
        await foreach (var row in records.RowsAsync(ct))
        {
            if (without.Contains(row.Line)) continue;
            rows++;
            Add($"{row.Line} {row.Wrong}");
            foreach (var cell in row.Cells) Add(cell);
        }

        return new Said(rows, Convert.ToHexStringLower(hash.GetHashAndReset()));

        void Add(string text)
        {
            Span<byte> length = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
            hash.AppendData(length);
            hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    /// <summary>How many rows a reading gave, and a hash of what they say.</summary>
    private sealed record Said(int Rows, string Hash);
}
