using Npgsql;

namespace HybridBpo.Platform.Tests;

/// <summary>A data folder of one test's own; whatever still serves it is waited for at the end.</summary>
internal sealed class OwnFolder : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hybridbpo-test-").FullName;

    public string Data => System.IO.Path.Combine(Path, "postgres", "data");

    public OwnFolder() => File.SetUnixFileMode(Path, (UnixFileMode)0b111_111_111);

    public int? ServerPid => RunningServer.Find(Data)?.Pid;

    // The server removes its pid file a moment before it writes its last line and ends: only its end counts.
    public async Task<bool> StopsAsync()
    {
        var server = ServerPid;
        for (var wait = 0; wait < 1200 && server is { } pid; wait++)
        {
            await Task.Delay(50);
            server = ServerPid ?? (RunningServer.Serves(pid, Data) ? pid : null);
        }
        return server is null;
    }

    public static async Task<string> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return $"{await command.ExecuteScalarAsync()}";
    }

    public async ValueTask DisposeAsync()
    {
        await StopsAsync();
        Directory.Delete(Path, recursive: true);
    }
}
