using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace HybridBpo.Platform.Tracing;

/// <summary>Looks for somebody in a file: its bytes, what is packed in it, and its text as the product itself reads it.</summary>
internal sealed partial class ContentReader(TraceReader reader, IReadOnlyList<IFileText> texts)
{
    /// <summary>What a packed file may unfold to before the rest is not looked at.</summary>
    private const long MostUnpacked = 512L << 20;

    private const int Piece = 1 << 20, Overlap = 1 << 14;

    public void ReadName(string name, Finding found) => reader.Read(Encoding.UTF8.GetBytes(name), found);

    /// <returns>False when not all of it could be looked at.</returns>
    public async Task<bool> ReadAsync(Stream content, Finding found, CancellationToken ct)
    {
        var (head, whole) = await StreamHead.ReadAsync(content, 4, ct);
        if (head.Length < 4 || head is not ([0x1f, 0x8b, ..] or [0x50, 0x4b, 3, 4] or [0x25, 0x50, 0x44, 0x46]))
            return await PlainAsync(whole, found, long.MaxValue, ct);
        // Packed files and documents are as large as what the product takes of such; they are held whole.
        using var held = new MemoryStream();
        await whole.CopyToAsync(held, ct);
        held.Position = 0;
        var all = await PlainAsync(held, found, long.MaxValue, ct);
        var bytes = held.ToArray();
        foreach (var text in texts)
            if (await text.ReadAsync(bytes, ct) is { } said) reader.Read(Encoding.UTF8.GetBytes(said), found);
        if (head[0] == 0x25) return all;
        held.Position = 0;
        return await UnpackAsync(held, head[0] == 0x1f, found, ct) && all;
    }

    private async Task<bool> UnpackAsync(MemoryStream packed, bool gzip, Finding found, CancellationToken ct)
    {
        try
        {
            if (gzip)
            {
                await using var plain = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
                return await PlainAsync(plain, found, MostUnpacked, ct);
            }

            var (all, left) = (true, MostUnpacked);
            using var zip = new ZipArchive(packed, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in zip.Entries)
            {
                reader.Read(Encoding.UTF8.GetBytes(entry.FullName), found);
                await using var plain = await entry.OpenAsync(ct);
                using var copy = new MemoryStream();
                all &= await PlainAsync(plain, found, left, ct, copy);
                left -= copy.Length;
                // A word of a document may be cut by marks of its look.
                if (entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
                    reader.Read(Encoding.UTF8.GetBytes(Mark().Replace(Encoding.UTF8.GetString(copy.GetBuffer(), 0, (int)copy.Length), "")), found);
            }

            return all;
        }
        catch (InvalidDataException)
        {
            // It only looks packed, or is damaged: its bytes were read.
            return true;
        }
    }

    private async Task<bool> PlainAsync(Stream content, Finding found, long most, CancellationToken ct, MemoryStream? copy = null)
    {
        var (buffer, kept, sum) = (new byte[Piece + Overlap], 0, 0L);
        while (await content.ReadAtLeastAsync(buffer.AsMemory(kept, Piece), Piece, throwOnEndOfStream: false, ct) is > 0 and var read)
        {
            copy?.Write(buffer, kept, read);
            reader.Read(buffer.AsSpan(0, kept + read), found);
            if ((sum += read) > most) return false;
            var tail = Math.Min(Overlap, kept + read);
            buffer.AsSpan(kept + read - tail, tail).CopyTo(buffer);
            kept = tail;
        }

        return true;
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Mark();
}
