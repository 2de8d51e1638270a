using System.Security.Cryptography;

namespace HybridBpo.Events;

/// <summary>
/// The key-encryption keys that a host knows: the current one, under which new keys are wrapped, and others that still open what was wrapped before.
/// Read anew every few seconds, and at once for a key that is not known, so that hosts keep running while the key is changed.
/// </summary>
public sealed class KeyRing
{
    /// <summary>How soon every host wraps under a new current key.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(2);

    private readonly Func<IReadOnlyList<byte[]>> _read;
    private volatile Known _known;

    /// <summary>A ring that is read by a function.</summary>
    /// <param name="read">All keys, the current one first; 32 bytes each. Called again and again; when it throws, what was known stays.</param>
    /// <exception cref="ArgumentException">A key has not 32 bytes.</exception>
    public KeyRing(Func<IReadOnlyList<byte[]>> read) => (_read, _known) = (read, new Known(read()));

    /// <summary>The key under which new keys are wrapped; empty when there is none.</summary>
    public byte[] Current => Fresh().Keys is [var current, ..] ? current : [];

    /// <summary>Id of <see cref="Current"/>; empty when there is none.</summary>
    public string CurrentId => IdOf(Current);

    /// <summary>All keys, the current one first.</summary>
    public IReadOnlyList<byte[]> All => Fresh().Keys;

    /// <summary>A ring of one key that never changes; of none when it is empty.</summary>
    public static KeyRing Of(byte[] key) => new(() => key.Length == 0 ? [] : [key]);

    /// <summary>Tells keys apart without giving anything away: start of the key's SHA-256, in hexadecimal; empty for no key.</summary>
    public static string IdOf(byte[] key) => key.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 4));

    /// <summary>The key of an id; null when this host does not know it, even after looking again.</summary>
    public byte[]? Find(string id) => _known.ById.GetValueOrDefault(id) ?? Read().ById.GetValueOrDefault(id);

    /// <summary>All keys, looked for anew.</summary>
    public IReadOnlyList<byte[]> Look() => Read().Keys;

    private Known Fresh() => _known.Age < Refresh ? _known : Read();

    private Known Read()
    {
        try
        {
            return _known = new Known(_read());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // The file is away or half-copied: what is known goes on to hold, and it is tried again.
            return _known = new Known(_known.Keys);
        }
    }

    private sealed class Known
    {
        private readonly long _since = Environment.TickCount64;

        public Known(IReadOnlyList<byte[]> keys)
        {
            if (keys.FirstOrDefault(k => k.Length != 32) is { } wrong)
                throw new ArgumentException($"The key-encryption key has {wrong.Length} bytes; it must have 32.");
            Keys = keys;
            foreach (var key in keys)
                ById.TryAdd(IdOf(key), key);
        }

        public IReadOnlyList<byte[]> Keys { get; }

        public Dictionary<string, byte[]> ById { get; } = [];

        public TimeSpan Age => TimeSpan.FromMilliseconds(Environment.TickCount64 - _since);
    }
}
