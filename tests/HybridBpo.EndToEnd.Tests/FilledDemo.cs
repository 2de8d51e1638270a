using System.Diagnostics;
using HybridBpo.Testing;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>
/// The demo as the first host left it that was started on nothing: filled once, by the product's own roads, and asked to stop as soon as it was
/// ready. Every demo of the tests begins as a copy of it, by the rule that the product has for cloned databases.
/// </summary>
public sealed class FilledDemo : IAsyncDisposable
{
    private readonly TestDatabase database;

    private FilledDemo(TestDatabase database) => this.database = database;

    /// <summary>The data folder that the first host made.</summary>
    public string DataFolder { get; } = Directory.CreateTempSubdirectory("hybridbpo-e2e-").FullName;

    /// <summary>What the first host wrote until it had ended.</summary>
    public string Output { get; private set; } = "";

    /// <summary>With what the first host ended.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Fills it.</summary>
    public static async Task<FilledDemo> MakeAsync()
    {
        var filled = new FilledDemo(await TestDatabase.CreateAsync());
        await using var first = await HostProcess.StartAsync("demo", filled.database.ConnectionString, filled.DataFolder);
        filled.ExitCode = await first.StopAsync();
        filled.Output = first.Output;
        return filled;
    }

    /// <summary>Another of the same; whoever asks disposes of the database and deletes the folder.</summary>
    public async Task<(TestDatabase Database, string DataFolder)> CopyAsync()
    {
        var folder = Directory.CreateTempSubdirectory("hybridbpo-e2e-").FullName;
        using var copy = Process.Start("cp", ["-a", $"{DataFolder}/.", folder]);
        await copy.WaitForExitAsync();
        Assert.Equal(0, copy.ExitCode);
        return (await TestDatabase.CopyAsync(database), folder);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        Directory.Delete(DataFolder, recursive: true);
    }
}
