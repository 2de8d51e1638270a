using System.IO.Compression;

namespace HybridBpo.Platform.Tests.Files;

public class WholeGzipTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_whole_file_is_told_from_every_cut_of_it()
    {
        var packed = Packed(Enumerable.Range(0, 5_000).Select(i => (byte)(i * i)).ToArray());
        Assert.True(WholeGzip.Is(new MemoryStream(packed), ct: Ct));
        Assert.All(Enumerable.Range(0, 40).Select(n => packed.Length - 1 - n * (packed.Length / 40)),
            kept => Assert.False(WholeGzip.Is(new MemoryStream(packed[..kept]), ct: Ct), $"{kept} of {packed.Length} bytes"));
    }

    [Fact]
    public void Two_packed_files_in_one_are_whole_and_rubbish_is_not()
    {
        Assert.True(WholeGzip.Is(new MemoryStream([.. Packed("one"u8.ToArray()), .. Packed("two"u8.ToArray())]), ct: Ct));
        Assert.False(WholeGzip.Is(new MemoryStream("no gzip at all"u8.ToArray()), ct: Ct));
    }

    [Fact]
    public void The_stream_is_left_at_its_beginning_and_a_limit_ends_the_look()
    {
        var stream = new MemoryStream(Packed(new byte[1_000_000]));
        Assert.True(WholeGzip.Is(stream, most: 1_000, Ct));
        Assert.Equal(0, stream.Position);
    }

    private static byte[] Packed(byte[] content)
    {
        var file = new MemoryStream();
        using (var zip = new GZipStream(file, CompressionLevel.Optimal))
            zip.Write(content);
        return file.ToArray();
    }
}
