using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>
/// The key that wraps all others: people's keys in the event store and the hosts' shared secrets. Never in the database or its dumps: whoever
/// loses it loses every personal field, whoever has a dump without it reads none.
/// </summary>
public sealed class MasterKey
{
    /// <summary>The configuration key: 32 bytes as base64. Needed when several hosts on different machines share a database.</summary>
    public const string Key = "MasterKey";

    private MasterKey(byte[] bytes) => Bytes = bytes;

    /// <summary>32 bytes.</summary>
    public byte[] Bytes { get; }

    /// <summary>Takes the configured key, else the one in <c>keys/master-key</c> of the data folder, which is made on first use.</summary>
    /// <param name="configuration">Looked up: <c>MasterKey</c>, <c>HYBRIDBPO_DATA</c>.</param>
    /// <param name="patience">How long to wait for another process that makes the key; null waits half a minute.</param>
    /// <exception cref="InvalidOperationException">It is not 32 bytes of base64, its file is empty, or another process holds on.</exception>
    public static MasterKey Load(IConfiguration configuration, TimeSpan? patience = null)
    {
        if (configuration[Key] is { Length: > 0 } named)
            return new MasterKey(Read(named, $"The setting {Key}"));
        var file = Path.Combine(DataFolder.Private(DataFolder.Find(configuration), "keys"), "master-key");
        using var turn = FileLock.TryTakeAsync(file + ".lock", patience ?? TimeSpan.FromSeconds(30), CancellationToken.None).GetAwaiter().GetResult()
            ?? throw new InvalidOperationException($"Another process holds {file}.lock for too long: end it and start again.");
        return new MasterKey(Read(ServerFolder.Secret(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))), $"The file {file}"));
    }

    /// <summary>Takes the key that is there; null when none is configured and none was ever made here. Makes nothing.</summary>
    /// <param name="configuration">As for <see cref="Load"/>.</param>
    /// <exception cref="InvalidOperationException">It is not 32 bytes of base64.</exception>
    public static MasterKey? Find(IConfiguration configuration) =>
        configuration[Key] is { Length: > 0 } || File.Exists(Path.Combine(DataFolder.Find(configuration), "keys", "master-key"))
            ? Load(configuration)
            : null;

    private static byte[] Read(string text, string where)
    {
        var bytes = new byte[33];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == 32
            ? bytes[..32]
            : throw new InvalidOperationException($"{where} is not a master key: it must hold 32 bytes as base64.");
    }
}
