namespace HybridBpo.Events;

/// <summary>What of one kind of event, recorded before a month, is to go; and whose is spared.</summary>
/// <param name="Tenant">Code of the client.</param>
/// <param name="Kind">Alias of the kind.</param>
/// <param name="KeptFrom">See <see cref="KeyRetention.KeptFrom"/>.</param>
/// <param name="Spared">Subjects whose fields are kept all the same.</param>
public sealed record OldFields(string Tenant, string Kind, DateOnly KeptFrom, Guid[] Spared);

/// <summary>A key that is to go.</summary>
/// <param name="Id">The key.</param>
/// <param name="Events">Numbers of the events whose fields lie under it and of which other tables may have copies, in their order.</param>
public sealed record OldKey(Guid Id, long[] Events)
{
    internal bool HasAny(IEnumerable<UnreadableEvent> events) => events.Any(e => Array.BinarySearch(Events, e.Seq) >= 0);
}

/// <summary>Keys that were destroyed by their age.</summary>
/// <param name="BySubject">Their ids, by whose they were.</param>
public sealed record KeysDestroyed(IReadOnlyDictionary<Guid, Guid[]> BySubject)
{
    /// <summary>Events that cannot be read: what was copied of them, if anything, is still there.</summary>
    public IReadOnlyList<UnreadableEvent> Unreadable { get; init; } = [];

    /// <summary>How many keys were left out because of them: a later run finds them again.</summary>
    public long Left { get; init; }

    /// <summary>How many.</summary>
    public long Keys { get; } = BySubject.Values.Sum(keys => keys.Length);

    /// <summary>Whose, each once.</summary>
    public IReadOnlyList<Guid> Subjects { get; } = [.. BySubject.Keys];
}
