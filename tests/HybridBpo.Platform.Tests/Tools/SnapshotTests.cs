using HybridBpo.Testing;

namespace HybridBpo.Platform.Tests;

public sealed class SnapshotTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hybridbpo-snapshot-").FullName;

    [Fact]
    public void A_kept_text_matches_whatever_its_line_ends()
    {
        File.WriteAllText(Path.Combine(folder, "Shop.Sells.verified.txt"), "one\r\ntwo");
        Snapshot.Match("one\ntwo\n", file: Path.Combine(folder, "Shop.cs"), test: "Sells");
    }

    [Fact]
    public void A_difference_is_shown_and_the_new_text_written_beside()
    {
        File.WriteAllText(Path.Combine(folder, "Shop.Sells.verified.txt"), "one\ntwo\n");
        var differs = Assert.Throws<SnapshotDiffers>(() => Snapshot.Match("one\nthree\n", file: Path.Combine(folder, "Shop.cs"), test: "Sells"));
        Assert.Contains("line 2", differs.Message);
        Assert.Equal("one\nthree\n", File.ReadAllText(Path.Combine(folder, "Shop.Sells.received.txt")));
    }

    [Fact]
    public void A_first_text_fails_until_somebody_looked_at_it() =>
        Assert.Throws<SnapshotDiffers>(() => Snapshot.Match("one\n", "named", Path.Combine(folder, "Shop.cs"), "Sells"));

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
