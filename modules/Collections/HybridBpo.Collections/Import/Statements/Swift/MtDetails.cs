using System.Text;

namespace HybridBpo.Collections.Import.Statements.Swift;

/// <summary>What field 86 tells, in whichever dialect the bank writes it.</summary>
internal sealed record MtDetails(string? EndToEndId, string? Counterparty, string? Remittance, string? Reference)
{
    public static readonly MtDetails None = new(null, null, null, null);

    private const int Width = 65;

    public static MtDetails Read(string text) =>
        text.AsSpan().Trim().IsEmpty ? None : QuestionMarks.Read(text) ?? SlashCodes.Read(text) ?? Columns.Read(text) ?? Free(text);

    /// <summary>A line of full width is broken anywhere, also within a word; a shorter one ends where its words end.</summary>
    public static string Unwrap(string text)
    {
        var joined = new StringBuilder(text.Length);
        foreach (var line in text.Split('\n'))
        {
            joined.Append(line);
            if (line.Length < Width) joined.Append(' ');
        }

        return joined.ToString();
    }

    private static MtDetails Free(string text)
    {
        var joined = Unwrap(text);
        if (!SepaWords.AreIn(joined)) return new MtDetails(null, null, BankText.Squeeze(joined), null);
        var words = SepaWords.Read([joined]);
        return new MtDetails(words.EndToEndId, words.Name, words.Remittance, words.Reference);
    }
}
