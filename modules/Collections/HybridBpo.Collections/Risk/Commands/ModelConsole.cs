using HybridBpo.Platform;

namespace HybridBpo.Collections.Risk;

/// <summary>Where the model commands write, and which clock they read.</summary>
/// <param name="Out">Results; under --json one JSON document.</param>
/// <param name="Error">Messages.</param>
/// <param name="Time">The clock.</param>
/// <param name="IsTerminal">Whether messages go to a terminal, so that progress may be shown.</param>
internal sealed record ModelConsole(TextWriter Out, TextWriter Error, TimeProvider Time, bool IsTerminal)
{
    public int Refuse(Refusal refusal)
    {
        Error.WriteLine(OneLine(refusal.Message));
        return 1;
    }

    public void Note(string text) => Error.WriteLine(OneLine(text));

    /// <summary>Shows a line of progress that the next one replaces.</summary>
    public void Progress(string text)
    {
        if (IsTerminal)
            Error.Write($"\r\u001b[K{text}");
    }

    public void EndProgress()
    {
        if (IsTerminal)
            Error.Write("\r\u001b[K");
    }

    /// <summary>Names of columns come from files: what steers a terminal is not passed on to it.</summary>
    public static string OneLine(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
