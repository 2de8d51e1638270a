namespace HybridBpo.Collections;

/// <summary>What a file is when it is no table in text, told by its first bytes.</summary>
internal static class KnownFile
{
    /// <returns>Such as <c>a PDF</c>; null for what may be text.</returns>
    public static string? KindOf(ReadOnlySpan<byte> head) => head switch
    {
        [0x50, 0x4b, 0x03, 0x04, ..] => "an Excel or ZIP file",
        [0xd0, 0xcf, 0x11, 0xe0, ..] => "an old Excel file",
        [0x25, 0x50, 0x44, 0x46, ..] => "a PDF",
        [0x89, 0x50, 0x4e, 0x47, ..] or [0xff, 0xd8, 0xff, ..] or [0x47, 0x49, 0x46, 0x38, ..] => "a picture",
        [0xff, 0xfe, ..] or [0xfe, 0xff, ..] => null,
        _ when IsUnmarkedUtf16(head) => "UTF-16 text without its byte-order mark",
        _ when head.Contains((byte)0) => "a binary file (it holds zero bytes)",
        _ => null,
    };

    // Nearly every second byte of Western text in UTF-16 is zero, and the ones between are not.
    private static bool IsUnmarkedUtf16(ReadOnlySpan<byte> b)
    {
        var (head, zeros) = (Math.Min(b.Length, 4000) / 2 * 2, new int[2]);
        for (var i = 0; i < head; i++)
            if (b[i] == 0) zeros[i % 2]++;
        return head > 0 && Math.Min(zeros[0], zeros[1]) == 0 && Math.Max(zeros[0], zeros[1]) > head / 2 * 0.9;
    }
}
