namespace HybridBpo.Trees;

/// <summary>A number for what a row holds: its bins, label and weight. Rows in another order, or binned in other groups, keep theirs.</summary>
internal static class RowKeys
{
    private const uint Factor = 0x01000193;

    public static void Fill(Span<uint> keys, int start, TrainingSet set, BinnedRows rows)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            var weight = set.Weights is null ? 0 : BitConverter.SingleToUInt32Bits(set.Weights[start + i]);
            keys[i] = (weight ^ (set.Labels[start + i] > 0 ? 0x9E3779B9u : 0x85EBCA6Bu)) * Factor;
        }

        for (var g = 0; g < rows.Groups.Length; g++)
        {
            var words = rows.Words[g].AsSpan(start, keys.Length);
            for (var shift = 0; shift < 8 * rows.Groups[g].Width; shift += 8)
            {
                for (var i = 0; i < keys.Length; i++)
                    keys[i] = (keys[i] ^ ((words[i] >> shift) & 0xFF)) * Factor;
            }
        }
    }
}
