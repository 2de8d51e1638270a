using System.Diagnostics.Metrics;
using Npgsql;

namespace HybridBpo.Events.Tests;

/// <summary>A seal whose last event has the highest number of all covers everything ever appended; yet no more is read than it holds.</summary>
public sealed class ForgedLeafTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private const int Later = 20_000, Bytes = 500;
    private readonly string _tenant = $"client-{Guid.NewGuid():N}"[..20];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forged_last_number_has_no_more_read_than_its_seal_holds()
    {
        var saved = await LogSteps.Append(database.Store(), _tenant, 4);
        for (var left = 4L; left > 0; left -= await new Sealer(database.Store()).SealAsync(_tenant, Ct))
            await Task.Yield();
        var row = (await SealRows.After(database.Database, _tenant, 0, 1, Ct))[0];
        var anew = new SealBlock(1, [SealBlock.Unpack(row.Leaves)[0], (long.MaxValue, new byte[32])], row.Previous);
        await database.Execute(
            $"""
            update events.es_seals set leaves = {anew.LeafBytes}, hash = {anew.Hash}, events = 2, last_seq = {long.MaxValue}
            where client_id = {_tenant}
            """);
        await database.Execute(
            $"""
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, timestamp)
            select 1000000 + n, gen_random_uuid(), stream_id, 100 + n, jsonb_build_object('x', repeat('y', {Bytes})), type, tenant_id, timestamp
            from events.mt_events, generate_series(1, {Later}) n where seq_id = {saved[0].Seq}
            """);

        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = _tenant });
        var read = 0L;
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Npgsql" && instrument.Name.EndsWith("bytes_read", StringComparison.Ordinal))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<long>((_, bytes, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if ($"{tag.Value}".Contains(_tenant, StringComparison.Ordinal)) Interlocked.Add(ref read, bytes);
            }
        });
        meters.Start();
        var found = await new LogVerifier(new EventStore(new EventStoreOptions { DataSource = source })).VerifyAsync(_tenant, ct: Ct);
        Assert.Equal((false, saved[1].Seq), (found.Ok, found.BadSeq));
        Assert.Equal($"Event {saved[1].Seq} was inserted after the seal.", found.Problem);
        Assert.InRange(read, 1, Later * Bytes / 100);
    }
}
