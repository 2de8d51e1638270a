using Npgsql;

namespace HybridBpo.Platform.Tests;

/// <summary>A data folder of one test's own; whatever still serves it is waited for at the end.</summary>
internal sealed class OwnFolder : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hybridbpo-test-").FullName;

    public string Data => System.IO.Path.Combine(Path, "postgres", "data");

    public OwnFolder() => File.SetUnixFileMode(Path, (UnixFileMode)0b111_111_111);

    public int? ServerPid => RunningServer.Find(Data)?.Pid;

    public async Task<bool> StopsAsync()
    {
        for (var wait = 0; wait < 1200 && ServerPid is not null; wait++)
            await Task.Delay(50);
        return ServerPid is null;
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
