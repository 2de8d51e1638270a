using System.Text;
using Microsoft.AspNetCore.Http;

namespace HybridBpo.Hro.Requisitions;

/// <summary>The job text of a form: what was pasted, or else the text of the chosen file.</summary>
internal static class JobText
{
    public const int MostBytes = 200 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static async Task<Result<string>> ReadAsync(string pasted, IFormFile? file, CancellationToken ct)
    {
        if (pasted.Trim().Length > 0 || file is null || file.Length == 0)
            return pasted;
        if (file.Length > MostBytes)
            return new BadRequisition($"{file.FileName} has {file.Length / 1024:N0} KB; a job text may have {MostBytes / 1024} KB.");
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, ct);
        try
        {
            var text = Strict.GetString(bytes.ToArray()).TrimStart('\uFEFF');
            return text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
                ? new BadRequisition($"{file.FileName} is not a text file. Save the job text as TXT or Markdown, or paste it.")
                : text;
        }
        catch (DecoderFallbackException)
        {
            return new BadRequisition($"{file.FileName} is not UTF-8 text. Save it as UTF-8, or paste the job text.");
        }
    }
}
