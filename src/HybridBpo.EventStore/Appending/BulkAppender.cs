using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace HybridBpo.Events;

/// <summary>
/// Starts many streams by COPY in one transaction. The streams' rows are copied before any number is drawn, as always; while one chunk is on its way
/// the next is made ready.
/// </summary>
internal sealed class BulkAppender(EventStoreOptions options, EventCodec codec, CommitSignal signal)
{
    private const int ChunkOfEvents = 10_000;
    private const string StreamsCopy =
        "copy events.mt_streams (tenant_id, id, type, version, timestamp, created, is_archived) from stdin (format binary)";

    private const string EventsCopy = $"copy events.mt_events ({AppendStatements.EventColumns}) from stdin (format binary)";
    private readonly InlineProjections _inline = new(options.Inline);

    public async Task<SaveOutcome> Append(
        string tenant, EventMetadata metadata, IAsyncEnumerable<NewStream> streams, Func<NpgsqlConnection, NpgsqlTransaction, Task>? also,
        CancellationToken ct)
    {
        // Only those of one chunk: a bulk of millions needs no more memory than a small one.
        var copied = new StrongBox<List<NewStream>>([]);
        try
        {
            await AppendAll(tenant, metadata, streams, copied, also, ct);
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pkey_mt_streams_tenant_id_id" })
        {
            // Nothing of ours is there any more. So what is there was there before; else the key was taken by ourselves.
            return await Existing(tenant, [.. copied.Value!.Select(s => s.Id)], ct) is { } existing
                ? new SaveOutcome.StreamExists(existing)
                : throw new ArgumentException("A stream comes twice.", e);
        }

        signal.Committed();
        return new SaveOutcome.Saved(null);
    }

    private async Task AppendAll(
        string tenant, EventMetadata metadata, IAsyncEnumerable<NewStream> streams, StrongBox<List<NewStream>> copied,
        Func<NpgsqlConnection, NpgsqlTransaction, Task>? also, CancellationToken ct)
    {
        var stamp = EventStamp.Of(tenant, metadata, options.Time);
        await using var source = streams.GetAsyncEnumerator(ct);
        await using var connection = await options.DataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(connection, [AppendStatements.Tenant(options.TenantSetting, tenant)], ct);
        var chunk = await Next(source, stamp, ct);
        while (chunk.Streams.Count > 0)
        {
            var following = Task.Run(() => Next(source, stamp, ct), ct);
            try
            {
                copied.Value = chunk.Streams;
                await CopyStreams(connection, chunk.Streams, stamp, ct);
                await CopyEvents(connection, chunk.Events, stamp, await Numbers(connection, chunk.Events.Count, ct), ct);
                await Execute(connection, _inline.StartStatements(tenant, metadata, chunk.Events, stamp).Select(SqlText.Bind), ct);
            }
            finally
            {
                await ((Task)following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            chunk = await following;
        }

        if (also is not null)
            await also(connection, transaction);
        await transaction.CommitAsync(ct);
    }

    private async Task<Chunk> Next(IAsyncEnumerator<NewStream> source, EventStamp stamp, CancellationToken ct)
    {
        var streams = new List<NewStream>();
        var raw = new List<(Guid Stream, object Data)>();
        while (raw.Count < ChunkOfEvents && await source.MoveNextAsync())
        {
            var stream = source.Current;
            if (stream.Events.Count == 0)
                throw new ArgumentException($"Stream {stream.Id} has no event: a stream starts with at least one.");
            streams.Add(stream);
            raw.AddRange(stream.Events.Select(e => (stream.Id, e)));
        }

        var encoded = await codec.Encode(stamp.Tenant, stamp.Now, raw, ct);
        var events = new List<NewEvent>(raw.Count);
        foreach (var stream in streams)
        {
            for (var i = 0; i < stream.Events.Count; i++)
            {
                var (json, data) = encoded[events.Count];
                events.Add(new NewEvent(Guid.CreateVersion7(stamp.Now), stream.Id, i + 1, codec.Types.Of(data), data, json));
            }
        }

        return new Chunk(streams, events);
    }

    private static async Task CopyStreams(NpgsqlConnection connection, List<NewStream> streams, EventStamp stamp, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(StreamsCopy, ct);
        foreach (var stream in streams)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(stamp.Tenant, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(stream.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(stream.Type, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync((long)stream.Events.Count, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(stamp.Now, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(stamp.Now, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(false, NpgsqlDbType.Boolean, ct);
        }

        await copy.CompleteAsync(ct);
    }

    private static async Task CopyEvents(NpgsqlConnection connection, List<NewEvent> events, EventStamp stamp, long[] numbers, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(EventsCopy, ct);
        for (var i = 0; i < events.Count; i++)
        {
            var e = events[i];
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(numbers[i], NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(e.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(e.Stream, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(e.Version, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(e.Json, NpgsqlDbType.Jsonb, ct);
            await copy.WriteAsync(e.Type.Alias, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(stamp.Now, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(stamp.Tenant, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(e.Type.DotnetName, NpgsqlDbType.Varchar, ct);
            await WriteText(copy, stamp.Correlation, ct);
            await WriteText(copy, stamp.Causation, ct);
            await copy.WriteAsync(stamp.HeadersJson, NpgsqlDbType.Jsonb, ct);
            await copy.WriteAsync(false, NpgsqlDbType.Boolean, ct);
        }

        await copy.CompleteAsync(ct);
    }

    private static Task WriteText(NpgsqlBinaryImporter copy, string? text, CancellationToken ct) =>
        text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Varchar, ct);

    private static async Task<long[]> Numbers(NpgsqlConnection connection, int count, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select array (select nextval('events.mt_events_sequence') from generate_series(1, $1))", connection);
        command.Parameters.AddWithValue(count);
        return (long[])(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task Execute(NpgsqlConnection connection, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(ct);
    }

    private async Task<Guid?> Existing(string tenant, Guid[] streams, CancellationToken ct)
    {
        var versions = await Refusals.Versions(options.DataSource, tenant, streams, ct);
        return versions.Where(v => v.Value > 0).Select(v => (Guid?)v.Key).FirstOrDefault();
    }

    private sealed record Chunk(List<NewStream> Streams, List<NewEvent> Events);
}
