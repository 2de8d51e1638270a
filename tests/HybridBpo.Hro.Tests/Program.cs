using System.CommandLine;
using HybridBpo.Hro.Screening;
using Xunit.Runner.InProc.SystemConsole;

namespace HybridBpo.Hro.Tests;

/// <summary>Runs the tests, or, started again by what they test, the command that is asked for.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) => args is ["hro", ..]
        ? await new RootCommand
        {
            new Command("hro") { ScreenCommand.Create(Console.Out, Console.Error, TimeProvider.System), ReadFilesCommand.Create() },
        }.Parse(args).InvokeAsync()
        : await ConsoleRunner.Run(args);
}
