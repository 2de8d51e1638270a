using HybridBpo.Testing;

namespace HybridBpo.Events.Tests;

public sealed class KeysByMonthTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private static readonly Guid[] Nobody = [];
    private readonly string _tenant = $"client-{Guid.NewGuid():N}"[..20];
    private readonly FakeClock _clock = new(new DateTimeOffset(2024, 1, 31, 23, 59, 59, 999, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_kind_and_month_of_a_subject_has_a_key_of_its_own()
    {
        var (store, subject) = (database.Store(time: _clock), Guid.CreateVersion7());
        await Append(store, subject, new NoteTaken("january"), new NoteTaken("january too"), new PersonContacted(subject, "hello", "phone"));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await Append(store, subject, new NoteTaken("february"));
        await store.Boxes.SealAsync(_tenant, subject, "file"u8.ToArray(), "file", Ct);
        Assert.Equal(
            [" infinity", "note_taken 2024-01-01", "note_taken 2024-02-01", "person_contacted 2024-01-01"], await Keys(subject));
        Assert.Equal(3, await database.Scalar<long>($"""
            select count(distinct substr(data ->> 'Note', 4, 32)) + 1 from events.mt_events where tenant_id = {_tenant} and type = 'note_taken'
            """));
    }

    [Fact]
    public async Task Retention_destroys_the_old_months_of_one_kind_and_nothing_else()
    {
        var (store, one, other) = (database.Store(time: _clock), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Append(store, one, new NoteTaken("old"), new PersonContacted(one, "old words", "phone"));
        await Append(store, other, new NoteTaken("held"));
        await Append(store, one, tenant: "elsewhere", new NoteTaken("another client's"));
        var file = await store.Boxes.SealAsync(_tenant, one, "file"u8.ToArray(), "place", Ct);
        _clock.Advance(TimeSpan.FromDays(1));
        await Append(store, one, new NoteTaken("new"));
        await new Sealer(store).SealAsync(_tenant, Ct);

        var gone = await Destroy(store, "note_taken", new DateOnly(2024, 2, 1), [other]);

        Assert.Equal((1, one), (gone.Keys, Assert.Single(gone.Subjects)));
        Assert.Equal([null, "new"], await Notes(one));
        Assert.Equal(["held"], await Notes(other));
        Assert.Equal(["another client's"], await Notes(one, "elsewhere"));
        Assert.Contains(await database.Store().FetchStreamAsync(_tenant, one, ct: Ct), e => e.Data is PersonContacted { Words: "old words" });
        Assert.Equal("file"u8.ToArray(), await database.Store().Boxes.OpenAsync(_tenant, one, file, "place", Ct));
        Assert.True((await new LogVerifier(store).VerifyAsync(_tenant, ct: Ct)).Ok);
        Assert.Equal("retention", await database.Scalar<string>($"select why from events.es_erasures where client_id = {_tenant}"));
        Assert.Equal(0, (await Destroy(store, "note_taken", new DateOnly(2024, 2, 1), [other])).Keys);
        Assert.Equal(1, (await Destroy(store, "note_taken", new DateOnly(2024, 2, 1), Nobody)).Keys);
        Assert.Equal([null], await Notes(other));
    }

    [Fact]
    public async Task What_was_written_under_a_subjects_one_key_before_is_read_and_erased_as_before()
    {
        var (store, subject) = (database.Store(), Guid.CreateVersion7());
        await Append(store, subject, new NoteTaken("old"));
        // As the version before kept it: one key of the subject, of no kind and no month.
        await database.Execute($"update events.es_subject_keys set kind = '', month = 'infinity' where client_id = {_tenant}");
        Assert.Equal(["old"], await Notes(subject));
        var other = database.Store();
        await Append(other, subject, new NoteTaken("new"));
        Assert.Equal(1, (await Destroy(store, "note_taken", new DateOnly(9998, 1, 1), Nobody)).Keys);
        Assert.Equal(["old", null], await Notes(subject));
        await other.EraseSubjectAsync(_tenant, subject, Ct);
        Assert.Equal([null, null], await Notes(subject));
    }

    [Fact]
    public async Task Erasing_a_subject_destroys_all_its_keys_and_waits_for_one_that_is_being_made()
    {
        var (store, subject) = (database.Store(time: _clock), Guid.CreateVersion7());
        for (var month = 0; month < 5; month++)
        {
            await Append(store, subject, new NoteTaken("words"), new PersonContacted(subject, "words", "phone"));
            _clock.Advance(TimeSpan.FromDays(31));
        }

        // Somebody makes a key of the client's at this moment: it is destroyed with the others, because the erasure waits for it.
        await using var connection = await database.Database.OpenConnectionAsync(Ct);
        await using var making = await connection.BeginTransactionAsync(Ct);
        await using (var command = new Npgsql.NpgsqlCommand(
            """
            with held as materialized (select pg_advisory_xact_lock_shared(hashtextextended('es_subject_keys|' || $1, 0)))
            insert into events.es_subject_keys (client_id, key_id, subject_id, kind, month, kek_id, wrapped, created_at)
            select $1, gen_random_uuid(), $2, 'late', '2024-07-01', '', '', now() from held
            """, connection, making))
        {
            command.Parameters.AddWithValue(_tenant);
            command.Parameters.AddWithValue(subject);
            await command.ExecuteNonQueryAsync(Ct);
        }

        var erasing = store.EraseSubjectAsync(_tenant, subject, Ct);
        await Task.Delay(200, Ct);
        Assert.False(erasing.IsCompleted);
        await making.CommitAsync(Ct);
        await erasing;
        Assert.Empty(await Keys(subject));
        Assert.Equal(11, await database.Scalar<long>(
            $"select count(*) from events.es_erasures where client_id = {_tenant} and subject_id = {subject} and why = 'erased'"));
        Assert.All(await Notes(subject), Assert.Null);
    }

    [Fact]
    public async Task Erasures_retention_and_rotation_at_once_lose_nothing_that_is_kept_and_keep_nothing_that_is_not()
    {
        var old = Enumerable.Range(0, 60).Select(_ => Guid.CreateVersion7()).ToList();
        var keks = new List<byte[]> { EventDatabase.Kek };
        var ring = new KeyRing(() => [.. keks]);
        var store = database.Store(time: _clock, ring: ring);
        foreach (var subject in old)
            await Append(store, subject, new NoteTaken("old"), new PersonContacted(subject, "old", "phone"));
        _clock.Advance(TimeSpan.FromDays(40));
        keks.Insert(0, [.. EventDatabase.Kek.Select(b => (byte)(b ^ 0x55))]);
        await Task.Delay(KeyRing.Refresh, Ct);
        Guid[] held = [.. old.Take(5)];
        var erased = old.Skip(50).ToList();
        var rotation = new KeyRotation(store);

        await Task.WhenAll(
            Task.Run(async () => { foreach (var subject in erased) await store.EraseSubjectAsync(_tenant, subject, Ct); }, Ct),
            Task.Run(async () => { while ((await Destroy(store, "note_taken", new DateOnly(2024, 2, 1), held, 7)).Keys > 0) { } }, Ct),
            Task.Run(async () => { for (var i = 0; i < 5; i++) await rotation.RewrapAsync(ct: Ct); }, Ct),
            Task.Run(async () => { foreach (var subject in old.Take(50)) await Append(store, subject, new NoteTaken("new")); }, Ct));
        await rotation.RewrapAsync(ct: Ct);

        // Only the new key-encryption key is needed from here on.
        keks.RemoveAt(1);
        var fresh = database.Store(time: _clock, ring: new KeyRing(() => [.. keks]));
        Assert.Null(await new KeyRotation(fresh).UnknownAsync(Ct));
        foreach (var subject in old)
        {
            var events = await fresh.FetchStreamAsync(_tenant, subject, ct: Ct);
            var notes = events.Select(e => e.Data).OfType<NoteTaken>().Select(n => n.Note);
            var words = events.Select(e => e.Data).OfType<PersonContacted>().Single().Words;
            Assert.Equal(erased.Contains(subject) ? null : "old", words);
            Assert.Equal(erased.Contains(subject) ? [null] : [held.Contains(subject) ? "old" : null, "new"], notes);
        }
    }

    private Task<SaveOutcome> Append(EventStore store, Guid stream, params object[] events) => Append(store, stream, _tenant, events);

    private static async Task<SaveOutcome> Append(EventStore store, Guid stream, string tenant, params object[] events)
    {
        var session = store.OpenSession(tenant, new EventMetadata("person", "maren"));
        session.Append(stream, events);
        return Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
    }

    private Task<KeysDestroyed> Destroy(EventStore store, string kind, DateOnly keptFrom, Guid[] spare, int most = 1000) =>
        NoteCopies.Destroy(store, new OldFields(_tenant, kind, keptFrom, spare), most);

    private async Task<string[]> Keys(Guid subject) => await database.Scalar<string[]>($"""
        select coalesce(array_agg(kind || ' ' || month order by kind, month), array[]::text[])
        from events.es_subject_keys where client_id = {_tenant} and subject_id = {subject}
        """);

    // With a store of its own: another host's cache knows nothing yet.
    private async Task<IEnumerable<string?>> Notes(Guid subject, string? tenant = null) =>
        (await database.Store().FetchStreamAsync(tenant ?? _tenant, subject, ct: Ct)).Select(e => e.Data).OfType<NoteTaken>().Select(n => n.Note);
}
