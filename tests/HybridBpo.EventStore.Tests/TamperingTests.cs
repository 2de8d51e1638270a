using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Events.Tests;

/// <summary>
/// Whoever can write to the database changes, deletes, reorders, inserts, cuts off or seals anew: each is found, and the first event that is not as
/// it was is named.
/// </summary>
public sealed class TamperingTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    // Every column that a leaf covers, changed in a way that the table allows. {0}: number of the event.
    private static readonly string[] Changes =
    [
        "data = data || '{{\"Forged\": 1}}'", "data = '{{}}'", "headers = headers || '{{\"actor_id\": \"forged\"}}'", "headers = null",
        "correlation_id = 'forged'", "correlation_id = null", "causation_id = 'forged'", "causation_id = ''",
        "timestamp = timestamp + interval '1 microsecond'", "timestamp = timestamp - interval '1 year'", "type = 'money_repaid'",
        "id = gen_random_uuid()", "version = version + 1000000", "tenant_id = '{1}'", "stream_id = '{2}'", "seq_id = -seq_id",
        "seq_id = seq_id + 100000000",
    ];

    private readonly string _tenant = $"client-{Guid.NewGuid():N}"[..20];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_single_change_of_any_covered_column_of_any_event_is_found_and_named()
    {
        var saved = await Append(1_200);
        var (other, elsewhere) = (Guid.NewGuid(), $"{_tenant}-2");
        await database.Execute($"insert into events.mt_streams (id, tenant_id, version) values ({other}, {_tenant}, 0)");
        await database.Execute(
            $"insert into events.mt_streams (id, tenant_id, version) values ({saved[0].StreamId}, {elsewhere}, 0), ({other}, {elsewhere}, 0)");
        await Seal();
        Prop.ForAll(Gen.Choose(0, saved.Count - 1).ToArbitrary(), Gen.Elements(Changes).ToArbitrary(), (victim, change) =>
        {
            var seq = saved[victim].Seq;
            Task.Run(async () =>
            {
                await database.Execute($"create table public.kept as select * from events.mt_events where seq_id = {seq}");
                await database.Execute(
                    $"update events.mt_events set {new RawSql(string.Format(change, seq, elsewhere, other))} where seq_id = {seq}");
                try
                {
                    var found = await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct);
                    Assert.False(found.Ok, change);
                    // What was moved before all others is found there, before it is missed.
                    var first = change.Contains("-seq_id", StringComparison.Ordinal) ? -seq : seq;
                    Assert.Equal(first, found.BadSeq);
                    Assert.Equal(first < 0 ? 0 : victim, found.Events + (first < 0 ? 0 : victim % 1_000));
                }
                finally
                {
                    await database.Execute(
                        $"""
                        delete from events.mt_events where id = (select id from public.kept) or seq_id in ({seq}, {-seq}, {seq + 100_000_000})
                        """);
                    await database.Execute($"insert into events.mt_events select * from public.kept");
                    await database.Execute($"drop table public.kept");
                }
            }).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
        Assert.True((await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct)).Ok);
    }

    [Theory]
    [InlineData("data")]
    [InlineData("seq_id")]
    [InlineData("version")]
    [InlineData("id")]
    public async Task Two_events_that_change_places_are_found_and_the_first_of_them_is_named(string column)
    {
        var saved = await Append(30);
        await Seal();
        var (first, second) = (saved[10].Seq, saved[21].Seq);
        await database.Execute($"alter table events.mt_events drop constraint pkey_mt_events_seq_id");
        await database.Execute($"drop index events.pk_mt_events_stream_and_version");
        await database.Execute(
            $"""
            update events.mt_events e set {new RawSql(column)} = o.{new RawSql(column)} from events.mt_events o
            where (e.seq_id = {first} and o.seq_id = {second}) or (e.seq_id = {second} and o.seq_id = {first})
            """);
        await database.Execute($"alter table events.mt_events add constraint pkey_mt_events_seq_id primary key (seq_id)");
        await database.Execute(
            $"create unique index pk_mt_events_stream_and_version on events.mt_events using btree (tenant_id, stream_id, version)");
        Assert.Equal(first, (await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct)).BadSeq);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_added_at_the_end_past_us_is_named_sealed_or_not(bool sealedToo)
    {
        var saved = await Append(10);
        await Seal();
        await database.Execute(
            $"""
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, timestamp)
            select nextval('events.mt_events_sequence'), gen_random_uuid(), stream_id, 11, data, type, tenant_id, now() from events.mt_events
            where seq_id = {saved[9].Seq}
            """);
        if (sealedToo)
            await Seal();
        var found = await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct);
        Assert.False(found.Ok);
        Assert.True(found.BadSeq > saved[9].Seq);
        Assert.Contains($"Event {found.BadSeq} is version 11 of stream {saved[9].StreamId}, whose row says that it ends at 10", found.Problem);
    }

    [Fact]
    public async Task An_end_that_was_cut_off_with_its_seals_is_found_by_the_checkpoint_and_even_without_one()
    {
        var saved = await Append(10);
        await Seal();
        saved.AddRange(await Append(10));
        await Seal();
        var checkpoint = (await new Sealer(database.Store()).CheckpointAsync(_tenant, Ct))!;
        await database.Execute($"delete from events.mt_events where tenant_id = {_tenant} and seq_id >= {saved[10].Seq}");
        await database.Execute($"delete from events.es_seals where client_id = {_tenant} and block = 2");

        var against = await new LogVerifier(database.Store()).VerifyAsync(_tenant, checkpoint, ct: Ct);
        Assert.Equal((false, saved[10].Seq), (against.Ok, against.BadSeq));
        Assert.Contains("cut off", against.Problem);
        var alone = await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct);
        Assert.False(alone.Ok);
        Assert.Contains($"Stream {saved[10].StreamId} should have 10 events and has 0", alone.Problem);

        // Whoever also takes the stream's row away is found by the checkpoint alone.
        await database.Execute($"delete from events.mt_streams where tenant_id = {_tenant} and id = {saved[10].StreamId}");
        Assert.True((await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct)).Ok);
        Assert.Equal(saved[10].Seq, (await new LogVerifier(database.Store()).VerifyAsync(_tenant, checkpoint, ct: Ct)).BadSeq);
    }

    [Fact]
    public async Task Seals_made_anew_are_found_by_the_checkpoint_whoever_made_them()
    {
        var store = database.Store();
        List<StoredEvent> saved = [];
        for (var block = 0; block < 5; block++)
        {
            saved.AddRange(await Append(10));
            await Seal();
        }

        var checkpoint = (await new Sealer(store).CheckpointAsync(_tenant, Ct))!;
        // With the database's own key and program: everything from the third block on.
        await database.Execute($"delete from events.mt_events where seq_id = {saved[20].Seq}");
        await database.Execute($"update events.mt_events set version = version - 1 where stream_id = {saved[20].StreamId}");
        await database.Execute($"update events.mt_streams set version = 9 where tenant_id = {_tenant} and id = {saved[20].StreamId}");
        await database.Execute($"delete from events.es_seals where client_id = {_tenant} and block >= 3");
        await Seal();
        Assert.True((await new LogVerifier(store).VerifyAsync(_tenant, ct: Ct)).Ok);
        var forgedCheckpoint = (await new Sealer(store).CheckpointAsync(_tenant, Ct))!;
        Assert.True((await new LogVerifier(store).VerifyAsync(_tenant, forgedCheckpoint, ct: Ct)).Ok);
        var found = await new LogVerifier(store).VerifyAsync(_tenant, checkpoint, ct: Ct);
        Assert.Equal((false, saved[20].Seq, 20), (found.Ok, found.BadSeq, found.Events));
        Assert.Contains("sealed anew", found.Problem);
    }

    [Theory]
    [InlineData("update events.mt_events set data = '{}' where seq_id = $", 0, "was changed")]
    [InlineData("delete from events.mt_events where seq_id = $", 0, "is missing")]
    [InlineData("update events.mt_events set seq_id = $ + 3000000 where seq_id = $ + 1", 1, "is missing")]
    public async Task In_a_log_that_was_sealed_anew_a_checkpoint_of_events_names_the_very_event(string change, int after, string words)
    {
        var store = database.Store();
        var saved = await Append(40);
        await Seal();
        saved.AddRange(await Append(1_300));
        await Seal();
        var checkpoint = Checkpoint.Parse((await new Sealer(store).CheckpointOfEventsAsync(_tenant, Ct))!.ToJson());
        Assert.True((await new LogVerifier(store).VerifyAsync(_tenant, checkpoint, ct: Ct)).Ok);
        var victim = saved[777].Seq;
        await database.Execute($"{new RawSql(change.Replace("$", $"{victim}", StringComparison.Ordinal))}");
        await database.Execute($"delete from events.es_seals where client_id = {_tenant} and block >= 2");
        await new Sealer(store).SealAsync(_tenant, 0, saved[^1].Seq, Ct);

        var found = await new LogVerifier(store).VerifyAsync(_tenant, checkpoint, ct: Ct);
        Assert.Equal((false, 40, saved[777 + after].Seq), (found.Ok, found.Events, found.BadSeq));
        Assert.Contains(words, found.Problem);
        Assert.False((checkpoint with { Leaves = checkpoint.Leaves![..^8] }).IsGenuine());
    }

    [Fact]
    public async Task An_event_with_a_number_that_nobody_is_given_is_found()
    {
        var saved = await Append(3);
        await Seal();
        var stream = Guid.CreateVersion7();
        await database.Execute($"insert into events.mt_streams (id, tenant_id, version) values ({stream}, {_tenant}, 1)");
        await database.Execute(
            $"""
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, timestamp)
            select {-saved[0].Seq}, {stream}, {stream}, 1, data, type, tenant_id, timestamp from events.mt_events where seq_id = {saved[0].Seq}
            """);
        var found = await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct);
        Assert.Equal((false, -saved[0].Seq), (found.Ok, found.BadSeq));
        Assert.Contains("inserted", found.Problem);
    }

    [Theory]
    [InlineData("hash = sha256(hash)")]
    [InlineData("previous = sha256(previous)")]
    [InlineData("leaves = set_byte(leaves, 7, 1 # get_byte(leaves, 7))")]
    [InlineData("leaves = ''")]
    [InlineData("first_seq = first_seq + 1")]
    [InlineData("last_seq = 9000000000000000000")]
    [InlineData("events = 1")]
    [InlineData("block = 17")]
    public async Task A_seal_that_was_changed_is_found(string change)
    {
        var first = await Append(3);
        await Seal();
        var second = await Append(3);
        await Seal();
        await Append(3);
        await Seal();
        await database.Execute($"update events.es_seals set {new RawSql(change)} where client_id = {_tenant} and block = 2");
        var found = await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct);
        Assert.Equal((false, 1, 3), (found.Ok, found.Blocks, found.Events));
        Assert.True(found.BadSeq is null || (found.BadSeq > first[^1].Seq && found.BadSeq <= second[^1].Seq), $"{found.BadSeq}");
    }

    [Fact]
    public async Task A_seal_that_was_taken_away_is_found()
    {
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await Append(3);
            await Seal();
        }

        await database.Execute($"delete from events.es_seals where client_id = {_tenant} and block = 2");
        Assert.Contains("Block 2 is missing", (await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct)).Problem);
    }

    [Fact]
    public async Task The_row_of_a_stream_must_fit_its_events_and_archiving_is_free()
    {
        var saved = await Append(5);
        await Seal();
        await database.Execute($"update events.mt_events set is_archived = true where tenant_id = {_tenant}");
        await database.Execute($"update events.mt_streams set is_archived = true where tenant_id = {_tenant}");
        Assert.True((await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct)).Ok);
        await database.Execute($"update events.mt_streams set version = 4 where tenant_id = {_tenant}");
        Assert.Contains($"{saved[0].StreamId}", (await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct)).Problem);
    }

    [Fact]
    public async Task Content_in_a_column_that_no_seal_covers_is_found()
    {
        var saved = await Append(3);
        await Seal();
        await database.Execute($"update events.mt_events set bdata = '\\x00' where seq_id = {saved[1].Seq}");
        var found = await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct);
        Assert.Equal((false, saved[1].Seq), (found.Ok, found.BadSeq));
        Assert.Contains("bdata", found.Problem);
    }

    private async Task<List<StoredEvent>> Append(int count)
    {
        var session = database.Store().OpenSession(_tenant, new EventMetadata("person", "maren", "request", "message"));
        session.StartStream<Account>(Guid.CreateVersion7(), [.. Enumerable.Range(0, count).Select(i => (object)new MoneyPaid(i))]);
        return [.. ((SaveOutcome.Saved)await session.SaveChangesAsync(Ct)).Events!];
    }

    private async Task Seal()
    {
        var last = await database.Scalar<long>($"select max(seq_id) from events.mt_events where tenant_id = {_tenant}");
        do
            await new Sealer(database.Store()).SealAsync(_tenant, Ct);
        while (await database.Scalar<long>($"select max(last_seq) from events.es_seals where client_id = {_tenant}") < last);
    }
}
