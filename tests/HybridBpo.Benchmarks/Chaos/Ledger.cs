using HybridBpo.Events;
using HybridBpo.Platform;
using Npgsql;

namespace HybridBpo.Benchmarks.Chaos;

/// <summary>What a run came to. Events but for the first two and the last; <c>Violations</c> is empty when everything balances.</summary>
internal sealed record LedgerResult(
    long Commands, long Acknowledged, long Appended, long Stored, long ProjectedAsync, long ProjectedInline, long Planned, long Delivered,
    long Unknown, long Lost, long Duplicated, long OutOfOrder, long SealedEvents, long DeadGaps, IReadOnlyList<string> Violations);

/// <summary>Compares what was acknowledged with the log, both projections, the seals, the deliveries and the mails that arrived.</summary>
internal sealed class Ledger(NpgsqlDataSource source, EventStore store, Deliveries deliveries, Crew crew, MailSink sink)
{
    private const int Shown = 5;
    private readonly List<string> violations = [];
    private long lost, duplicated, disordered;

    private sealed record Row(long Seq, Guid Id, string Client, Guid Stream, long Version, Guid? Command);

    public async Task<LedgerResult> CloseAsync()
    {
        var rows = await RowsAsync();
        var told = crew.All.Values.ToList();
        Unanswered(told);
        var appended = Commands(told, rows);
        Streams(rows, await VersionsAsync());
        InOrderOfAnswers(rows);
        var inline = await InlineAsync(rows);
        var projected = await AsyncAsync(rows);
        await GapsAsync();
        var (planned, sent, unknown) = await MailsAsync(told);
        var sealedEvents = await SealsAsync();
        var acknowledged = told.Count(t => t.DoneAt > 0);
        var gaps = await ScalarAsync("select count(*) from events.mt_high_water_skips");
        foreach (var odd in crew.Odd)
            violations.Add(odd);
        return new LedgerResult(
            told.Count, acknowledged, appended, rows.Count, projected, inline, planned, sent, unknown, lost, duplicated, disordered, sealedEvents,
            gaps, violations);
    }

    private void Unanswered(List<Told> told) =>
        Note(ref lost, "never acknowledged", told.Where(t => t.DoneAt == 0).Select(t => t.Order.Line));

    /// <summary>Each command left exactly the events that it asked for, and no other.</summary>
    private long Commands(List<Told> told, List<Row> rows)
    {
        var wanted = told.SelectMany(t => t.Order.Wanted().Select(w => (t.Order.Id, w.Stream, w.Events)))
            .ToDictionary(w => (w.Id, w.Stream), w => w.Events);
        var found = rows.Where(r => r.Command is not null).CountBy(r => (r.Command!.Value, r.Stream)).ToDictionary();
        Note(ref lost, "acknowledged but not stored", wanted.Where(w => found.GetValueOrDefault(w.Key) < w.Value).Select(w => $"{w.Key}"));
        Note(ref duplicated, "stored more than once", found.Where(f => f.Value > wanted.GetValueOrDefault(f.Key)).Select(f => $"{f.Key}"));
        return wanted.Values.Sum(events => (long)events) + rows.Count(r => r.Command is null);
    }

    /// <summary>Versions 1, 2, 3 … on each stream, in the order of the log, and the stream's row agrees.</summary>
    private void Streams(List<Row> rows, Dictionary<(string, Guid), long> versions)
    {
        foreach (var stream in rows.GroupBy(r => (r.Client, r.Stream)))
        {
            var wrong = stream.OrderBy(r => r.Seq).Where((row, i) => row.Version != i + 1).ToList();
            Note(ref disordered, $"stream {stream.Key} is not 1..n", wrong.Select(r => $"event {r.Seq} has version {r.Version}"));
            if (!versions.Remove(stream.Key, out var version) || version != stream.Count())
                Note(ref lost, "streams whose row disagrees", [$"{stream.Key}: {stream.Count()} events, version {version}"]);
        }
        Note(ref lost, "streams without events", versions.Keys.Select(key => $"{key}"));
    }

    /// <summary>What was acknowledged before something else was asked for stands before it on their stream.</summary>
    private void InOrderOfAnswers(List<Row> rows)
    {
        foreach (var stream in rows.Where(r => r.Command is not null).GroupBy(r => r.Stream))
        {
            var latestGiven = long.MinValue;
            foreach (var row in stream.OrderBy(r => r.Version))
            {
                if (!crew.All.TryGetValue(row.Command!.Value, out var told))
                    continue;
                if (told.DoneAt > 0 && told.DoneAt < latestGiven)
                    Note(ref disordered, "behind what was asked for later", [$"event {row.Seq}"]);
                latestGiven = Math.Max(latestGiven, told.GivenAt);
            }
        }
    }

    private async Task<long> InlineAsync(List<Row> rows)
    {
        var seen = await ReadAsync("select event_id, count(*) from chaos.inline_log group by 1", r => (Id: r.GetGuid(0), Times: r.GetInt64(1)));
        Compare("projected inline", rows, seen.ToDictionary(s => s.Id, s => s.Times));
        return seen.Sum(s => s.Times);
    }

