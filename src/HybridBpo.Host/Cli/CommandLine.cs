using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json;

namespace HybridBpo.Host.Cli;

/// <summary>The commands of ./run.sh. Exit codes: 0 done, 1 refused or failed with the reason in one line, 2 wrong usage.</summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error) => RunAsync(args, output, error, Composition.Modules);

    internal static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, IReadOnlyList<IModule> modules)
    {
        if (!args.Contains("--json")) return await InvokeAsync(args, output, error, modules);
        // Whoever asks for one JSON document gets one, also when there is only a reason to tell.
        var (told, said) = (new Overheard(output), new Overheard(error));
        var code = await InvokeAsync(args, told, said, modules);
        if (code != ExitCode.Done && told.LastLine is null)
            await output.WriteLineAsync(JsonSerializer.Serialize(new { error = said.LastLine ?? "failed" }, JsonSerializerOptions.Web));
        return code;
    }

    private static async Task<int> InvokeAsync(string[] args, TextWriter output, TextWriter error, IReadOnlyList<IModule> modules)
    {
        var host = new CommandHost(modules, output, error);
        var parsed = Root(host).Parse(args);
        // --help after a word that is no command would answer with the help of the one before it.
        if (parsed.Errors.Count > 0 || parsed.UnmatchedTokens.Count > 0)
        {
            await error.WriteLineAsync(WrongUsage.Words(parsed));
            return ExitCode.WrongUsage;
        }
        var running = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        };
        try
        {
            return parsed.Action is HelpAction help ? await HelpAsync(help, parsed, output) : await parsed.InvokeAsync(running);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped.");
            return ExitCode.Failed;
        }
        catch (Exception failure)
        {
            await error.WriteLineAsync(Environment.GetEnvironmentVariable("HYBRIDBPO_TRACE") is null
                ? $"Failed: {failure.Message} (HYBRIDBPO_TRACE=1 shows where)"
                : failure.ToString());
            return ExitCode.Failed;
        }
    }

    // People start it as ./run.sh; the library names the program that it finds itself in.
    private static async Task<int> HelpAsync(HelpAction help, ParseResult parsed, TextWriter output)
    {
        using var text = new StringWriter();
        parsed.InvocationConfiguration.Output = text;
        help.Invoke(parsed);
        await output.WriteAsync(text.ToString().Replace($"  {parsed.RootCommandResult.Command.Name}", "  ./run.sh", StringComparison.Ordinal));
        return ExitCode.Done;
    }

    internal static RootCommand Root(CommandHost host)
    {
        var root = new RootCommand("HybridBpo: collections, hiring and one inbox for human decisions.");
        ServeCommand.AddTo(root, host);
        root.Add(DoctorCommand.Make(host));
        root.Add(UserCommand.Make(host));
        root.Add(EventsCommand.Make(host));
        root.Add(VerifyLogCommand.Make(host));
        root.Add(EraseCommand.Make(host));
        root.Add(KeysCommand.Make(host));
        root.Add(RetentionCommand.Make(host));
        root.Add(BackupCommand.Make(host));
        root.Add(RestoreCommand.Make(host));
        root.Add(Bench(host));
        foreach (var command in host.Modules.SelectMany(m => m.Commands(host))) root.Add(command);
        return root;
    }

    // Listed here, run by run.sh from a program of its own: what measures is no part of what is installed.
    private static Command Bench(CommandHost host)
    {
        var bench = new Command("bench", "Measure the event store (store) or the inbox (inbox), or end hosts at random (chaos)")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        bench.SetAction(_ => host.SayAsync(new Unavailable("Measuring runs from the sources: ./run.sh bench store|inbox|chaos.")));
        return bench;
    }
}
