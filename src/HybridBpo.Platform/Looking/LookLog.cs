using System.Collections.Concurrent;

namespace HybridBpo.Platform;

/// <summary>
/// The log of looks. What repeats within an hour (an open page that repaints itself, the same list again) is written once per person, object and
/// whom it shows; every export and download is written.
/// </summary>
/// <param name="database">Where it lies.</param>
/// <param name="time">The clock.</param>
public sealed class LookLog(Database database, TimeProvider time)
{
    private const int MostKept = 200_000;
    private static readonly Access Product = Access.System("looks");
    private readonly ConcurrentDictionary<Key, bool> written = new();
    private long hour;

    private readonly record struct Key(long Hour, string Client, string Actor, string Act, string Kind, string Object, Guid Subject);

    /// <summary>Writes what is not written yet. When it returns, it is in the database, whatever becomes of this host.</summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="page">Pattern of the page's address.</param>
    /// <param name="looks">At whom.</param>
    /// <param name="ct">Cancellation: then nothing may be shown.</param>
    public async Task WriteAsync(Actor actor, string page, IReadOnlyList<Look> looks, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var current = now.UtcTicks / TimeSpan.TicksPerHour;
        Forget(current);
        var keys = new List<Key>();
        var fresh = new List<(Guid Id, Look Look)>();
        foreach (var look in looks)
        {
            // Somebody whom nobody can name is an empty id here.
            Guid[] subjects = look.Subjects.Count == 0 ? [Guid.Empty] : [.. look.Subjects];
            Key[] of = [.. subjects.Select(s => new Key(current, look.Client, $"{actor.Kind}:{actor.Id}", look.Act, look.Kind, look.Object, s))];
            if (look.Act is Looks.Viewed or Looks.Searched) keys.AddRange(of = [.. of.Where(key => !written.ContainsKey(key))]);
            if (of.Length == 0) continue;
            fresh.Add((Ids.New(time), look with { Subjects = [.. of.Select(key => key.Subject).Where(s => s != Guid.Empty)] }));
        }

        if (fresh.Count == 0) return;
        await InsertAsync(actor, page, now, fresh, ct);
        foreach (var key in keys) written[key] = true;
    }

    private Task InsertAsync(Actor actor, string page, DateTimeOffset now, List<(Guid Id, Look Look)> fresh, CancellationToken ct)
    {
        var people = fresh.SelectMany(f => f.Look.Subjects.Select(s => (f.Look.Client, Subject: s, f.Id))).ToList();
        return database.ExecuteAsync(Product, $"""
            with looks as (
              insert into platform.looks (client_id, id, at, actor_kind, actor_id, act, object_kind, object_id, page, people)
              select client, id, {now}, {actor.Kind}, {actor.Id}, act, kind, object, {page}, people
              from unnest({fresh.Select(f => f.Look.Client).ToArray()}, {fresh.Select(f => f.Id).ToArray()},
                {fresh.Select(f => f.Look.Act).ToArray()}, {fresh.Select(f => f.Look.Kind).ToArray()},
                {fresh.Select(f => f.Look.Object).ToArray()}, {fresh.Select(f => f.Look.Subjects.Count).ToArray()})
                as l (client, id, act, kind, object, people))
            insert into platform.looked_at (client_id, subject, at, look_id)
            select client, subject, {now}, look from unnest({people.Select(p => p.Client).ToArray()},
              {people.Select(p => p.Subject).ToArray()}, {people.Select(p => p.Id).ToArray()}) as p (client, subject, look)
            """, ct);
    }

    // Forgetting costs a row more, never one less.
    private void Forget(long current)
    {
        if (Interlocked.Exchange(ref hour, current) != current || written.Count > MostKept) written.Clear();
    }
}
