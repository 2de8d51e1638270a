namespace HybridBpo.Platform.Tests;

/// <summary>A process that uses the private server until its input ends.</summary>
internal static class DatabaseUser
{
    public static async Task<int> PlayAsync(string folder)
    {
        var options = new PrivatePostgresOptions(folder) { Binaries = Environment.GetEnvironmentVariable(PostgresBinaries.Key) };
        var started = await PrivatePostgres.StartAsync(options, CancellationToken.None);
        if (!started.Is(out var server, out var refusal))
        {
            Console.WriteLine($"refused: {refusal.Message}");
            return 1;
        }
        Console.WriteLine($"{(server.StartedHere ? "started" : "joined")} {server.ConnectionString}");
        Console.In.ReadToEnd();
        await server.DisposeAsync();
        return 0;
    }
}
