using System.Text;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Applications;

/// <summary>
/// Looks at a file before it is stored, so that the one who sends it hears at once what is wrong with it: type, size, packing, password, whole or cut
/// off. The text is read later.
/// </summary>
internal static class CheckResume
{
    private static readonly string[] Extensions = [".pdf", ".docx", ".txt", ".html", ".htm"];

    /// <param name="bytes">The file.</param>
    /// <param name="file">Its name.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="readers">Read in these; in those of this program when none are named.</param>
    /// <returns>The format as stored: <c>pdf</c>, <c>docx</c>, <c>txt</c>, <c>html</c>.</returns>
    public static async Task<Result<string>> RunAsync(byte[] bytes, string file, CancellationToken ct, FileReaders? readers = null)
    {
        if (!FileSniffer.Sniff(bytes, file).Is(out var kind, out var refusal))
            return refusal;
        if (Path.GetExtension(file) is { Length: > 0 } said && !Extensions.Contains(said, StringComparer.OrdinalIgnoreCase))
            return new UnknownExtension(file, said);
        refusal = kind == FileKind.Pdf
            ? await PdfAsync(bytes, file, ct)
            : (await (readers ?? FileReaders.Shared).ReadAsync(kind, bytes, file, ct)).Refusal;
        // What needs more than a reader may use is taken all the same: the screening then asks a person to read it.
        return refusal is null or OutsideLimits ? Format(kind) : refusal;
    }

    private static string Format(FileKind kind) => kind switch
    {
        FileKind.Pdf => "pdf",
        FileKind.Docx => "docx",
        FileKind.Html => "html",
        _ => "txt",
    };

    private static async Task<Refusal?> PdfAsync(byte[] bytes, string file, CancellationToken ct)
    {
        if (bytes.AsSpan(Math.Max(0, bytes.Length - 4096)).IndexOf("%%EOF"u8) < 0)
            return new DamagedFile(file, "the PDF is cut off: its end is missing");
        using var pdf = await TemporaryFile.WriteAsync(bytes, ct);
        if (!(await Tool.RunAsync("pdfinfo", ["-enc", "UTF-8", pdf.Path], file, ct)).Is(out var said, out var refusal))
            return refusal;
        if (said.Error.Contains("Incorrect password", StringComparison.Ordinal))
            return new EncryptedFile(file);
        return said.ExitCode == 0 && Encoding.UTF8.GetString(said.Output).Contains("Pages:", StringComparison.Ordinal)
            ? null
            : new DamagedFile(file, "it is not a whole PDF");
    }
}
