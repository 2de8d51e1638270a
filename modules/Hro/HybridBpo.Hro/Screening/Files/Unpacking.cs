using System.IO.Compression;
using System.Xml;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>Looks through a packed file before anything else opens it: sizes are measured, never believed.</summary>
internal static class Unpacking
{
    /// <summary>Null when the package is small, whole and flat enough to open.</summary>
    public static Refusal? Check(byte[] bytes, string file)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes, writable: false));
            long total = 0;
            var buffer = new byte[65_536];
            foreach (var entry in zip.Entries)
            {
                using var content = entry.Open();
                for (int n; (n = content.Read(buffer)) > 0;)
                {
                    if ((total += n) > Limits.UnpackedBytes)
                        return new ExpandsTooMuch(file, $"its content is larger than {Limits.UnpackedBytes / 1_048_576} MB ({bytes.Length / 1024} "
                            + $"KB packed)");
                }
            }

            var elements = 0;
            foreach (var entry in zip.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
                || e.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)))
            {
                using var content = entry.Open();
                if (TooMuch(content, ref elements) is { } reason)
                    return new ExpandsTooMuch(file, $"{entry.FullName} {reason}");
            }

            return null;
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or XmlException or ArgumentException or NotSupportedException)
        {
            return new DamagedFile(file, "the packed part is cut off or broken");
        }
    }

    private static string? TooMuch(Stream xml, ref int elements)
    {
        using var reader = XmlReader.Create(xml, Xml);
        while (reader.Read())
        {
            if (reader.Depth > Limits.XmlDepth)
                return $"is nested more than {Limits.XmlDepth} levels deep";
            if (reader.NodeType == XmlNodeType.Element && ++elements > Limits.XmlElements)
                return $"has more than {Limits.XmlElements} elements";
        }

        return null;
    }

    /// <summary>No DTD, no entity, no fetching.</summary>
    public static XmlReaderSettings Xml => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = Limits.UnpackedBytes,
    };
}
