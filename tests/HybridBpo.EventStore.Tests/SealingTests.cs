using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Events.Tests;

public sealed class SealingTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private readonly string _tenant = $"client-{Guid.NewGuid():N}"[..20];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_leaf_is_made_of_lengths_and_texts_as_written_down()
    {
        var expected = "00000002" + "3432" + "FFFFFFFF" + "00000000" + "00000004" + "F09F9880";
        Assert.Equal(expected, Convert.ToHexString(Leaf.Bytes("42", null, "", "😀")));
    }

    [Fact]
    public void No_two_different_events_have_the_same_bytes() =>
        Prop.ForAll(Fields(), Fields(), (one, other) =>
            one.SequenceEqual(other) == Leaf.Bytes(one).AsSpan().SequenceEqual(Leaf.Bytes(other))).QuickCheckThrowOnFailure();

    [Fact]
    public async Task The_stored_bytes_alone_give_the_same_leaf_in_plain_sql()
    {
        var saved = await Append(3, "note with ünicode \" and \\");
        await new Sealer(database.Store()).SealAsync(_tenant, Ct);
        var row = (await SealRows.After(database.Database, _tenant, 0, 1, Ct))[0];
        var inSql = await database.Scalar<byte[][]>(
            $"""
            select array_agg(sha256((select string_agg(case when f is null then decode('ffffffff', 'hex')
                else int4send(octet_length(convert_to(f, 'UTF8'))) || convert_to(f, 'UTF8') end, ''::bytea order by n)
                from unnest(array[seq_id::text, id::text, stream_id::text, version::text, type,
                    ((extract(epoch from timestamp) * 1000000)::bigint)::text, tenant_id, correlation_id, causation_id, headers::text, data::text])
                    with ordinality as x (f, n))) order by seq_id)
            from events.mt_events where tenant_id = {_tenant}
            """);
        Assert.Equal(inSql, SealBlock.Unpack(row.Leaves).Select(l => l.Leaf));
        Assert.Equal(saved.Select(e => e.Seq), SealBlock.Unpack(row.Leaves).Select(l => l.Seq));
    }

    [Fact]
    public async Task An_untouched_log_verifies_before_and_after_erasing_and_archiving()
    {
        var store = database.Store();
        var sealer = new Sealer(store);
        var saved = await Append(1_500, "private");
        Assert.Equal(1_500, await sealer.SealAsync(_tenant, Ct));
        var checkpoint = Checkpoint.Parse((await sealer.CheckpointAsync(_tenant, Ct))!.ToJson());
        await Append(5, "later");
        Assert.Equal(5, await sealer.SealAsync(_tenant, Ct));
        Assert.Equal(0, await sealer.SealAsync(_tenant, Ct));
        await store.EraseSubjectAsync(_tenant, saved[0].StreamId, Ct);
        await store.ArchiveStreamAsync(_tenant, saved[0].StreamId, Ct);

        var last = (await sealer.CheckpointAsync(_tenant, Ct))!.Marks[^1].Hash;
        Assert.Equal(
            new Verification(true, 3, 1_505, null, null, 0, "own", Proven: 1_500, LastHash: last),
            await new LogVerifier(store).VerifyAsync(_tenant, checkpoint, ct: Ct));
        Assert.Equal((1_500, 2, 2, true), (checkpoint.Events, checkpoint.Blocks, checkpoint.Marks.Count, checkpoint.IsGenuine()));
    }

    [Theory]
    [InlineData("update events.mt_events set data = jsonb_build_object('AmountMinor', 1) where seq_id = {0}", "changed", 0)]
    [InlineData("update events.mt_events set timestamp = timestamp + interval '1 microsecond' where seq_id = {0}", "changed", 0)]
    [InlineData("update events.mt_events set headers = jsonb_build_object('actor_id', 'somebody else') where seq_id = {0}", "changed", 0)]
    [InlineData("update events.mt_events set correlation_id = null where seq_id = {0}", "changed", 0)]
    [InlineData("delete from events.mt_events where seq_id = {0}", "missing", 0)]
    [InlineData("update events.mt_events set seq_id = seq_id + 100000000 where seq_id = {0}", "missing", 0)]
    [InlineData(
        "update events.es_seals set leaves = set_byte(leaves, 99, 1 # get_byte(leaves, 99)) where {0} between first_seq and last_seq", "chain", null)]
    public async Task Whatever_is_changed_afterwards_is_named(string tampering, string word, int? offset)
    {
        var saved = await Append(300, "x");
        await new Sealer(database.Store()).SealAsync(_tenant, Ct);
        var victim = saved[200].Seq;
        await database.Execute($"{new RawSql(string.Format(tampering, victim))}");

        var found = await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct);
        Assert.False(found.Ok);
        Assert.Contains(word, found.Problem);
        Assert.Equal(offset is null ? saved[0].Seq : victim, found.BadSeq);
    }

    [Fact]
    public async Task An_event_slipped_in_later_is_named()
    {
        var first = await Append(3, "x");
        var number = await database.Scalar<long>($"select nextval('events.mt_events_sequence')");
        await Append(3, "x");
        var sealer = new Sealer(database.Store());
        for (var count = 0L; count < 6; count += await sealer.SealAsync(_tenant, Ct))
            await Task.Delay(20, Ct);
        await database.Execute(
            $"""
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id)
            select {number}, gen_random_uuid(), stream_id, 99, data, type, timestamp, tenant_id from events.mt_events where seq_id = {first[0].Seq}
            """);
        Assert.Equal(number, (await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct)).BadSeq);
    }

    [Fact]
    public async Task Somebody_who_rewrites_events_and_seals_alike_is_found_by_the_checkpoint()
    {
        var store = database.Store();
        var sealer = new Sealer(store);
        var saved = await Append(1_200, "x");
        await sealer.SealAsync(_tenant, Ct);
        var checkpoint = (await sealer.CheckpointAsync(_tenant, Ct))!;
        await database.Execute($"update events.mt_events set causation_id = 'forged' where seq_id = {saved[1_100].Seq}");
        await database.Execute($"delete from events.es_seals where client_id = {_tenant}");
        await sealer.SealAsync(_tenant, Ct);

        Assert.True((await new LogVerifier(store).VerifyAsync(_tenant, ct: Ct)).Ok);
        Assert.Equal(saved[1_000].Seq, (await new LogVerifier(store).VerifyAsync(_tenant, checkpoint, ct: Ct)).BadSeq);

        await database.Execute($"delete from events.es_seals where client_id = {_tenant} and block = 2");
        Assert.Contains("cut off", (await new LogVerifier(store).VerifyAsync(_tenant, checkpoint with { }, ct: Ct)).Problem);
        Assert.Contains("signature", (await new LogVerifier(store).VerifyAsync(_tenant, checkpoint with { Events = 1 }, ct: Ct)).Problem);
        Assert.Contains("belongs", (await new LogVerifier(store).VerifyAsync("castlegate", checkpoint, ct: Ct)).Problem);
        Assert.Throws<FormatException>(() => Checkpoint.Parse("{}"));
        Assert.Throws<FormatException>(() => Checkpoint.Parse("not json"));
    }

    [Fact]
    public async Task A_checkpoint_signed_with_another_key_is_found_whatever_it_says()
    {
        var store = database.Store();
        var sealer = new Sealer(store);
        var saved = await Append(10, "x");
        await sealer.SealAsync(_tenant, Ct);
        var genuine = (await sealer.CheckpointAsync(_tenant, Ct))!;
        Assert.True((await new LogVerifier(store).VerifyAsync(_tenant, genuine, genuine.Fingerprint, ct: Ct)).Ok);

        // Events and seals rewritten, and a checkpoint to match, signed by whoever did it: everything fits but the key.
        await database.Execute($"update events.mt_events set causation_id = 'forged' where seq_id = {saved[5].Seq}");
        await database.Execute($"delete from events.es_seals where client_id = {_tenant}");
        await sealer.SealAsync(_tenant, Ct);
        var now = (await sealer.CheckpointAsync(_tenant, Ct))!;
        using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = now.Sign(forger);
        Assert.True(forged.IsGenuine());
        var byStore = await new LogVerifier(store).VerifyAsync(_tenant, forged, ct: Ct);
        var byName = await new LogVerifier(store).VerifyAsync(_tenant, forged, genuine.Fingerprint, ct: Ct);
        Assert.All([byStore, byName], found => Assert.False(found.Ok));
        Assert.All([byStore, byName], found => Assert.Contains($"signed with another key ({forged.Fingerprint})", found.Problem));

        // The public key in the database is not what is compared: exchanging it helps nobody.
        var before = await database.Scalar<byte[]>($"select public_key from events.es_seal_keys");
        await database.Execute($"update events.es_seal_keys set public_key = {forger.ExportSubjectPublicKeyInfo()}");
        Assert.False((await new LogVerifier(store).VerifyAsync(_tenant, forged, ct: Ct)).Ok);
        await database.Execute($"update events.es_seal_keys set public_key = {before}");
    }

    [Fact]
    public async Task Two_hosts_that_seal_at_once_close_each_block_once()
    {
        await Append(3_500, "x");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => new Sealer(database.Store()).SealAsync(_tenant, Ct), Ct)));
        await new Sealer(database.Store()).SealAsync(_tenant, Ct);
        var last = (await new Sealer(database.Store()).CheckpointAsync(_tenant, Ct))!.Marks[^1].Hash;
        Assert.Equal(
            new Verification(true, 4, 3_500, null, null, LastHash: last), await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct));
    }

    [Fact]
    public void A_field_moved_to_another_person_client_or_place_cannot_be_opened()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var box = Sealed.Box(key, "secret"u8, "fernbrook|a|Note"u8);
        Assert.Equal("secret", Encoding.UTF8.GetString(Sealed.Open(key, box, "fernbrook|a|Note"u8)));
        foreach (var other in new[] { "castlegate|a|Note", "fernbrook|b|Note", "fernbrook|a|Words" })
            Assert.ThrowsAny<CryptographicException>(() => Sealed.Open(key, box, Encoding.UTF8.GetBytes(other)));
    }

    private static Arbitrary<string?[]> Fields() =>
        Gen.Elements<string?>(null, "", "a", "b", "aa", "\u0001", "é").ArrayOf(4).ToArbitrary();

    private async Task<IReadOnlyList<StoredEvent>> Append(int count, string note)
    {
        var session = database.Store().OpenSession(_tenant, new EventMetadata("person", "maren", "r"));
        session.StartStream<Account>(
            Guid.CreateVersion7(), [.. Enumerable.Range(0, count).Select(i => (object)(i % 2 == 0 ? new NoteTaken(note) : new MoneyPaid(i)))]);
        return ((SaveOutcome.Saved)await session.SaveChangesAsync(Ct)).Events!;
    }
}
