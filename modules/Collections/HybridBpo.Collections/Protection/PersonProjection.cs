using HybridBpo.Events;

namespace HybridBpo.Collections.Protection;

/// <summary>Keeps on the person's row what closes every way to the person, in the batch of the events.</summary>
internal sealed class PersonProjection : IStreamwiseInlineProjection
{
    public string Name => "person_protections";

    public IReadOnlyCollection<Type> Events { get; } =
        [typeof(CeaseReceived), typeof(AttorneyNoted), typeof(BankruptcyNoted), typeof(DeathNoted), typeof(ProtectionLifted)];

    public void Reset(string tenant, Guid stream, EventSession session) =>
        session.Queue($"update collections.persons set protections = array[]::text[] where client_id = {tenant} and id = {stream}");

    public void Project(StoredEvent e, EventSession session)
    {
        var (client, id) = (e.Tenant, e.StreamId);
        if (e.Data is ProtectionLifted lifted)
        {
            session.Queue($"""
                update collections.persons set protections = array_remove(protections, {lifted.Kind}) where client_id = {client} and id = {id}
                """);
            return;
        }

        var kind = e.Data switch
        {
            CeaseReceived => Kinds.Cease,
            AttorneyNoted => Kinds.Attorney,
            BankruptcyNoted => Kinds.Bankruptcy,
            _ => Kinds.Death,
        };
        session.Queue($"""
            update collections.persons set protections = array_append(array_remove(protections, {kind}), {kind})
            where client_id = {client} and id = {id}
            """);
    }
}
