using System.Text;

namespace HybridBpo.Host.Tests;

/// <summary>Reads protobuf messages without their definitions: what stands under a path of field numbers.</summary>
internal static class Protobuf
{
    /// <summary>The texts at a path, such as 1.2.2.5 for the names of spans in an export of traces.</summary>
    public static IEnumerable<string> Texts(byte[] message, params int[] path) => At(message, path).Select(Encoding.UTF8.GetString);

    /// <summary>The messages at a path.</summary>
    public static IEnumerable<byte[]> At(byte[] message, params int[] path) =>
        path is [var first, .. var rest] ? Fields(message).Where(f => f.Number == first).SelectMany(f => At(f.Content, rest)) : [message];

    private static IEnumerable<(int Number, byte[] Content)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var length = (tag & 7) switch { 0 => Skipped(message, at), 1 => 8, 5 => 4, 2 => (int)Varint(message, ref at), _ => message.Length - at };
            if ((tag & 7) == 2) yield return ((int)(tag >> 3), message[at..(at + length)]);
            at += length;
        }
    }

    private static int Skipped(byte[] message, int at)
    {
        var from = at;
        Varint(message, ref at);
        return at - from;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        for (var (value, shift) = (0ul, 0); ; shift += 7)
        {
            value |= (message[at] & 0x7Ful) << shift;
            if (message[at++] < 0x80) return value;
        }
    }
}
