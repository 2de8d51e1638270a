using System.Text;

namespace HybridBpo.Hro.Screening;

/// <summary>The text of a PDF as the screening reads it: for the erasure proof, which unpacks other documents itself.</summary>
internal sealed class ResumeText : IFileText
{
    public async Task<string?> ReadAsync(byte[] content, CancellationToken ct)
    {
        if (!content.AsSpan().StartsWith("%PDF"u8)) return null;
        using var pdf = await TemporaryFile.WriteAsync(content, ct);
        return (await Tool.RunAsync("pdftotext", ["-enc", "UTF-8", pdf.Path, "-"], "a stored file", ct)).Is(out var said, out _)
            ? Encoding.UTF8.GetString(said.Output) : null;
    }
}
