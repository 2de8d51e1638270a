namespace HybridBpo.Collections.Import;

/// <summary>What a file may at most hold.</summary>
internal static class ImportLimits
{
    public const long Bytes = 64L << 20;

    public const int Rows = 1_000_000, Columns = 200, Cell = 10_000;

    /// <summary>
    /// Bytes of a row: enough for the most columns of the longest cells. A longer one begins with a quotation mark that is never closed.
    /// </summary>
    public const int Record = 8 << 20;

    /// <summary>Rows that a preview shows and from which formats are guessed.</summary>
    public const int PreviewRows = 20, SampleRows = 2_000;
}

internal sealed record FileTooLarge(string Name, long Bytes)
    : TooLarge(
        $"{Name} is {Bytes / (1 << 20)} MB; at most {ImportLimits.Bytes >> 20} MB are taken. Split the file and load the parts one after the other.");

internal sealed record FileUnpacksTooLarge(string Name)
    : TooLarge($"{Name} unpacks to more than {ImportLimits.Bytes >> 20} MB. Split the file and load the parts one after the other.");

internal sealed record FileUnreadable(string Name, string Why) : Invalid($"{Name}: {Why}");