    private async Task<long> AsyncAsync(List<Row> rows)
    {
        var seen = await ReadAsync("select event_id, seq_id from chaos.async_log order by place", r => (Id: r.GetGuid(0), Seq: r.GetInt64(1)));
        Compare("projected by the daemon", rows, seen.CountBy(s => s.Id).ToDictionary(s => s.Key, s => (long)s.Value));
        Note(ref disordered, "seen by the daemon out of order", seen.Zip(seen.Skip(1)).Where(p => p.First.Seq >= p.Second.Seq)
            .Select(p => $"event {p.Second.Seq} after {p.First.Seq}"));
        return seen.Count;
    }

    private void Compare(string what, List<Row> rows, Dictionary<Guid, long> seen)
    {
        Note(ref lost, $"not {what}", rows.Where(r => !seen.ContainsKey(r.Id)).Select(r => $"event {r.Seq}"));
        Note(ref duplicated, $"more than once {what}", rows.Where(r => seen.GetValueOrDefault(r.Id) > 1).Select(r => $"event {r.Seq}"));
        var known = rows.Select(r => r.Id).ToHashSet();
        Note(ref duplicated, $"{what} without being stored", seen.Keys.Where(id => !known.Contains(id)).Select(id => $"{id}"));
    }

    /// <summary>A gap that was declared dead holds no event.</summary>
    private async Task GapsAsync() => Note(ref lost, "in a gap that was declared dead", await ReadAsync(
        """
        select e.seq_id from events.mt_events e
        join events.mt_high_water_skips s on e.seq_id > s.starting_sequence and e.seq_id <= s.ending_sequence order by 1
        """, r => $"event {r.GetInt64(0)}"));

    /// <summary>Each planned mail was sent once, or nobody can tell and it is shown as such: then it arrived once or never.</summary>
    private async Task<(long Planned, long Sent, long Unknown)> MailsAsync(List<Told> told)
    {
        var states = new Dictionary<Guid, string>();
        while (await deliveries.ListAsync(Access.System("chaos"), null, null, 1_000, states.Count, default) is { Count: > 0 } some)
        {
            foreach (var delivery in some)
                states.Add(delivery.Id, delivery.State);
        }

        var wanted = told.Where(t => t.Order.Kind == "mail").Select(t => t.Order.Id).ToHashSet();
        Note(ref lost, "mails never planned", wanted.Where(id => !states.ContainsKey(id)).Select(id => $"{id}"));
        Note(ref duplicated, "mails that nobody asked for", states.Keys.Where(id => !wanted.Contains(id)).Select(id => $"{id}"));
        Note(ref duplicated, "mails that arrived more than once", sink.Arrived.Where(a => a.Value > 1).Select(a => $"{a.Key}"));
        Note(ref lost, "mails that count as sent and never arrived",
            states.Where(s => s.Value == DeliveryStates.Sent && !sink.Arrived.ContainsKey(s.Key)).Select(s => $"{s.Key}"));
        Note(ref lost, "mails that arrived and count as something else", sink.Arrived.Keys
            .Where(id => states.GetValueOrDefault(id) is not (DeliveryStates.Sent or DeliveryStates.Unknown))
            .Select(id => $"{id}: {states.GetValueOrDefault(id)}"));
        Note(ref lost, "mails that came to no end",
            states.Where(s => s.Value is not (DeliveryStates.Sent or DeliveryStates.Unknown)).Select(s => $"{s.Key}: {s.Value}"));
        return (states.Count, states.Values.Count(s => s == DeliveryStates.Sent), states.Values.Count(s => s == DeliveryStates.Unknown));
    }

    private async Task<long> SealsAsync()
    {
        var events = 0L;
        var (sealer, verifier) = (new Sealer(store), new LogVerifier(store));
        foreach (var client in Order.Clients)
        {
            await sealer.SealAsync(client);
            var found = await verifier.VerifyAsync(client);
            if (!found.Ok || found.Unsealed > 0)
                violations.Add($"The sealed chain of {client} does not verify: {found.Problem} ({found.Unsealed} unsealed).");
            events += found.Events;
        }
        return events;
    }

    private void Note(ref long count, string what, IEnumerable<string> which)
    {
        var all = which.ToList();
        count += all.Count;
        if (all.Count > 0)
            violations.Add($"{all.Count} {what}: {string.Join("; ", all.Take(Shown))}{(all.Count > Shown ? "; …" : "")}");
    }

    private Task<List<Row>> RowsAsync() => ReadAsync(
        "select seq_id, id, tenant_id, stream_id, version, (data->>'Command')::uuid from events.mt_events order by seq_id",
        r => new Row(r.GetInt64(0), r.GetGuid(1), r.GetString(2), r.GetGuid(3), r.GetInt64(4), r.IsDBNull(5) ? null : r.GetGuid(5)));

    private async Task<Dictionary<(string, Guid), long>> VersionsAsync() => (await ReadAsync(
        "select tenant_id, id, version from events.mt_streams", r => (Key: (r.GetString(0), r.GetGuid(1)), Version: r.GetInt64(2))))
        .ToDictionary(s => s.Key, s => s.Version);

    private async Task<long> ScalarAsync(string sql) => (await ReadAsync(sql, r => r.GetInt64(0))).Single();

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> row)
    {
        var rows = new List<T>();
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(row(reader));
        return rows;
    }
}
