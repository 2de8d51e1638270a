namespace HybridBpo.Platform.Tests;

/// <summary>A process that uses the private server until its input ends.</summary>
internal static class DatabaseUser
{
    public static async Task<int> PlayAsync(string folder)
    {
        var started = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder), CancellationToken.None);
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
