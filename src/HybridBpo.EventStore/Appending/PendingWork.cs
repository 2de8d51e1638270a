namespace HybridBpo.Events;

/// <summary>What an append expects of its stream.</summary>
internal enum StreamExpectation
{
    New,
    Version,
    Any,
}

/// <summary>The appends of one session to one stream.</summary>
internal sealed class StreamAppend(Guid id, StreamExpectation expectation, long expected, string? type)
{
    public Guid Id => id;

    public StreamExpectation Expectation => expectation;

    /// <summary>Version before.</summary>
    public long Expected => expected;

    public string? Type => type;

    public int Count { get; set; }

    /// <summary>Version of the next event while the batch is built.</summary>
    public long Next { get; set; }
}

internal readonly record struct PendingEvent(StreamAppend Stream, EventType Type, object Data);

/// <summary>What a session has gathered until it saves.</summary>
internal sealed class PendingWork
{
    private readonly Dictionary<Guid, StreamAppend> _streams = [];

    public List<PendingEvent> Events { get; } = [];

    public List<FormattableString> Statements { get; } = [];

    public (Guid Id, string Result, string Act)? Command { get; set; }

    /// <summary>In the order of their ids, so that two sessions never wait for each other.</summary>
    public IEnumerable<StreamAppend> Streams => _streams.Count < 2 ? _streams.Values : _streams.Values.OrderBy(s => s.Id);

    public bool IsEmpty => Events.Count == 0 && Statements.Count == 0 && Command is null;

    public void Add(EventTypes types, Guid id, StreamExpectation expectation, long expected, string? type, IReadOnlyList<object> events)
    {
        if (events.Count == 0)
            return;
        var typed = events.Select(e => (Type: types.Of(e), Data: e)).ToList();
        if (!_streams.TryGetValue(id, out var stream))
            _streams[id] = stream = new StreamAppend(id, expectation, expected, type);
        else if (expectation == StreamExpectation.New || (expectation == StreamExpectation.Version && !Continues(stream, expected)))
            throw new InvalidOperationException($"The session already appends to stream {id}, at another version.");
        stream.Count += events.Count;
        Events.AddRange(typed.Select(e => new PendingEvent(stream, e.Type, e.Data)));
    }

    private static bool Continues(StreamAppend stream, long expected) =>
        stream.Expectation != StreamExpectation.Any && (expected == stream.Expected || expected == stream.Expected + stream.Count);
}
