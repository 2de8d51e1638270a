namespace HybridBpo.Events;

/// <summary>A stream that was read in order to append to it: what is appended holds only if nobody else appends in between.</summary>
/// <typeparam name="T">The aggregate.</typeparam>
public sealed class StreamForWriting<T>
    where T : class
{
    private readonly EventSession _session;

    internal StreamForWriting(EventSession session, Guid id, T? aggregate, long version)
    {
        _session = session;
        Id = id;
        Aggregate = aggregate;
        Version = version;
    }

    /// <summary>The stream.</summary>
    public Guid Id { get; }

    /// <summary>The folded state; null when there is no such stream, or none of its events creates one.</summary>
    public T? Aggregate { get; }

    /// <summary>The version that was read; 0 when there is no such stream.</summary>
    public long Version { get; }

    /// <summary>Appends one event to the session, expecting <see cref="Version"/>. A stream that is not there is started.</summary>
    public void AppendOne(object e) => AppendMany(e);

    /// <summary>Appends events to the session, expecting <see cref="Version"/>. A stream that is not there is started.</summary>
    public void AppendMany(params IReadOnlyList<object> events) => _session.Add(Id, StreamExpectation.Version, Version, Alias.Of(typeof(T)), events);
}
