using System.IO.Compression;

namespace HybridBpo.Collections.Import.Statements;

/// <summary>The files of a zip file, as banks send several days at once.</summary>
internal static class StatementZip
{
    private const int MostMembers = 1_000;

    public static Result<IReadOnlyList<(string Name, byte[] Content)>> Unpack(string name, byte[] bytes)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
            if (zip.Entries.Count > MostMembers) return new FileUnreadable(name, $"the zip file holds more than {MostMembers:N0} files.");
            List<(string, byte[])> members = [];
            var left = ImportLimits.Bytes;
            foreach (var entry in zip.Entries.Where(e => e.Name.Length > 0 && !e.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)))
            {
                if (Content(entry, left) is not { } content) return new FileUnpacksTooLarge(name);
                left -= content.Length;
                members.Add((BankText.Clean(entry.FullName) ?? "file", content));
            }

            return members;
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException or EndOfStreamException or IOException)
        {
            return new FileUnreadable(name, "the zip file is damaged, cut off or locked with a password.");
        }
    }

    // The size that an entry names may be a lie: what counts is what comes out.
    private static byte[]? Content(ZipArchiveEntry entry, long most)
    {
        using var from = entry.Open();
        using var plain = new MemoryStream();
        var buffer = new byte[81920];
        for (int n; (n = from.Read(buffer)) > 0;)
        {
            if (plain.Length + n > most) return null;
            plain.Write(buffer, 0, n);
        }

        return plain.ToArray();
    }
}
