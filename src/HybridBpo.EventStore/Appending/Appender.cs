using Npgsql;

namespace HybridBpo.Events;

/// <summary>Saves sessions: builds the batch, sends it, and reads what came of it.</summary>
internal sealed class Appender(EventStoreOptions options, WarmConnections warm, EventCodec codec, CommitSignal signal)
{
    private const int Tries = 10;
    private const int LongestPauseMs = 20;
    private static readonly Dictionary<Guid, long> NoneKnown = [];
    private readonly InlineProjections _inline = new(options.Inline);

    public async Task<SaveOutcome> Save(EventSession session, PendingWork work, CancellationToken ct)
    {
        if (work.IsEmpty)
            return new SaveOutcome.Saved([]);
        var stamp = EventStamp.Of(session, options.Time);
        var encoded = await codec.Encode(session.Tenant, stamp.Now, [.. work.Events.Select(e => (e.Stream.Id, e.Data))], ct);
        for (var attempt = 1; ; attempt++)
        {
            // A projection must know each version; only where nobody expects one is there anything to look up.
            var known = await KnownVersions(session.Tenant, work, ct);
            try
            {
                var outcome = await Send(session, work, stamp, encoded, known, ct);
                if (outcome is SaveOutcome.VersionConflict conflict && known.ContainsKey(conflict.StreamId))
                {
                    // The caller expected nothing, so this is no conflict of theirs. It ends: each time somebody else got through.
                    await Task.Delay(Random.Shared.Next(LongestPauseMs), ct);
                    continue;
                }

                if (outcome is SaveOutcome.Saved)
                    signal.Committed();
                return outcome;
            }
            catch (PostgresException e) when (Refusals.IsUndone(e) && attempt < Tries)
            {
                // Everything was undone; the same batch can simply be sent again.
            }
        }
    }

    private async Task<SaveOutcome> Send(
        EventSession session, PendingWork work, EventStamp stamp, (byte[] Json, object Data)[] encoded, Dictionary<Guid, long> known,
        CancellationToken ct)
    {
        var events = NewEvents(work, stamp, encoded, known);
        var statements = _inline.Statements(session.Tenant, session.Metadata, events, stamp);
        if (statements.Count == 0)
            statements = work.Statements;
        else
            statements.AddRange(work.Statements);
        await using var batch = new NpgsqlBatch();
        var commands = batch.BatchCommands;
        if (statements.Count > 0)
            commands.Add(AppendStatements.Tenant(options.TenantSetting, session.Tenant));
        if (work.Command is { } command)
            commands.Add(AppendStatements.Command(session.Tenant, command, stamp.Now));
        if (events.Count == 1 && statements.Count == 0)
        {
            commands.Add(AppendStatements.StreamAndEvent(work.Streams.Single(), events[0], stamp));
        }
        else
        {
            foreach (var stream in work.Streams)
            {
                var at = known.TryGetValue(stream.Id, out var version) ? version : (long?)null;
                commands.Add(AppendStatements.Stream(session.Tenant, stream, at, stamp.Now));
            }

            foreach (var statement in statements)
                commands.Add(SqlText.Bind(statement));

            // Last of all: no number is drawn for a batch that fails, and a drawn number is committed soonest.
            if (events.Count > 0)
                commands.Add(AppendStatements.Events(events, stamp));
        }

        try
        {
            return new SaveOutcome.Saved(await Run(batch, events, stamp, ct));
        }
        catch (PostgresException e)
        {
            if (await Refusals.Read(options.DataSource, e, session.Tenant, work, known, ct) is { } refusal)
                return refusal;
            throw;
        }
    }

    private async Task<List<StoredEvent>> Run(NpgsqlBatch batch, List<NewEvent> events, EventStamp stamp, CancellationToken ct)
    {
        var rows = new List<(long Seq, long Version)>(events.Count);
        await using (var lent = await warm.TakeAsync(ct))
        {
            batch.Connection = lent.Connection;
            await using var reader = await batch.ExecuteReaderAsync(ct);
            do
            {
                if (reader.FieldCount != 2 || reader.GetName(0) != "seq_id")
                    continue;
                while (await reader.ReadAsync(ct))
                    rows.Add((reader.GetInt64(0), reader.GetInt64(1)));
            }
            while (await reader.NextResultAsync(ct));
        }

        var stored = new List<StoredEvent>(rows.Count);
        for (var i = 0; i < events.Count; i++)
            stored.Add(events[i].AsStored(stamp, rows[i].Seq, rows[i].Version));
        return stored;
    }

    private static List<NewEvent> NewEvents(
        PendingWork work, EventStamp stamp, (byte[] Json, object Data)[] encoded, Dictionary<Guid, long> known)
    {
        foreach (var stream in work.Streams)
        {
            stream.Next = known.TryGetValue(stream.Id, out var found) ? found + 1
                : stream.Expectation == StreamExpectation.Any ? 1 - stream.Count : stream.Expected + 1;
        }

        var events = new List<NewEvent>(work.Events.Count);
        for (var i = 0; i < work.Events.Count; i++)
        {
            var (stream, type, _) = work.Events[i];
            events.Add(new NewEvent(Guid.CreateVersion7(stamp.Now), stream.Id, stream.Next++, type, encoded[i].Data, encoded[i].Json));
        }

        return events;
    }

    private async Task<Dictionary<Guid, long>> KnownVersions(string tenant, PendingWork work, CancellationToken ct)
    {
        if (!_inline.Any)
            return NoneKnown;
        var asked = work.Events.Where(e => e.Stream.Expectation == StreamExpectation.Any && _inline.Want(e.Data))
            .Select(e => e.Stream.Id).Distinct().ToArray();
        return asked.Length > 0 ? await Refusals.Versions(options.DataSource, tenant, asked, ct) : NoneKnown;
    }
}
