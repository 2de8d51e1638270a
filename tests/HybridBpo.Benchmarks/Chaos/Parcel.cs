using HybridBpo.Events;
using HybridBpo.Platform;
using Npgsql;

namespace HybridBpo.Benchmarks.Chaos;

/// <summary>The events name the command that made them: so the log itself tells whether each took effect once.</summary>
internal sealed record ParcelMoved(Guid Command, int Part, [property: Personal] string? Note);

internal sealed record MailReserved(Guid Delivery);

internal sealed record MailEnded(Guid Delivery, [property: Code] string Outcome);

internal sealed class Parcel
{
    public int Moves { get; private set; }

    public void Apply(ParcelMoved e) => Moves++;
}

/// <summary>Every event as the transaction that appends it sees it.</summary>
internal sealed class InlineLog : IInlineProjection
{
    public IReadOnlyCollection<Type> Events => [typeof(ParcelMoved), typeof(MailReserved), typeof(MailEnded)];

    public void Project(StoredEvent e, EventSession session) => session.Queue(
        $"insert into chaos.inline_log (client_id, stream_id, version, event_id) values ({e.Tenant}, {e.StreamId}, {e.Version}, {e.Id})");
}

/// <summary>
/// Every event in the order in which the daemon brings it. No key forbids that one comes twice: the ledger is to see it.
/// </summary>
internal sealed class AsyncLog : IAsyncProjection
{
    public string Name => "chaos";

    public int Version => 1;

    public async Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction tx, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into chaos.async_log (seq_id, event_id, pid)
            select e.seq, e.id, $3 from unnest($1, $2) with ordinality as e (seq, id, place) order by e.place
            """,
            connection);
        command.Parameters.AddWithValue(events.Select(e => e.Seq).ToArray());
        command.Parameters.AddWithValue(events.Select(e => e.Id).ToArray());
        command.Parameters.AddWithValue(Environment.ProcessId);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task ResetAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("delete from chaos.async_log", connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>One mail for each delivery, kept to two events on a stream of its own.</summary>
internal sealed class ChaosMails : IDeliverySource
{
    public const string SourceName = "chaos.mail";

    public string Name => SourceName;

    public Task<DeliveryVerdict> PrepareAsync(Delivery delivery, EventSession session, CancellationToken ct)
    {
        session.Append(delivery.SubjectId, new MailReserved(delivery.Id));
        return Task.FromResult<DeliveryVerdict>(
            new DeliveryVerdict.SendMail(new OutgoingMail("dora@example.com", "A parcel", "It moved.", "", null, null)));
    }

    public Task ConfirmAsync(Delivery delivery, DeliveryReceipt receipt, EventSession session, CancellationToken ct)
    {
        session.Append(delivery.SubjectId, new MailEnded(delivery.Id, receipt.Outcome));
        return Task.CompletedTask;
    }
}
