using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HybridBpo.Events.Tests;

/// <summary>What a client keeps outside, and whose it is.</summary>
public sealed class CheckpointTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private readonly string _tenant = $"client-{Guid.NewGuid():N}"[..20];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Neither_events_nor_checkpoint_need_a_key_to_be_verified_and_what_is_not_proven_is_said()
    {
        var checkpoint = await Sealed(3);
        var keyless = new EventStore(new EventStoreOptions { DataSource = database.Database });
        Assert.Equal((true, "row"), Said(await new LogVerifier(keyless).VerifyAsync(_tenant, checkpoint, ct: Ct)));
        Assert.Equal((true, "named"), Said(await new LogVerifier(keyless).VerifyAsync(_tenant, checkpoint, checkpoint.Fingerprint, ct: Ct)));
        Assert.Equal((true, "own"), Said(await new LogVerifier(database.Store()).VerifyAsync(_tenant, checkpoint, ct: Ct)));
        Assert.Equal((true, null), Said(await new LogVerifier(keyless).VerifyAsync(_tenant, ct: Ct)));
        var other = new EventStore(new EventStoreOptions { DataSource = database.Database, KeyEncryptionKey = new byte[32] });
        Assert.Equal((true, "row"), Said(await new LogVerifier(other).VerifyAsync(_tenant, checkpoint, ct: Ct)));

        // Whoever writes to the database can put a key of their own there; the key-encryption key and a noted fingerprint both tell.
        using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = checkpoint.Sign(forger);
        await database.Execute(
            $"""
            insert into events.es_seal_keys (key_id, public_key, kek_id, wrapped, created_at)
            select {_tenant}, {forger.ExportSubjectPublicKeyInfo()}, kek_id, wrapped, now() from events.es_seal_keys limit 1
            """);
        Assert.Equal((true, "row"), Said(await new LogVerifier(keyless).VerifyAsync(_tenant, forged, ct: Ct)));
        Assert.False((await new LogVerifier(keyless).VerifyAsync(_tenant, forged, checkpoint.Fingerprint, ct: Ct)).Ok);
        Assert.False((await new LogVerifier(database.Store()).VerifyAsync(_tenant, forged, ct: Ct)).Ok);
        await database.Execute($"delete from events.es_seal_keys where key_id = {_tenant}");
    }

    [Fact]
    public async Task A_key_that_somebody_changed_signs_nothing_and_is_told_until_a_new_one_signs()
    {
        var (store, sealer) = (database.Store(), new Sealer(database.Store()));
        var checkpoint = await Sealed(2);
        var verified = await new LogVerifier(store).VerifyAsync(_tenant, ct: Ct);
        Assert.Empty(await sealer.ChangedKeysAsync(Ct));
        await database.Execute(
            $"update events.es_seal_keys set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where key_id = {checkpoint.Fingerprint}");
        var refused = await new LogVerifier(store).VerifyAsync(_tenant, checkpoint, ct: Ct);
        Assert.False(refused.Ok);
        Assert.Contains($"The key that signs checkpoints ({checkpoint.Fingerprint}) was changed in this database", refused.Problem);
        Assert.True((await new LogVerifier(store).VerifyAsync(_tenant, checkpoint, checkpoint.Fingerprint, ct: Ct)).Ok);
        Assert.Contains(checkpoint.Fingerprint, (await Assert.ThrowsAsync<SealKeyChanged>(() => sealer.CheckpointAsync(_tenant, Ct))).Message);
        Assert.Equal([checkpoint.Fingerprint], await sealer.ChangedKeysAsync(Ct));

        var anew = (await sealer.CheckpointByNewKeyAsync(_tenant, verified, _ => Task.CompletedTask, Ct))!;
        Assert.Equal(anew.Fingerprint, (await sealer.CheckpointAsync(_tenant, Ct))!.Fingerprint);
        Assert.Equal((true, "own"), Said(await new LogVerifier(store).VerifyAsync(_tenant, anew, ct: Ct)));
        await database.Execute(
            $"update events.es_seal_keys set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where key_id = {checkpoint.Fingerprint}");
    }

    [Fact]
    public async Task What_a_retired_key_signed_stays_verifiable()
    {
        var store = database.Store();
        var first = await Sealed(2);
        var found = await new LogVerifier(store).VerifyAsync(_tenant, ct: Ct);
        var made = (await new Sealer(store).CheckpointByNewKeyAsync(_tenant, found, _ => Task.CompletedTask, Ct))!;
        var second = (await new Sealer(store).CheckpointAsync(_tenant, Ct))!;
        var pem = ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKey();
        var configured = new EventStore(
            new EventStoreOptions { DataSource = database.Database, KeyEncryptionKey = EventDatabase.Kek, SealKey = pem });
        var third = (await new Sealer(configured).CheckpointAsync(_tenant, Ct))!;
        Assert.Equal(made.Fingerprint, second.Fingerprint);
        Assert.True(made.IsGenuine());
        Assert.Equal(3, new[] { first, second, third }.Select(c => c.Fingerprint).Distinct().Count());
        foreach (var checkpoint in new[] { first, second, third })
        {
            Assert.Equal((true, "own"), Said(await new LogVerifier(store).VerifyAsync(_tenant, checkpoint, ct: Ct)));
            Assert.Equal((true, "own"), Said(await new LogVerifier(configured).VerifyAsync(_tenant, checkpoint, ct: Ct)));
        }

        var keys = (await new Sealer(store).KeysAsync(Ct)).ToDictionary(k => k.Fingerprint);
        Assert.Null(keys[third.Fingerprint].RetiredAt);
        Assert.All([first, second], c => Assert.True(keys[c.Fingerprint].RetiredAt >= keys[c.Fingerprint].Since));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => new Sealer(configured).CheckpointByNewKeyAsync(_tenant, found, _ => Task.CompletedTask, Ct));
        Assert.Equal(third.Fingerprint, (await new Sealer(configured).CheckpointAsync(_tenant, Ct))!.Fingerprint);

        // Without the configured key the store makes one again, and the configured one is retired like any other.
        var fourth = (await new Sealer(store).CheckpointAsync(_tenant, Ct))!;
        Assert.DoesNotContain(fourth.Fingerprint, new[] { first, second, third }.Select(c => c.Fingerprint));
        Assert.Equal((true, "own"), Said(await new LogVerifier(store).VerifyAsync(_tenant, third, ct: Ct)));
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_kept_changes_no_key()
    {
        var sealer = new Sealer(database.Store());
        var first = await Sealed(2);
        var found = await new LogVerifier(database.Store()).VerifyAsync(_tenant, ct: Ct);
        await Assert.ThrowsAsync<IOException>(
            () => sealer.CheckpointByNewKeyAsync(_tenant, found, _ => Task.FromException(new IOException("no space left")), Ct));
        Assert.Null(await sealer.CheckpointByNewKeyAsync("nobody", found, _ => Task.CompletedTask, Ct));
        Assert.Null(await sealer.CheckpointByNewKeyAsync(_tenant, found with { LastHash = new string('0', 64) }, _ => Task.CompletedTask, Ct));
        Assert.Equal(first.Fingerprint, (await sealer.CheckpointAsync(_tenant, Ct))!.Fingerprint);
        Assert.Equal(first.Fingerprint, (await sealer.KeysAsync(Ct)).Single(k => k.RetiredAt is null).Fingerprint);
    }

    [Fact]
    public async Task Two_hosts_that_need_the_first_key_at_once_end_with_one_that_signs()
    {
        await Sealed(1);
        await database.Execute($"update events.es_seal_keys set retired_at = now() where retired_at is null");
        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => new Sealer(database.Store()).CheckpointAsync(_tenant, Ct), Ct)));
        Assert.Single(await new Sealer(database.Store()).KeysAsync(Ct), k => k.RetiredAt is null);
        foreach (var checkpoint in both)
            Assert.True((await new LogVerifier(database.Store()).VerifyAsync(_tenant, checkpoint, ct: Ct)).Ok);
    }

    [Fact]
    public async Task A_file_from_before_that_holds_every_hash_is_read_and_tells_the_same()
    {
        var now = await Sealed(4);
        await Append(2);
        await new Sealer(database.Store()).SealAsync(_tenant, Ct);
        var old = await OldFormats.First(database.Store(), now, Ct);
        Assert.Equal((1, 1), (old.Format, old.Blocks));
        Assert.True((await new LogVerifier(database.Store()).VerifyAsync(_tenant, old, ct: Ct)).Ok);
        Assert.False((old with { Events = 5 }).IsGenuine());
        await database.Execute($"update events.mt_events set causation_id = 'forged' where tenant_id = {_tenant}");
        await database.Execute($"delete from events.es_seals where client_id = {_tenant}");
        await new Sealer(database.Store()).SealAsync(_tenant, Ct);
        var found = await new LogVerifier(database.Store()).VerifyAsync(_tenant, old, ct: Ct);
        Assert.Equal(await database.Scalar<long>($"select min(seq_id) from events.mt_events where tenant_id = {_tenant}"), found.BadSeq);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1_000, 1)]
    [InlineData(1_001, 2)]
    [InlineData(5_000, 8)]
    [InlineData(500_000, 512)]
    public void A_file_has_about_a_thousand_marks_however_long_the_log_is(long blocks, long spacing)
    {
        Assert.Equal(spacing, Checkpoint.Spacing(blocks, Checkpoint.MostMarks));
        Assert.True((blocks / spacing) + 1 <= 1_001);
    }

    [Fact]
    public async Task Between_two_marks_the_first_event_that_can_be_blamed_is_the_one_after_the_last_good_mark()
    {
        var saved = await Blocks(8);
        var few = new Sealer(database.Store()) { MostMarks = 2 };
        var sparse = (await few.CheckpointAsync(_tenant, Ct))!;
        Assert.Equal([4, 8], sparse.Marks.Select(m => m.Block));
        var named = (await few.CheckpointOfEventsAsync(_tenant, Ct))!;
        var newest = (await new Sealer(database.Store()) { MostMarks = 2, MostNamed = 5 }.CheckpointOfEventsAsync(_tenant, Ct))!;
        await Rewrite([saved[12].Seq, saved[15].Seq], fromBlock: 7);

        // What was sealed anew behind the last mark that fits is not sound, though block and leaves agree.
        var blocks = await Verify(sparse);
        Assert.Equal((saved[8].Seq, 4, 8), (blocks.BadSeq, blocks.Blocks, blocks.Events));
        Assert.Contains($"No seal proves the checkpoint's events from {saved[8].Seq} to {saved[15].Seq} any more.", blocks.Problem);
        var all = await Verify(named);
        Assert.Equal((saved[12].Seq, 4, 8), (all.BadSeq, all.Blocks, all.Events));
        Assert.Contains($"The first that is not as it was, as far as the file tells: Event {saved[12].Seq} was changed.", all.Problem);

        // One whose list begins behind the last good mark names the first of the list, and blames what came before it all the same.
        var part = await Verify(newest);
        Assert.Equal((saved[8].Seq, 4, 8), (part.BadSeq, part.Blocks, part.Events));
        Assert.Contains("Of the newest 4, the first is not as it was.", part.Problem);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public async Task A_list_that_does_not_reach_back_names_its_own_first_and_blames_no_later_event_than_the_blocks_do(int format)
    {
        var saved = await Blocks(8);
        var sealer = new Sealer(database.Store()) { MostMarks = 2, MostNamed = 5 };
        var now = (await sealer.CheckpointOfEventsAsync(_tenant, Ct))!;
        var newest = format == 4 ? now : await OldFormats.Third(database.Store(), now, saved.TakeLast(4), Ct);
        await Rewrite([saved[9].Seq, saved[14].Seq], fromBlock: 5);
        var found = await Verify(newest);
        Assert.Equal((saved[8].Seq, 4, 8), (found.BadSeq, found.Blocks, found.Events));
        Assert.Contains(
            $"Of the newest 4, the first that is not as it was, as far as the file tells: Event {saved[14].Seq} was changed.", found.Problem);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public async Task Whatever_was_done_to_whichever_event_is_named_by_files_of_today_and_of_before(int format)
    {
        var saved = await Blocks(6);
        var now = (await new Sealer(database.Store()) { MostMarks = 3 }.CheckpointOfEventsAsync(_tenant, Ct))!;
        var checkpoint = format == 4 ? now : await OldFormats.Third(database.Store(), now, saved, Ct);
        for (var victim = 0; victim < saved.Count; victim++)
        {
            var seq = saved[victim].Seq;
            await database.Execute($"create table public.kept as select * from events.mt_events where tenant_id = {_tenant}");
            await database.Execute($"create table public.seals as select * from events.es_seals where client_id = {_tenant}");
            await Rewrite([seq], fromBlock: 1);
            Assert.Equal(seq, (await Verify(checkpoint)).BadSeq);
            await database.Execute($"delete from events.mt_events where seq_id = {seq}");
            await Rewrite([], fromBlock: 1);
            var gone = await Verify(checkpoint);
            Assert.Equal((false, seq), (gone.Ok, gone.BadSeq));
            Assert.Contains($"Event {seq} is missing.", gone.Problem);
            await database.Execute($"delete from events.mt_events where tenant_id = {_tenant}");
            await database.Execute($"insert into events.mt_events select * from public.kept");
            await database.Execute($"delete from events.es_seals where client_id = {_tenant}");
            await database.Execute($"insert into events.es_seals select * from public.seals");
            await database.Execute($"drop table public.kept, public.seals");
        }

        Assert.True((await Verify(checkpoint)).Ok);
    }

    [Fact]
    public async Task A_file_tells_its_holder_no_number_of_the_log_and_so_not_how_busy_others_are()
    {
        await Append(3);
        await new Sealer(database.Store()).SealAsync(_tenant, Ct);
        await database.Execute($"select setval('events.mt_events_sequence', 123456789, false)");
        var saved = await Append(3);
        for (var left = 3L; left > 0; left -= await new Sealer(database.Store()).SealAsync(_tenant, Ct))
            await Task.Yield();
        var checkpoint = (await new Sealer(database.Store()).CheckpointOfEventsAsync(_tenant, Ct))!;
        var json = checkpoint.ToJson();
        Assert.Equal(4, Checkpoint.Parse(json).Format);
        Assert.DoesNotContain("Seq", json);
        Assert.Equal(123456789, saved[0].Seq);
        Assert.DoesNotContain("123456789", System.Text.RegularExpressions.Regex.Replace(json, "[0-9a-f]{64}|[A-Za-z0-9+/=]{80,}", ""));

        // Beyond the first event of all, whose mask anybody can make, and which must be named once it is gone, the file alone shows no number.
        var bytes = Convert.FromBase64String(checkpoint.Leaves!);
        var numbers = Enumerable.Range(1, 5).Select(i => BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan((i * 16) + 8))).ToList();
        Assert.DoesNotContain(numbers, n => n is > 0 and < 1_000_000_000_000);
        Assert.Equal(5, numbers.Zip(numbers.Skip(1), (a, b) => b - a).Append(0).Distinct().Count());
        Assert.True((await Verify(Checkpoint.Parse(json))).Ok);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"Format\": 5}")]
    [InlineData("""{"Format": 3, "Client": "a", "Blocks": 1, "Marks": [{"Block": 1, "Hash": ""}], "PublicKey": "", "Signature": ""}""")]
    [InlineData("""{"Format": 3, "Client": "a", "Blocks": 1, "Marks": [{"Block": 1, "Hash": ""}], "PublicKey":"", "Signature":"", "Leaves": "A"}""")]
    [InlineData("""{"Format": 4, "Client": "a", "Blocks": 1, "Marks": [{"Block": 1, "Hash": ""}], "PublicKey": "", "Signature": ""}""")]
    [InlineData("""{"Format": 4, "Client": "a", "Blocks": 1, "Marks": [{"Block": 1, "Hash": ""}], "PublicKey":"","Signature":"","Leaves":"AAAA"}""")]
    [InlineData("{\"Format\": 2, \"Client\": \"a\", \"Marks\": [null], \"PublicKey\": \"\", \"Signature\": \"\"}")]
    [InlineData("""{"Format": 2, "Client": "a", "Blocks": 2, "Marks": [{"Block": 1, "Hash": ""}], "PublicKey": "", "Signature": ""}""")]
    [InlineData("""{"Format":2, "Client":"a", "Blocks":1, "Marks":[{"Block":2,"Hash":""},{"Block":1,"Hash":""}], "PublicKey":"", "Signature":""}""")]
    [InlineData("""{"Format": 2, "Client": "a", "Blocks": 0, "Marks": [{"Block": 0, "Hash": ""}], "PublicKey": "", "Signature": ""}""")]
    [InlineData("{\"Client\": \"a\", \"Blocks\": [], \"PublicKey\": \"\", \"Signature\": \"\"}")]
    public void What_is_no_checkpoint_is_refused(string json) => Assert.Throws<FormatException>(() => Checkpoint.Parse(json));

    [Fact]
    public async Task Nothing_below_a_seal_appears_later_however_late_a_writer_commits()
    {
        var store = database.Store();
        var sealer = new Sealer(store);
        using var done = new CancellationTokenSource();
        var sealing = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                    await sealer.SealAsync(_tenant, Ct);
            },
            Ct);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(Write, Ct)));
        await done.CancelAsync();
        await sealing;
        for (var left = 1L; left > 0; left = (await new LogVerifier(store).VerifyAsync(_tenant, ct: Ct)).Unsealed)
            await new Sealer(store).SealAsync(_tenant, Ct);
        var found = await new LogVerifier(store).VerifyAsync(_tenant, ct: Ct);
        Assert.Equal((true, 8 * 24L), (found.Ok, found.Events));
        Assert.True(await database.Scalar<long>($"select count(*) from events.es_seals where client_id = {_tenant}") > 1);

        async Task Write()
        {
            for (var i = 0; i < 30; i++)
            {
                await using var connection = await database.Database.OpenConnectionAsync(Ct);
                await using var transaction = await connection.BeginTransactionAsync(Ct);
                await using var batch = new Npgsql.NpgsqlBatch(connection);
                var stream = Guid.NewGuid();
                batch.BatchCommands.Add(SqlText.Bind($"insert into events.mt_streams (id, tenant_id, version) values ({stream}, {_tenant}, 1)"));
                batch.BatchCommands.Add(SqlText.Bind(
                    $"""
                    insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, timestamp)
                    values (nextval('events.mt_events_sequence'), {stream}, {stream}, 1, jsonb_build_object('AmountMinor', 1), 'money_paid',
                        {_tenant}, now())
                    """));
                await batch.ExecuteNonQueryAsync(Ct);
                await Task.Delay(Random.Shared.Next(8), Ct);
                await (i % 5 == 0 ? transaction.RollbackAsync(Ct) : transaction.CommitAsync(Ct));
            }
        }
    }

    private static (bool, string?) Said(Verification found) => (found.Ok, found.KeyProof);

    private async Task<Checkpoint> Sealed(int count)
    {
        await Append(count);
        await new Sealer(database.Store()).SealAsync(_tenant, Ct);
        return (await new Sealer(database.Store()).CheckpointAsync(_tenant, Ct))!;
    }

    private async Task<List<StoredEvent>> Append(int count)
    {
        var session = database.Store().OpenSession(_tenant, new EventMetadata("person", "maren", "request", "message"));
        session.StartStream<Account>(Guid.CreateVersion7(), [.. Enumerable.Range(0, count).Select(i => (object)new MoneyPaid(i))]);
        return [.. ((SaveOutcome.Saved)await session.SaveChangesAsync(Ct)).Events!];
    }

    private async Task<List<StoredEvent>> Blocks(int count)
    {
        List<StoredEvent> saved = [];
        for (var i = 0; i < count; i++)
        {
            saved.AddRange(await Append(2));
            await new Sealer(database.Store()).SealAsync(_tenant, Ct);
        }

        return saved;
    }

    // With the database's own program and key, as whoever rules the machine can.
    private async Task Rewrite(long[] events, long fromBlock)
    {
        await database.Execute($"update events.mt_events set causation_id = 'forged' where seq_id = any ({events})");
        await database.Execute($"delete from events.es_seals where client_id = {_tenant} and block >= {fromBlock}");
        await new Sealer(database.Store()).SealAsync(_tenant, 0, long.MaxValue, Ct);
    }

    private Task<Verification> Verify(Checkpoint checkpoint) => new LogVerifier(database.Store()).VerifyAsync(_tenant, checkpoint, ct: Ct);
}
