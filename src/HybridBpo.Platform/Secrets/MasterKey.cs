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

    /// <summary>Tells keys apart without giving anything away: start of the key's SHA-256.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Bytes).AsSpan(0, 4));

    /// <summary>Is there a key, or would <see cref="Load"/> make one?</summary>
    /// <param name="configuration">Looked up: <c>MasterKey</c>, <c>HYBRIDBPO_DATA</c>.</param>
    public static bool IsThere(IConfiguration configuration) => configuration[Key] is { Length: > 0 } || File.Exists(FileIn(configuration));

    /// <summary>Takes the configured key, else the one in <c>keys/master-key</c> of the data folder, which is made on first use.</summary>
    /// <param name="configuration">Looked up: <c>MasterKey</c>, <c>HYBRIDBPO_DATA</c>.</param>
    /// <param name="patience">How long to wait for another process that makes the key; null waits half a minute.</param>
    /// <exception cref="InvalidOperationException">It is not 32 bytes of base64, its file is empty, or another process holds on.</exception>
    public static MasterKey Load(IConfiguration configuration, TimeSpan? patience = null)
    {
        if (configuration[Key] is { Length: > 0 } named)
            return new MasterKey(Read(named, $"The setting {Key}"));
        DataFolder.Private(DataFolder.Find(configuration), "keys");
        var file = FileIn(configuration);
        using var turn = FileLock.TryTakeAsync(file + ".lock", patience ?? TimeSpan.FromSeconds(30), CancellationToken.None).GetAwaiter().GetResult()
            ?? throw new InvalidOperationException($"Another process holds {file}.lock for too long: end it and start again.");
        return new MasterKey(Read(ServerFolder.Secret(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))), $"The file {file}"));
    }

    /// <summary>What to say where a key is needed and must not be made.</summary>
    /// <param name="configuration">Looked up: <c>HYBRIDBPO_DATA</c>.</param>
    public static WrongMasterKey Missing(IConfiguration configuration) => new("The master key of the installation is needed, which is in no backup: "
        + $"copy it to {FileIn(configuration)}, or set {Key}.");

    /// <summary>Where the key lies when configuration names none.</summary>
    internal static string FileIn(IConfiguration configuration) => Path.Combine(DataFolder.Find(configuration), "keys", "master-key");

    private static byte[] Read(string text, string where)
    {
        var bytes = new byte[33];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == 32
            ? bytes[..32]
            : throw new InvalidOperationException($"{where} is not a master key: it must hold 32 bytes as base64.");
    }
}
