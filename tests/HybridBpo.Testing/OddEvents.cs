using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Testing;

/// <summary>Events as somebody else may write them: of a known kind with content that does not fit it, or of a kind nobody knows.</summary>
public static class OddEvents
{
    /// <summary>Appends one as Marten does, next in its stream.</summary>
    public static Task AppendOddAsync(
        this IServiceProvider services, string client, Guid stream, string kind, string json = "[1]", CancellationToken ct = default) =>
        services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
            with next as (update events.mt_streams set version = version + 1 where tenant_id = {client} and id = {stream} returning version)
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, is_archived)
            select nextval('events.mt_events_sequence'), {Guid.CreateVersion7()}, {stream}, version, {json}::jsonb, {kind}, now(), {client}, 'x',
              false
            from next
            """, ct);
}
