namespace HybridBpo.Platform;

/// <summary>Which looks are asked for.</summary>
/// <param name="Client">Of one client, or of all whom the asker sees.</param>
/// <param name="Subject">At this person, or at anybody.</param>
/// <param name="Actor">By this person or key, or by anybody.</param>
/// <param name="From">From when.</param>
/// <param name="Until">Until when, exclusive.</param>
public sealed record LooksAsked(string? Client, Guid? Subject, string? Actor, DateTimeOffset From, DateTimeOffset Until);

/// <summary>A row of the log.</summary>
public sealed record LookLine(
    string ClientId, Guid Id, DateTimeOffset At, string ActorKind, string ActorId, string Act, string ObjectKind, string ObjectId, string Page,
    int People);

/// <summary>Reads the log of looks, the newest first; each page by the index that it needs, however long the log is.</summary>
/// <param name="database">Where it lies.</param>
public sealed class LookSearch(Database database)
{
    /// <summary>The next rows.</summary>
    /// <param name="access">Who asks; rows of their clients alone.</param>
    /// <param name="asked">Which.</param>
    /// <param name="before">The last row of the page before, or null.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<LookLine>> FindAsync(
        Access access, LooksAsked asked, (DateTimeOffset At, Guid Id)? before, int most, CancellationToken ct)
    {
        string[] clients = [.. access.Clients.Where(c => asked.Client is null || c == asked.Client)];
        var (at, id) = before ?? (asked.Until, Guid.Empty);
        return asked.Subject is { } subject
            ? database.QueryAsync<LookLine>(access, $"""
                select l.client_id, l.id, l.at, l.actor_kind, l.actor_id, l.act, l.object_kind, l.object_id, l.page, l.people
                from unnest({clients}) as c (client_id) cross join lateral (
                  select l.* from platform.looked_at a join platform.looks l on l.client_id = a.client_id and l.id = a.look_id
                  where a.client_id = c.client_id and a.subject = {subject} and a.at >= {asked.From} and (a.at, a.look_id) < ({at}, {id})
                    and ({asked.Actor}::text is null or l.actor_id = {asked.Actor})
                  order by a.at desc, a.look_id desc limit {most}) as l
                order by l.at desc, l.id desc limit {most}
                """, ct)
            : database.QueryAsync<LookLine>(access, $"""
                select l.client_id, l.id, l.at, l.actor_kind, l.actor_id, l.act, l.object_kind, l.object_id, l.page, l.people
                from unnest({clients}) as c (client_id) cross join lateral (
                  select l.* from platform.looks l
                  where l.client_id = c.client_id and l.at >= {asked.From} and (l.at, l.id) < ({at}, {id})
                    and ({asked.Actor}::text is null or l.actor_id = {asked.Actor})
                  order by l.at desc, l.id desc limit {most}) as l
                order by l.at desc, l.id desc limit {most}
                """, ct);
    }
}
