namespace HybridBpo.Events.Tests;

/// <summary>A table that copies the words of notes, as a module's would.</summary>
internal sealed class NoteCopies : IInlineProjection, ICopyRedactor
{
    public IReadOnlyCollection<Type> Events => [typeof(NoteTaken)];

    public static Task Make(EventDatabase database) =>
        database.Execute($"create table if not exists public.note_copies (event uuid primary key, stream uuid, note text)");

    /// <summary>One step of a retention.</summary>
    public static async Task<KeysDestroyed> Destroy(EventStore store, OldFields old, int most, OldFields? later = null, Func<Task>? between = null)
    {
        var ct = TestContext.Current.CancellationToken;
        var retention = new KeyRetention(store, new KeyedCopies(store, store.Options.Inline.OfType<NoteCopies>()));
        var found = await retention.FindAsync(old, Guid.Empty, most, ct);
        if (between is not null)
            await between();
        await using var connection = await store.Database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var gone = await retention.DestroyAsync(connection, later ?? old, found, despite: false, ct);
        await transaction.CommitAsync(ct);
        return gone;
    }

    public void Project(StoredEvent e, EventSession session) =>
        session.Queue($"insert into public.note_copies values ({e.Id}, {e.StreamId}, {((NoteTaken)e.Data).Note})");

    public void Redact(StoredEvent e, EventSession session) => session.Queue($"update public.note_copies set note = null where event = {e.Id}");
}
