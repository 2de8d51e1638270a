using System.Runtime.CompilerServices;

namespace HybridBpo.Testing;

/// <summary>
/// Compares a text with the one kept beside the test as <c>TestClass.Test.verified.txt</c>. On a difference the new text is written as
/// <c>….received.txt</c> (git-ignored): look at it, and rename it when it is right.
/// </summary>
public static class Snapshot
{
    /// <summary>Fails unless <paramref name="text"/> equals the kept text.</summary>
    /// <param name="text">What the test made; both kinds of line ends are alike.</param>
    /// <param name="name">Tells several snapshots of one test apart.</param>
    /// <param name="file">Filled by the compiler: the test class's file, named for the class.</param>
    /// <param name="test">Filled by the compiler: the test.</param>
    /// <exception cref="SnapshotDiffers">There is no kept text yet, or it differs.</exception>
    public static void Match(string text, string? name = null, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        var stem = Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{test}{(name is null ? "" : $".{name}")}");
        var (verified, received) = ($"{stem}.verified.txt", $"{stem}.received.txt");
        var made = Normal(text);
        var kept = File.Exists(verified) ? Normal(File.ReadAllText(verified)) : null;
        if (made == kept)
        {
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, made);
        throw new SnapshotDiffers(kept is null
            ? $"No {Path.GetFileName(verified)} yet. Look at {received} and rename it when it is right."
            : $"{Path.GetFileName(verified)} differs {FirstDifference(kept, made)} The new text is {received}.");
    }

    private static string Normal(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private static string FirstDifference(string kept, string made)
    {
        var (old, now) = (kept.Split('\n'), made.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(old.Length, now.Length)).First(i => old.ElementAtOrDefault(i) != now.ElementAtOrDefault(i));
        return $"at line {line + 1}:\n  kept: {old.ElementAtOrDefault(line) ?? "(end)"}\n  now:  {now.ElementAtOrDefault(line) ?? "(end)"}\n";
    }
}

/// <summary>A snapshot does not match; the message shows the first difference.</summary>
public sealed class SnapshotDiffers(string message) : Exception(message);
