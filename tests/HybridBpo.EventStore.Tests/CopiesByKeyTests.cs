using HybridBpo.Testing;

namespace HybridBpo.Events.Tests;

/// <summary>Copies in other tables go with the keys of what they were copied from, and with no other.</summary>
public sealed class CopiesByKeyTests(EventDatabase database) : IClassFixture<EventDatabase>, IAsyncLifetime
{
    private static readonly DateOnly February = new(2024, 2, 1);

    private readonly string _tenant = $"client-{Guid.NewGuid():N}"[..20];
    private readonly FakeClock _clock = new(new DateTimeOffset(2024, 1, 10, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await NoteCopies.Make(database);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_copy_of_what_lies_under_a_general_key_stays_with_it()
    {
        var (store, before, other) = (Store(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await NoteAsync(store, before, "before");
        // As a version kept it that knew one key of a subject, of no kind and no month.
        await database.Execute($"update events.es_subject_keys set kind = '', month = 'infinity' where client_id = {_tenant}");
        await NoteAsync(Store(), before, "since");
        await NoteAsync(store, other, "other");
        Assert.Equal(2, (await NoteCopies.Destroy(store, Old(), 1000)).Keys);
        Assert.Equal("before gone", await CopiesAsync(before));
        Assert.Equal("gone", await CopiesAsync(other));
        Assert.Equal("before gone", await NotesAsync(Store(), before));
    }

    [Fact]
    public async Task Whoever_is_spared_since_the_log_was_read_keeps_key_and_copy_and_whoever_is_not_loses_both()
    {
        var (store, held, other) = (Store(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await NoteAsync(store, held, "held");
        await NoteAsync(store, other, "other");
        Assert.Equal([other], (await NoteCopies.Destroy(store, Old(), 1000, later: Old(held))).Subjects);
        Assert.Equal(("held", "gone"), (await CopiesAsync(held), await CopiesAsync(other)));
        Assert.Equal(("held", "gone"), (await NotesAsync(Store(), held), await NotesAsync(Store(), other)));
        // The hold is lifted: the next step takes both, and no key goes without its copies.
        Assert.Equal([held], (await NoteCopies.Destroy(store, Old(), 1000)).Subjects);
        Assert.Equal(("gone", "gone"), (await CopiesAsync(held), await NotesAsync(Store(), held)));
    }

    [Fact]
    public async Task Whoever_is_erased_between_the_reading_and_the_step_is_no_trouble()
    {
        var (store, erased, other) = (Store(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await NoteAsync(store, erased, "erased");
        await NoteAsync(store, other, "other");
        var gone = await NoteCopies.Destroy(store, Old(), 1000, between: () => Store().EraseSubjectAsync(_tenant, erased, Ct));
        Assert.Equal([other], gone.Subjects);
        Assert.Equal("erased", await database.Scalar<string>($"select why from events.es_erasures where subject_id = {erased}"));
        Assert.Equal("gone", await CopiesAsync(other));
    }

    [Fact]
    public async Task A_rebuild_brings_back_no_copy_on_a_host_that_still_has_the_key_in_its_memory()
    {
        var (host, who) = (database.Store(o => o.Inline.Add(new Rebuilt()), _clock), Guid.CreateVersion7());
        await NoteAsync(host, who, "words");
        // Another host's retention.
        Assert.Equal(1, (await NoteCopies.Destroy(Store(), Old(), 1000)).Keys);
        Assert.Equal("gone", await CopiesAsync(who));
        Assert.Equal("words", await NotesAsync(host, who));
        Assert.Equal(1, await new ProjectionDaemon(host, []).RebuildStreamAsync("rebuilt", _tenant, who, "maren", ct: Ct));
        Assert.Equal("gone", await CopiesAsync(who));
    }

    private EventStore Store() => database.Store(o => o.Inline.Add(new NoteCopies()), _clock);

    private OldFields Old(params Guid[] spared) => new(_tenant, "note_taken", February, spared);

    private async Task NoteAsync(EventStore store, Guid stream, string note)
    {
        var session = store.OpenSession(_tenant, new EventMetadata("person", "maren"));
        session.Append(stream, new NoteTaken(note));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
    }

    private Task<string> CopiesAsync(Guid stream) => database.Scalar<string>($"""
        select string_agg(coalesce(note, 'gone'), ' ' order by version)
        from public.note_copies join events.mt_events on id = event where stream = {stream}
        """);

    private async Task<string> NotesAsync(EventStore store, Guid stream) =>
        string.Join(' ', (await store.FetchStreamAsync(_tenant, stream, ct: Ct)).Select(e => ((NoteTaken)e.Data).Note ?? "gone"));

    /// <summary>Copies a personal field though a projection that can be rebuilt may not: the rebuild sees to it.</summary>
    private sealed class Rebuilt : IStreamwiseInlineProjection
    {
        private readonly NoteCopies _copies = new();

        public string Name => "rebuilt";

        public IReadOnlyCollection<Type> Events => _copies.Events;

        public void Reset(string tenant, Guid stream, EventSession session) =>
            session.Queue($"delete from public.note_copies where stream = {stream}");

        public void Project(StoredEvent e, EventSession session) => _copies.Project(e, session);
    }
}
