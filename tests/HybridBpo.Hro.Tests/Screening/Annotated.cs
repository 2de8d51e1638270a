using System.IO.Compression;
using System.Text.Json;

namespace HybridBpo.Hro.Tests.Screening;

/// <summary>The annotated development resumes: text and labelled spans.</summary>
internal static class Annotated
{
    public static IReadOnlyList<(string Id, string Text, ILookup<string, string> Labels)> Load()
    {
        using var packed = File.OpenRead(Path.Combine(Screen.Data("annotated"), "resume_ner_dev.jsonl.gz"));
        using var lines = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        var all = new List<(string, string, ILookup<string, string>)>();
        while (lines.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            all.Add((root.GetProperty("id").GetString()!, root.GetProperty("text").GetString()!, root.GetProperty("spans").EnumerateArray()
                .ToLookup(s => s.GetProperty("label").GetString()!, s => s.GetProperty("quote").GetString()!)));
        }

        return all;
    }
}
