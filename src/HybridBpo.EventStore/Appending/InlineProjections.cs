namespace HybridBpo.Events;

/// <summary>The inline projections by the events that they want.</summary>
internal sealed class InlineProjections(IReadOnlyList<IInlineProjection> projections)
{
    private readonly ILookup<Type, IInlineProjection> _wanting = projections
        .SelectMany(p => p.Events.Select(type => (type, p)))
        .ToLookup(x => x.type, x => x.p);

    public bool Any => projections.Count > 0;

    public bool Want(object data) => _wanting.Contains(data.GetType());

    public List<FormattableString> Statements(string tenant, EventMetadata metadata, IReadOnlyList<NewEvent> events, EventStamp stamp)
    {
        if (!Any)
            return [];
        var session = new EventSession(null, tenant, metadata);
        foreach (var e in events)
        {
            foreach (var projection in _wanting[e.Data.GetType()])
                projection.Project(e.AsStored(stamp, 0, e.Version), session);
        }

        return session.Pending.Statements;
    }

    /// <summary>Of events that start streams, each projection's together.</summary>
    public List<FormattableString> StartStatements(string tenant, EventMetadata metadata, IReadOnlyList<NewEvent> events, EventStamp stamp)
    {
        var session = new EventSession(null, tenant, metadata);
        foreach (var projection in projections)
        {
            var wanted = events.Where(e => projection.Events.Contains(e.Data.GetType())).Select(e => e.AsStored(stamp, 0, e.Version)).ToList();
            if (wanted.Count > 0)
                projection.ProjectStarts(wanted, session);
        }

        return session.Pending.Statements;
    }
}
