using System.Collections.Concurrent;

namespace HybridBpo.Events;

/// <summary>The key of one subject; <see cref="Bytes"/> is null once it was destroyed.</summary>
internal sealed record SubjectKey(Guid Id, Guid Subject, byte[]? Bytes);

/// <summary>Keys that this host has seen lately. An erased key is forgotten here at once and on other hosts within the minute.</summary>
internal sealed class SubjectKeyCache(TimeSpan lifetime)
{
    private const int Most = 100_000;
    private readonly ConcurrentDictionary<(string, Guid), (SubjectKey Key, long Until)> _bySubject = new();
    private readonly ConcurrentDictionary<(string, Guid), (SubjectKey Key, long Until)> _byId = new();

    public SubjectKey? OfSubject(string tenant, Guid subject) => Fresh(_bySubject, (tenant, subject));

    public SubjectKey? WithId(string tenant, Guid id) => Fresh(_byId, (tenant, id));

    public void Add(string tenant, SubjectKey key)
    {
        if (_byId.Count > Most)
        {
            _byId.Clear();
            _bySubject.Clear();
        }

        var entry = (key, Environment.TickCount64 + (long)lifetime.TotalMilliseconds);
        _byId[(tenant, key.Id)] = entry;
        if (key.Bytes is not null)
            _bySubject[(tenant, key.Subject)] = entry;
    }

    public void Forget(string tenant, Guid subject)
    {
        if (_bySubject.TryRemove((tenant, subject), out var entry))
            _byId.TryRemove((tenant, entry.Key.Id), out _);
        foreach (var (id, cached) in _byId)
        {
            if (id.Item1 == tenant && cached.Key.Subject == subject)
                _byId.TryRemove(id, out _);
        }
    }

    private static SubjectKey? Fresh(ConcurrentDictionary<(string, Guid), (SubjectKey Key, long Until)> keys, (string, Guid) name) =>
        keys.TryGetValue(name, out var entry) && Environment.TickCount64 < entry.Until ? entry.Key : null;
}
