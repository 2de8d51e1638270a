namespace HybridBpo.Host.Cli;

/// <summary>One line on a terminal that each report replaces; nothing where messages go to a file, or when quiet.</summary>
internal sealed class ProgressLine<T>(TextWriter error, bool quiet, Func<T, string> words) : IProgress<T>, IDisposable
{
    private readonly bool shows = !quiet && ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;

    public void Report(T value)
    {
        if (shows) error.Write($"\r\u001b[K{words(value)}");
    }

    public void Dispose()
    {
        if (shows) error.Write("\r\u001b[K");
    }
}
