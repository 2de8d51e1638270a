using System.Collections.Concurrent;

namespace HybridBpo.Events;

/// <summary>
/// What a key is for: a subject's events of one kind in one calendar month (UTC), or, with no kind, everything else about the subject.
/// </summary>
internal readonly record struct KeyName(Guid Subject, string Kind, DateOnly Month)
{
    /// <summary>The month of a general key: it never ends, so no retention reaches it.</summary>
    public static readonly DateOnly Never = DateOnly.MaxValue;

    public static KeyName General(Guid subject) => new(subject, "", Never);

    public static KeyName Of(Guid subject, string kind, DateTimeOffset recorded) =>
        new(subject, kind, new DateOnly(recorded.UtcDateTime.Year, recorded.UtcDateTime.Month, 1));
}

/// <summary>A key; <see cref="Bytes"/> is null once it was destroyed, or when its subject is closed.</summary>
internal sealed record SubjectKey(Guid Id, KeyName Name, byte[]? Bytes);

/// <summary>
/// Keys that this host has seen lately, in two generations, so that there are never more than twice <paramref name="most"/> and what is old goes by
/// itself. An erased key is forgotten here at once and on other hosts within the lifetime.
/// </summary>
internal sealed class SubjectKeyCache(TimeSpan lifetime, int most = 50_000)
{
    private volatile Generation _young = new();
    private volatile Generation _old = new();

    /// <summary>How many keys are held, those of both generations.</summary>
    public int Count => _young.Count + _old.Count;

    public SubjectKey? Named(string tenant, KeyName name) =>
        Fresh(_young.ByName, (tenant, name)) ?? Fresh(_old.ByName, (tenant, name));

    public SubjectKey? WithId(string tenant, Guid id) => Fresh(_young.ById, (tenant, id)) ?? Fresh(_old.ById, (tenant, id));

    public void Add(string tenant, SubjectKey key)
    {
        var young = _young;
        if (young.Count >= most || Environment.TickCount64 - young.Since > lifetime.TotalMilliseconds)
            young = Turn(young);
        var entry = (key, Environment.TickCount64 + (long)lifetime.TotalMilliseconds);
        young.ById[(tenant, key.Id)] = entry;
        if (key.Bytes is not null)
            young.ByName[(tenant, key.Name)] = entry;
        Interlocked.Increment(ref young.Count);
    }

    /// <summary>Forgets the keys of a subject.</summary>
    public void Forget(string tenant, Guid subject)
    {
        foreach (var generation in new[] { _young, _old })
        {
            foreach (var (id, cached) in generation.ById)
            {
                if (id.Item1 != tenant || cached.Key.Name.Subject != subject)
                    continue;
                generation.ById.TryRemove(id, out _);
                generation.ByName.TryRemove((tenant, cached.Key.Name), out _);
            }
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        lock (this)
            (_young, _old) = (new Generation(), new Generation());
    }

    private Generation Turn(Generation full)
    {
        lock (this)
        {
            if (_young == full)
                (_old, _young) = (full, new Generation());
            return _young;
        }
    }

    private static SubjectKey? Fresh<T>(ConcurrentDictionary<T, (SubjectKey Key, long Until)> keys, T name)
        where T : notnull =>
        keys.TryGetValue(name, out var entry) && Environment.TickCount64 < entry.Until ? entry.Key : null;

    private sealed class Generation
    {
        public readonly long Since = Environment.TickCount64;
        public readonly ConcurrentDictionary<(string, KeyName), (SubjectKey Key, long Until)> ByName = new();
        public readonly ConcurrentDictionary<(string, Guid), (SubjectKey Key, long Until)> ById = new();

        // Counted beside them, because their own count takes every lock.
        public int Count;
    }
}
