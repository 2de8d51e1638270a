namespace HybridBpo.Events.Tests;

/// <summary>Whoever is erased as a person is closed: what was on its way about them lies under no key that anybody has.</summary>
public sealed class ClosedSubjectTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private readonly string _tenant = $"client-{Guid.NewGuid():N}"[..20];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_about_a_closed_subject_is_written_as_erased()
    {
        var (store, subject, heard) = (database.Store(), Guid.CreateVersion7(), new Listening());
        await Write(store, subject, "old");
        await store.CloseSubjectAsync(_tenant, subject, Ct);
        Assert.Equal((true, false), (await store.IsClosedAsync(_tenant, subject, Ct), await store.IsClosedAsync("elsewhere", subject, Ct)));
        // Even before the key is destroyed, by whichever host, with or without others in the same batch, one by one or in bulk.
        var other = Guid.CreateVersion7();
        foreach (var host in new[] { store, database.Store(o => o.Inline.Add(heard)) })
            await Write(host, subject, "late", new PersonContacted(other, "to somebody else", "phone"));
        var bulk = Guid.CreateVersion7();
        await database.Store(o => o.Inline.Add(heard)).BulkAppendAsync(
            _tenant, new EventMetadata("person", "maren"), [NewStream.Of<Notebook>(bulk, new PersonContacted(subject, "in bulk", "phone"))], null,
            Ct);
        var box = await store.Boxes.SealAsync(_tenant, subject, "late file"u8.ToArray(), "place", Ct);
        await store.EraseSubjectAsync(_tenant, subject, Ct);
        await Write(store, subject, "later");

        Assert.Equal([null, null, null, null], await Notes(subject));
        Assert.Null(Assert.IsType<PersonContacted>(Assert.Single(await database.Store().FetchStreamAsync(_tenant, bulk, ct: Ct)).Data).Words);
        Assert.Equal(["to somebody else", "to somebody else"], (await database.Store().FetchStreamAsync(_tenant, subject, ct: Ct))
            .Select(e => e.Data).OfType<PersonContacted>().Select(c => c.Words));
        Assert.Null(await store.Boxes.OpenAsync(_tenant, subject, box, "place", Ct));
        Assert.Null(await database.Store().Boxes.OpenAsync(_tenant, subject, box, "place", Ct));
        Assert.Equal(0, await database.Scalar<long>(
            $"select count(*) from events.es_subject_keys where client_id = {_tenant} and subject_id = {subject}"));
        Assert.Equal(0, await database.Scalar<long>($"""
            select count(*) from events.mt_events where tenant_id = {_tenant} and type = 'note_taken' and version > 1 and data ->> 'Note' is not null
            """));
        // What is written beside the events in the same transaction has it from them.
        Assert.Equal([null, "to somebody else", null], heard.Words);
        Assert.True((await new LogVerifier(store).VerifyAsync(_tenant, ct: Ct)).Ok);
    }

    [Fact]
    public async Task A_key_that_is_being_made_while_its_subject_is_closed_is_destroyed_with_the_others()
    {
        var store = database.Store();
        for (var round = 0; round < 20; round++)
        {
            var subject = Guid.CreateVersion7();
            await Task.WhenAll(
                Task.Run(() => Write(database.Store(), subject, "racing"), Ct),
                Task.Run(
                    async () =>
                    {
                        await store.CloseSubjectAsync(_tenant, subject, Ct);
                        await store.EraseSubjectAsync(_tenant, subject, Ct);
                    }, Ct));
            Assert.Equal([null], await Notes(subject));
        }
    }

    private async Task Write(EventStore store, Guid stream, string note, params object[] more)
    {
        var session = store.OpenSession(_tenant, new EventMetadata("person", "maren"));
        session.Append(stream, [new NoteTaken(note), .. more]);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
    }

    private async Task<IEnumerable<string?>> Notes(Guid subject) =>
        (await database.Store().FetchStreamAsync(_tenant, subject, ct: Ct)).Select(e => e.Data).OfType<NoteTaken>().Select(n => n.Note);

    private sealed class Listening : IInlineProjection
    {
        public List<string?> Words { get; } = [];

        public IReadOnlyCollection<Type> Events => [typeof(NoteTaken), typeof(PersonContacted)];

        public void Project(StoredEvent e, EventSession session) => Words.Add(e.Data is NoteTaken note ? note.Note : ((PersonContacted)e.Data).Words);
    }
}
