namespace HybridBpo.Events;

/// <summary>
/// An event of the log cannot be read: a newer version wrote it, somebody wrote it by other means, or it was damaged. Says which one it is, and
/// nothing of what is in it.
/// </summary>
public sealed class UnreadableEvent : Exception
{
    private UnreadableEvent(string message, Exception? why)
        : base(message, why)
    {
    }

    /// <summary>Its number in the log; 0 where only its stream was read.</summary>
    public long Seq { get; private init; }

    /// <summary>Is its kind unknown here? Then a newer version may be able to read it.</summary>
    public bool IsOfUnknownKind { get; private init; }

    /// <summary>Is its key missing or damaged, though nobody destroyed it? Then it can be read where that key is found again.</summary>
    public bool IsOfLostKey { get; private init; }

    /// <summary>Its stream; null where not even that was read.</summary>
    public Guid? Stream { get; private init; }

    /// <summary>
    /// The keys under which all is that it may say of people: it is silent when they are destroyed. Null when it may say something that is under
    /// none.
    /// </summary>
    public IReadOnlyCollection<Guid>? Keys { get; private init; }

    internal static UnreadableEvent Row(long seq, Exception why) =>
        new($"Event {seq} cannot be read: {why.Message}", why) { Seq = seq };

    internal static UnreadableEvent Unknown(RawEvent row) => new(
        $"{Place(row)} is of the kind '{row.Type}', which is not registered: a newer version wrote it, or its type is missing here.",
        null)
    {
        Seq = row.Seq,
        Stream = row.Stream,
        IsOfUnknownKind = true,
        Keys = PersonalFields.Cover(row.Data, null),
    };

    internal static UnreadableEvent Content(RawEvent row, EventType? type, Exception why) => new(
        $"{Place(row)}, of the kind '{row.Type}', cannot be read: its content does not fit its kind ({why.GetType().Name}).",
        why)
    {
        Seq = row.Seq,
        Stream = row.Stream,
        Keys = PersonalFields.Cover(row.Data, type),
    };

    internal static UnreadableEvent Lost(RawEvent row, EventType type, LostKey why) => new(
        $"{Place(row)}, of the kind '{row.Type}', cannot be read. {why.Message}",
        why)
    {
        Seq = row.Seq,
        Stream = row.Stream,
        IsOfLostKey = true,
        Keys = PersonalFields.Cover(row.Data, type),
    };

    private static string Place(RawEvent row) =>
        $"Event {row.Version} of stream {row.Stream}{(row.Seq > 0 ? $" (number {row.Seq} of the log)" : "")}";
}
