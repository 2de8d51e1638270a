namespace HybridBpo.Hro.Screening;

/// <summary>What is checked before and while a file is read. Beyond any real resume, far below what would hurt.</summary>
internal static class Limits
{
    public const long FileBytes = 20L * 1024 * 1024;
    public const int Pages = 30;
    public const long UnpackedBytes = 48L * 1024 * 1024;
    public const int ZipEntries = 1_000;
    public const int XmlDepth = 200;
    public const int XmlElements = 300_000;
    public const int HtmlBytes = 1024 * 1024;
    public const int HtmlElements = 20_000;
    public const int HtmlDepth = 200;
    public const int HtmlAttributes = 200;
    public const long HtmlWork = 2_000_000;
    public const int TextCharacters = 200_000;
    public const int Jobs = 60;
    public const int Schools = 30;
    public const int Skills = 300;
    public const int HeadCharacters = 300;
    public const int LineCharacters = 4_000;
    public const int ToolOutputBytes = 96 * 1024 * 1024;
    public const int ReaderAnswerBytes = 32 * 1024 * 1024;
    public const long ToolMemoryBytes = 1024L * 1024 * 1024;
    public static readonly TimeSpan ToolTime = TimeSpan.FromSeconds(20);
}
