namespace HybridBpo.Events.Tests;

public sealed class PersonalTextsTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_events_say_of_people_is_read_as_far_as_it_is_readable_and_what_is_lost_is_said()
    {
        var store = database.Store();
        var (one, two, gone, lost, damaged) = (
            Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        for (var i = 0; i < 260; i++)
        {
            await Write(store, "a", one, new NoteTaken($"note {i}"), new PersonContacted(two, $"words {i}", "phone"));
            if (i % 100 == 0) await Write(store, "b", two, new NoteTaken($"elsewhere {i}"));
        }

        await Write(store, "a", gone, new NoteTaken("of somebody who is erased"));
        await Write(store, "a", lost, new NoteTaken("under a key that is missing"));
        await Write(store, "a", damaged, new NoteTaken("under a key that is damaged"));
        await store.EraseSubjectAsync("a", gone, Ct);
        await database.Execute($"update events.es_subject_keys set wrapped = sha256(wrapped) where subject_id = {damaged}");
        await database.Execute($"delete from events.es_subject_keys where subject_id = {lost}");
        await Write(store, "a", one, new AccountOpened("A-1", 5), new NoteTaken(null));

        var read = new List<PersonalText>();
        await foreach (var text in new PersonalTexts(database.Store()).ReadAsync(Ct)) read.Add(text);

        Assert.Equal(260, read.Count(
            t => t.Subject == two && t.StreamId == one && t.Tenant == "a" && t.Text!.StartsWith("words ", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(0, 260).Select(i => $"note {i}"), read.Where(t => t.Subject == one && t.Text!.Length > 0).Select(t => t.Text));
        Assert.Equal(["elsewhere 0", "elsewhere 100", "elsewhere 200"], read.Where(t => t.Tenant == "b").Select(t => t.Text));
        Assert.DoesNotContain(read, t => t.Subject == gone);
        Assert.Null(Assert.Single(read, t => t.Subject == lost).Text);
        Assert.Null(Assert.Single(read, t => t.Subject == damaged).Text);
    }

    private static async Task Write(EventStore store, string tenant, Guid stream, params object[] events)
    {
        var session = store.OpenSession(tenant, new EventMetadata("person", "maren"));
        session.Append(stream, events);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
    }
}
