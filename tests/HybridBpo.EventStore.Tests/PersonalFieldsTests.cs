using System.Security.Cryptography;

namespace HybridBpo.Events.Tests;

public sealed class PersonalFieldsTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private readonly string _tenant = $"client-{Guid.NewGuid():N}"[..20];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_host_forgets_an_erased_key_when_its_cache_runs_out()
    {
        var here = database.Store();
        var there = database.Store(keyLifetime: TimeSpan.FromMilliseconds(400));
        var stream = await Write(here, "secret");
        Assert.Equal("secret", await Read(there, stream));
        await here.EraseSubjectAsync(_tenant, stream, Ct);
        Assert.Null(await Read(here, stream));
        await Task.Delay(500, Ct);
        Assert.Null(await Read(there, stream));
    }

    [Fact]
    public async Task What_is_written_after_an_erasure_lies_under_a_new_key()
    {
        var store = database.Store();
        var stream = await Write(store, "old");
        await store.EraseSubjectAsync(_tenant, stream, Ct);
        var session = store.OpenSession(_tenant, new EventMetadata("person", "maren"));
        session.Append(stream, 1, new NoteTaken("new"));
        await session.SaveChangesAsync(Ct);
        Assert.Equal([null, "new"], (await database.Store().AggregateStreamAsync<Notebook>(_tenant, stream, ct: Ct))!.Notes);
        Assert.Equal(1, await database.Scalar<long>(
            $"select count(*) from events.es_erasures where client_id = {_tenant} and subject_id = {stream}"));
    }

    [Fact]
    public async Task A_key_that_is_missing_without_an_erasure_is_said_aloud()
    {
        var stream = await Write(database.Store(), "secret");
        await database.Execute($"delete from events.es_subject_keys where client_id = {_tenant}");
        var lost = await Assert.ThrowsAsync<UnreadableEvent>(() => Read(database.Store(), stream));
        Assert.Contains("restore", lost.Message);
        Assert.Equal((true, stream), (lost.IsOfLostKey, lost.Stream));
    }

    [Fact]
    public async Task A_field_copied_to_another_stream_is_not_readable_there()
    {
        var (one, other) = (await Write(database.Store(), "one"), await Write(database.Store(), "other"));
        await database.Execute(
            $"update events.mt_events set data = (select data from events.mt_events where stream_id = {one}) where stream_id = {other}");
        var error = await Assert.ThrowsAsync<UnreadableEvent>(() => Read(database.Store(), other));
        Assert.IsAssignableFrom<CryptographicException>(error.InnerException);
    }

    [Fact]
    public async Task A_host_with_another_key_encryption_key_is_told_so()
    {
        var stream = await Write(database.Store(), "secret");
        var options = new EventStoreOptions { DataSource = database.Database, KeyEncryptionKey = new byte[32] };
        options.Events.Add(typeof(NoteTaken));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Read(new EventStore(options), stream));
        Assert.Contains("key-encryption key", error.Message);
    }

    [Fact]
    public async Task Hosts_that_meet_a_new_subject_at_once_agree_on_one_key()
    {
        var subject = Guid.CreateVersion7();
        var streams = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(
            async () =>
            {
                var stream = Guid.CreateVersion7();
                var session = database.Store().OpenSession(_tenant, new EventMetadata("person", "maren"));
                session.StartStream<Account>(stream, new PersonContacted(subject, $"words {i}", "phone"));
                await session.SaveChangesAsync(Ct);
                return stream;
            },
            Ct)));
        Assert.Equal(1, await database.Scalar<long>($"select count(*) from events.es_subject_keys where client_id = {_tenant}"));
        for (var i = 0; i < streams.Length; i++)
        {
            var stored = Assert.Single(await database.Store().FetchStreamAsync(_tenant, streams[i], ct: Ct));
            Assert.Equal(new PersonContacted(subject, $"words {i}", "phone"), stored.Data);
        }
    }

    private async Task<Guid> Write(EventStore store, string note)
    {
        var stream = Guid.CreateVersion7();
        var session = store.OpenSession(_tenant, new EventMetadata("person", "maren"));
        session.StartStream<Notebook>(stream, new NoteTaken(note));
        await session.SaveChangesAsync(Ct);
        return stream;
    }

    private async Task<string?> Read(EventStore store, Guid stream) =>
        (await store.AggregateStreamAsync<Notebook>(_tenant, stream, ct: Ct))!.Notes[0];
}
