namespace HybridBpo.Events;

/// <summary>A stream to be started by a bulk append.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type: the aggregate's snake-cased name. See <see cref="Of{TAggregate}"/>.</param>
/// <param name="Events">Its first events, at least one.</param>
public sealed record NewStream(Guid Id, string Type, IReadOnlyList<object> Events)
{
    /// <summary>A stream of an aggregate.</summary>
    /// <typeparam name="TAggregate">The aggregate.</typeparam>
    /// <param name="id">Its id.</param>
    /// <param name="events">Its first events, at least one.</param>
    public static NewStream Of<TAggregate>(Guid id, params IReadOnlyList<object> events) => new(id, Alias.Of(typeof(TAggregate)), events);
}
