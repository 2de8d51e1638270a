namespace HybridBpo.Platform;

/// <summary>The files of a send journal. What cannot be read is told and passed over: it may name a mail that left.</summary>
internal static class JournalFiles
{
    private const string End = ".jsonl";

    /// <summary>The files of a folder, day by day; none when it is not there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="matters">Does it matter that a file of this name cannot be read?</param>
    /// <param name="tell">Told what cannot be read.</param>
    public static IReadOnlyList<string> In(string folder, Func<string, bool> matters, Action<string> tell)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                if (File.Exists(folder))
                    tell("it is no folder");
                return [];
            }
            var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToLookup(file => file.EndsWith(End, StringComparison.Ordinal));
            foreach (var name in files[false].Select(Path.GetFileName).OfType<string>())
            {
                if (name.Contains(End, StringComparison.OrdinalIgnoreCase) && matters(name))
                    tell($"{name} is packed or was renamed: bring it back as a plain file that ends in {End}");
            }
            return [.. files[true]];
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            tell(away.Message.TrimEnd('.'));
            return [];
        }
    }

    /// <summary>
    /// The lines of a file. A last one without its end was torn by a crash: a line before a handover is whole before anything leaves.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="tell">Told what cannot be read.</param>
    public static IReadOnlyList<JournalLine> LinesOf(string file, Action<string> tell)
    {
        var (lines, number, broken, now) = (new List<JournalLine>(), 0, 0, TimeProvider.System.GetUtcNow());
        try
        {
            foreach (var text in File.ReadLines(file))
            {
                if (broken > 0) TellBroken();
                (number, broken) = (number + 1, 0);
                if (JournalLine.Parse(text, now) is { } line) lines.Add(line);
                else if (text.Length > 0) broken = number;
            }
            if (broken > 0 && IsEnded(file)) TellBroken();
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            tell(away.Message.TrimEnd('.'));
        }

        return lines;

        void TellBroken() => tell($"line {broken} of {Path.GetFileName(file)} is none that a host writes");
    }

    private static bool IsEnded(string file)
    {
        using var stream = File.OpenRead(file);
        return stream.Length > 0 && stream.Seek(-1, SeekOrigin.End) >= 0 && stream.ReadByte() == '\n';
    }
}
