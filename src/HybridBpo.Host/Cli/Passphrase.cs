using System.CommandLine;
using System.Text;

namespace HybridBpo.Host.Cli;

/// <summary>
/// Asks for a passphrase: from a file, from standard input, or typed unseen. Never from the command line, which others on the machine see.
/// </summary>
internal static class Passphrase
{
    public static Option<string> Option() => new("--passphrase-file")
    {
        Description = "File whose first line is the passphrase; without it standard input is read, or it is asked for",
    };

    /// <param name="host">Where to ask.</param>
    /// <param name="file">The file that was named; null when none was.</param>
    /// <param name="twice">Ask a second time, because a slip would lock the file for good.</param>
    /// <param name="ct">Cancellation.</param>
    public static async Task<Result<string>> AskAsync(CommandHost host, string? file, bool twice, CancellationToken ct)
    {
        if (file is not null)
        {
            try
            {
                using var reader = new StreamReader(file);
                return await reader.ReadLineAsync(ct) ?? "";
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new NotFound($"{file} could not be read: {e.Message}");
            }
        }
        if (Console.IsInputRedirected) return await Console.In.ReadLineAsync(ct) ?? "";
        var typed = await TypeAsync(host, "Passphrase: ");
        return twice && await TypeAsync(host, "The same again: ") != typed ? new Invalid("The two differ: nothing was done.") : typed;
    }

    private static async Task<string> TypeAsync(CommandHost host, string prompt)
    {
        await host.Error.WriteAsync(prompt);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }
        await host.Error.WriteLineAsync();
        return $"{typed}";
    }
}
