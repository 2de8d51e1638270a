using System.Text;

namespace HybridBpo.Host.Cli;

/// <summary>Passes on what is written in whole lines, and remembers the last one.</summary>
internal sealed class Overheard(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    /// <summary>The last line; null when nothing was written.</summary>
    public string? LastLine { get; private set; }

    public override void Write(char value) => inner.Write(value);

    public override void Write(string? value)
    {
        inner.Write(value);
        LastLine = value?.TrimEnd().Split('\n')[^1].TrimEnd() is { Length: > 0 } line ? line : LastLine;
    }

    public override void WriteLine(string? value)
    {
        Write(value);
        inner.WriteLine();
    }

    public override void Flush() => inner.Flush();
}
