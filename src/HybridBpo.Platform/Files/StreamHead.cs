using System.Buffers;
using System.IO.Pipelines;

namespace HybridBpo.Platform;

/// <summary>Looks at how a stream begins, to know what it is, and gives all of it.</summary>
public static class StreamHead
{
    /// <summary>Reads the first bytes.</summary>
    /// <param name="content">From its beginning.</param>
    /// <param name="most">How many bytes are looked at; fewer when there are no more.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>The first bytes, and the content with them; it is disposed with that.</returns>
    public static async Task<(byte[] Head, Stream Whole)> ReadAsync(Stream content, int most, CancellationToken ct)
    {
        var pipe = PipeReader.Create(content, new StreamPipeReaderOptions(bufferSize: 1 << 16));
        var read = await pipe.ReadAtLeastAsync(most, ct);
        var head = read.Buffer.Slice(0, Math.Min(most, read.Buffer.Length)).ToArray();
        pipe.AdvanceTo(read.Buffer.Start);
        return (head, pipe.AsStream());
    }
}
