using Xunit.Runner.InProc.SystemConsole;

namespace HybridBpo.Platform.Tests;

/// <summary>Runs the tests, or plays a process of the product that a test starts in order to end it.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) => args switch
    {
        ["play", "database-user", var folder] => await DatabaseUser.PlayAsync(folder),
        ["play", "relay", var connection, var port, var name] => await RelayProcess.PlayAsync(connection, port, name),
        ["play", "erase", var connection, var subject, var until] => await ErasingProcess.PlayAsync(connection, Guid.Parse(subject), until),
        ["play", "neighbour", var connection, var port, var name, var scripts] =>
            await NeighbourProcess.PlayAsync(connection, port, name, scripts),
        _ => await ConsoleRunner.Run(args),
    };
}
