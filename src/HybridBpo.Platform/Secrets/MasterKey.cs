using System.Security.Cryptography;
using HybridBpo.Events;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>
/// The key that wraps all others: people's keys in the event store and the hosts' shared secrets. Never in the database or its dumps: whoever
/// loses it loses every personal field, whoever has a dump without it reads none. While it is changed a host knows two: the current and the one
/// before.
/// </summary>
public sealed class MasterKey
{
    /// <summary>The configuration key: 32 bytes as base64. Needed when several hosts on different machines share a database.</summary>
    public const string Key = "MasterKey";

    /// <summary>The configuration key of others that a host opens with, separated by commas: the one before, or the one to come.</summary>
    public const string OthersKey = "MasterKeyPrevious";

    private MasterKey(KeyRing ring, KeyFile? file) => (Ring, File) = (ring, file);

    /// <summary>All that this host knows, the current one first.</summary>
    public KeyRing Ring { get; }

    /// <summary>The current one: 32 bytes.</summary>
    public byte[] Bytes => Ring.Current;

    /// <summary>Where it came from, in words.</summary>
    public string Source => File is null ? $"the setting {Key}" : $"the file {File.Path}";

    /// <summary>The file that it lies in; null when it is a setting.</summary>
    internal KeyFile? File { get; }

    /// <summary>Tells keys apart without giving anything away: start of the current key's SHA-256.</summary>
    public string Id => Ring.CurrentId;

    /// <summary>Is there a key, or would <see cref="Load"/> make one?</summary>
    /// <param name="configuration">Looked up: <c>MasterKey</c>, <c>HYBRIDBPO_DATA</c>.</param>
    public static bool IsThere(IConfiguration configuration) =>
        configuration[Key] is { Length: > 0 } || System.IO.File.Exists(FileIn(configuration));

    /// <summary>Takes the configured key, else the file <c>keys/master-key</c> of the data folder, which is made on first use.</summary>
    /// <param name="configuration">Looked up: <c>MasterKey</c>, <c>MasterKeyPrevious</c>, <c>HYBRIDBPO_DATA</c>.</param>
    /// <param name="patience">How long to wait for another process that makes the key; null waits half a minute.</param>
    /// <exception cref="InvalidOperationException">It is not 32 bytes of base64, its file is empty, or another process holds on.</exception>
    public static MasterKey Load(IConfiguration configuration, TimeSpan? patience = null)
    {
        if (configuration[Key] is { Length: > 0 } named)
        {
            var others = (configuration[OthersKey] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            byte[][] keys = [Read(named, $"The setting {Key}"), .. others.Select(other => Read(other, $"The setting {OthersKey}"))];
            return new MasterKey(new KeyRing(() => keys), null);
        }

        var file = KeyFile.In(DataFolder.Find(configuration));
        using (file.Take(patience))
            ServerFolder.Secret(file.Path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return new MasterKey(new KeyRing(file.Read), file);
    }

    /// <summary>Takes the key that is there; null when none is configured and none was ever made here. Makes nothing.</summary>
    /// <param name="configuration">As for <see cref="Load"/>.</param>
    /// <exception cref="InvalidOperationException">It is not 32 bytes of base64.</exception>
    public static MasterKey? Find(IConfiguration configuration) => IsThere(configuration) ? Load(configuration) : null;

    /// <summary>What to say where a key is needed and must not be made.</summary>
    /// <param name="configuration">Looked up: <c>HYBRIDBPO_DATA</c>.</param>
    public static WrongMasterKey Missing(IConfiguration configuration) => new("The master key of the installation is needed, which is in no backup: "
        + $"bring it back with ./run.sh keys import, copy it to {FileIn(configuration)}, or set {Key}.");

    /// <summary>Where the key lies when configuration names none.</summary>
    private static string FileIn(IConfiguration configuration) => KeyFile.PathIn(DataFolder.Find(configuration));

    /// <summary>32 bytes from base64.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    internal static byte[] Read(string text, string where)
    {
        var bytes = new byte[33];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == 32
            ? bytes[..32]
            : throw new InvalidOperationException($"{where} is not a master key: it must hold 32 bytes as base64.");
    }
}
