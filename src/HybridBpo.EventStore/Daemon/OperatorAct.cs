using Npgsql;

namespace HybridBpo.Events;

/// <summary>What an operator does, to be recorded with the effect or not at all.</summary>
internal sealed record OperatorAct(string Name, string By, string? Reason)
{
    public NpgsqlBatchCommand Note(string projection, string? tenant = null, Guid? stream = null) => SqlText.Bind(
        $"""
        insert into events.es_projection_acts (done_by, act, projection, reason, client_id, stream_id)
        values ({By}, {Name}, {projection}, {Reason}::text, {tenant}::varchar, {stream}::uuid)
        """);
}
