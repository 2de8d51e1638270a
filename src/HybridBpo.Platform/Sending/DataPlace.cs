using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>
/// Where the private server's data lies: what a copy of the folder changes, though every byte in it is the same. The machine, and the folder's number
/// and time of birth on its file system; renaming it, or a restart of the machine, changes neither.
/// </summary>
internal static class DataPlace
{
    private const string MachineId = "/etc/machine-id";

    /// <returns>Empty when the database is on an outside server, of which nothing can be seen from here.</returns>
    public static async Task<string> FindAsync(IConfiguration configuration, CancellationToken ct)
    {
        var data = Path.Combine(DataFolder.Find(configuration), "postgres", "data");
        if (configuration.GetConnectionString(DatabaseServer.Key) is { Length: > 0 } || !Directory.Exists(data))
            return "";
        var machine = File.Exists(MachineId) ? (await File.ReadAllTextAsync(MachineId, ct)).Trim() : "";
        var (code, numbers) = await Shell.RunAsync(["stat", "--format=%i:%W", data], ct);
        return code == 0 ? $"{machine}:{numbers}" : throw new IOException($"{data} cannot be looked at: {numbers}");
    }
}
