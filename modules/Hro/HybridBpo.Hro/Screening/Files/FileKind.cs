using System.IO.Compression;
using System.Text;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

internal enum FileKind
{
    Pdf,
    Docx,
    Text,
    Html,
}

/// <summary>Tells a file's type by its content; the name may only agree.</summary>
internal static class FileSniffer
{
    public static Result<FileKind> Sniff(byte[] bytes, string file)
    {
        if (bytes.Length == 0)
            return new EmptyFile(file);
        if (bytes.LongLength > Limits.FileBytes)
            return new FileTooLarge(file, bytes.LongLength, Limits.FileBytes);
        if (!ByContent(bytes, file).Is(out var kind, out var refusal))
            return refusal;
        return Named(file) is { } said && said != kind && !(said == FileKind.Text && kind == FileKind.Html)
            ? new WrongExtension(file, Path.GetExtension(file), Words(kind))
            : kind;
    }

    private static Result<FileKind> ByContent(byte[] bytes, string file)
    {
        ReadOnlySpan<byte> head = bytes.AsSpan(0, Math.Min(1024, bytes.Length));
        if (head.IndexOf("%PDF-"u8) >= 0)
            return FileKind.Pdf;
        if (head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8))
            return Zip(bytes, file);
        if (head.StartsWith((byte[])[0xD0, 0xCF, 0x11, 0xE0]))
            return bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0
                ? new EncryptedFile(file)
                : new UnsupportedFile(file, OtherKinds.OldOffice(bytes));
        if (OtherKinds.ByStart(head) is { } other)
            return new UnsupportedFile(file, other);

        if (Named(file) is FileKind.Pdf or FileKind.Docx)
            return new DamagedFile(file, $"it is named {Path.GetExtension(file)} but does not begin like one");
        var utf16 = head.StartsWith((byte[])[0xFF, 0xFE]) || head.StartsWith((byte[])[0xFE, 0xFF]);
        if (!utf16 && head.IndexOfAnyInRange((byte)0, (byte)8) >= 0)
            return new UnsupportedFile(file, OtherKinds.Unknown);
        return LooksLikeHtml(head) || Named(file) == FileKind.Html ? FileKind.Html : FileKind.Text;
    }

    private static Result<FileKind> Zip(byte[] bytes, string file)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes, writable: false));
            if (zip.Entries.Count > Limits.ZipEntries)
                return new ExpandsTooMuch(file, $"it packs {zip.Entries.Count} files");
            return zip.Entries.Any(e => e.FullName.Equals("word/document.xml", StringComparison.OrdinalIgnoreCase))
                ? FileKind.Docx
                : new UnsupportedFile(file, OtherKinds.Zip(zip));
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            return new DamagedFile(file, "the packed part is cut off or broken");
        }
    }

    private static bool LooksLikeHtml(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head).TrimStart('ï', '»', '¿', ' ', '\t', '\r', '\n');
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || (text.StartsWith('<') && text.Contains("<html", StringComparison.OrdinalIgnoreCase));
    }

    private static FileKind? Named(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".pdf" => FileKind.Pdf,
        ".docx" => FileKind.Docx,
        ".txt" => FileKind.Text,
        ".html" or ".htm" => FileKind.Html,
        _ => null,
    };

    private static string Words(FileKind kind) => kind switch
    {
        FileKind.Pdf => "PDF",
        FileKind.Docx => "a Word document",
        FileKind.Html => "HTML",
        _ => "plain text",
    };
}
