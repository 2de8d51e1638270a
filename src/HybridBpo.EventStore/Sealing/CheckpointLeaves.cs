namespace HybridBpo.Events;

/// <summary>
/// The events of a checkpoint, short enough to be kept for each: its number as the difference to the one before (LEB128; the first as it is), and the
/// first eight bytes of its leaf. Proof is the hash of the block; this only tells which event it was.
/// </summary>
internal static class CheckpointLeaves
{
    /// <summary>As many of the newest events are named one by one; about twelve bytes each in the file.</summary>
    public const int Most = 1_000_000;

    private const int Prefix = 8;

    public static string Pack(IEnumerable<(long Seq, byte[] Leaf)> leaves)
    {
        using var bytes = new MemoryStream();
        var before = 0L;
        foreach (var (seq, leaf) in leaves)
        {
            var step = (ulong)(seq - before);
            for (; step >= 0x80; step >>= 7)
                bytes.WriteByte((byte)(step | 0x80));
            bytes.WriteByte((byte)step);
            bytes.Write(leaf, 0, Prefix);
            before = seq;
        }

        return Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <exception cref="FormatException">They are not whole.</exception>
    public static List<(long Seq, byte[] Leaf)> Unpack(string packed)
    {
        var bytes = Convert.FromBase64String(packed);
        var (leaves, seq, at) = (new List<(long, byte[])>(), 0L, 0);
        while (at < bytes.Length)
        {
            var (step, shift) = (0UL, 0);
            byte next;
            do
            {
                if (bytes.Length - at <= Prefix || shift > 56)
                    throw new FormatException("The events of the checkpoint are not whole.");
                next = bytes[at++];
                step |= (ulong)(next & 0x7F) << shift;
                shift += 7;
            }
            while (next >= 0x80);
            seq += (long)step;
            leaves.Add((seq, bytes[at..(at + Prefix)]));
            at += Prefix;
        }

        return leaves;
    }
}
