using System.Text;

namespace HybridBpo.Inbox.Attaching;

/// What a file is by its content, whatever its name says, and a name that is safe to save under. Nothing that a browser would run is taken.
internal static class FileLook
{
    private const int LongestName = 120;

    private static readonly byte[] Ole = [0xD0, 0xCF, 0x11, 0xE0];

    /// The type's code, which is also the ending of its name: pdf, png, jpg, docx, xlsx, txt.
    public static Result<string> TypeOf(byte[] content, string name)
    {
        ReadOnlySpan<byte> bytes = content;
        return bytes.Length == 0 ? new Invalid("The file is empty.")
            : bytes.StartsWith("%PDF-"u8) ? "pdf"
            : bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "png"
            : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "jpg"
            : bytes.StartsWith("PK\u0003\u0004"u8) ? Office(bytes)
            : bytes.StartsWith(Ole) ? new FileNotTaken()
            : IsText(content) ? "txt" : new FileNotTaken();
    }

    /// Without folders, signs that turn the reading direction, and what file systems do not take; its ending is that of its type.
    public static string NameOf(string sent, string type)
    {
        var bare = sent[(sent.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new string([.. bare.Normalize().Where(c => !char.IsControl(c) && !char.IsSurrogate(c)
            && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format && !"<>:\"|?*".Contains(c))]).Trim(' ', '.');
        var ending = Path.GetExtension(clean).TrimStart('.').ToLowerInvariant();
        var fits = ending == type || (type, ending) is ("jpg", "jpeg") or ("txt", "csv") or ("txt", "log") or ("txt", "md");
        var stem = fits ? Path.GetFileNameWithoutExtension(clean) : clean;
        stem = stem.Length == 0 ? "file" : stem.Length > LongestName ? stem[..LongestName] : stem;
        return $"{stem}.{(fits ? ending : type)}";
    }

    /// Only documents without macros: others are not told from what may run.
    private static Result<string> Office(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOf("vbaProject.bin"u8) >= 0 || bytes.IndexOf("[Content_Types].xml"u8) < 0 ? new FileNotTaken()
            : bytes.IndexOf("word/document.xml"u8) >= 0 ? "docx"
            : bytes.IndexOf("xl/workbook.xml"u8) >= 0 ? "xlsx" : new FileNotTaken();

    private static bool IsText(byte[] content)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
            return !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t' or '\f')) && !LooksLikeMarkup(text);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static bool LooksLikeMarkup(string text) => text.TrimStart('\uFEFF', ' ', '\n', '\r', '\t', '\f').StartsWith('<')
        || new[] { "<script", "<svg", "<html", "<iframe", "<!doctype" }.Any(tag => text.Contains(tag, StringComparison.OrdinalIgnoreCase));
}

internal sealed record FileNotTaken()
    : Invalid("This kind of file is not taken. Attach a PDF, a picture (PNG, JPEG), a Word or Excel file without macros, or plain text.");
