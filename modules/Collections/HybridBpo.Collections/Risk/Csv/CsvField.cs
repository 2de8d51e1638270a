namespace HybridBpo.Collections.Risk;

/// <summary>Where a field lies in its record.</summary>
internal readonly record struct CsvField(int Start, int Length, bool HasEscapes)
{
    /// <summary>Turns doubled quotation marks into single ones.</summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> bytes)
    {
        var text = new byte[bytes.Length];
        var count = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            text[count++] = bytes[i];
            if (bytes[i] == '"')
                i++;
        }

        return text.AsSpan(0, count).Trim((byte)' ');
    }

    /// <summary>Missing is written as nothing, <c>NA</c> or <c>?</c>.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> text) => text.IsEmpty || text.SequenceEqual("NA"u8) || text.SequenceEqual("?"u8);
}
