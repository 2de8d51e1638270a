using HybridBpo.Inbox.Screens;

namespace HybridBpo.Inbox.Saving;

/// Team: with whom it is shared, or empty. Query: as the address of the queue has it.
internal sealed record SavedView(Guid Id, string Owner, string Team, string Name, string Query, bool IsFirst);

/// Filters and searches of the queue under a name. A view only asks: what it finds is looked up with the rights of whoever opens it.
internal sealed class SavedViews(Database database, CaseKinds kinds, TimeProvider time)
{
    public const int Most = 50, LongestName = 60;

    private const int MostOfOne = 100;

    private static readonly Access Product = Access.System("views");

    /// One's own, and those that are shared with one's team; a supervisor sees what any team has. A view of a client whom the asker does not see is
    /// none of theirs.
    public async Task<IReadOnlyList<SavedView>> ListAsync(Access access, CancellationToken ct)
    {
        var found = await database.QueryAsync<SavedView>(Product, $"""
            select v.id, v.owner, v.team, v.name, v.query, f.view_id is not null as is_first
            from inbox.saved_views v
            left join inbox.first_views f on f.view_id = v.id and f.user_id = {access.Actor.Id}
            where v.removed_at is null and (v.owner = {access.Actor.Id}
              or (v.team <> '' and ({access.May(Act.AssignCases)}
                or v.team = (select s.team from inbox.staff s where s.user_id = {access.Actor.Id}))))
            order by lower(v.name), v.id
            """, ct);
        return [.. found.Where(view => QueueQuery.OfSaved(view.Query).Client is not { } client || access.Sees(client))];
    }

    /// Whom they tell of: those about whom alone there are cases that the words of a name or a search find.
    public async Task<IReadOnlyList<(string Client, Guid Subject)>> AboutAsync(Access access, IEnumerable<SavedView> views, CancellationToken ct)
    {
        string[] words = [.. views.SelectMany(view => new[] { view.Name, QueueQuery.OfSaved(view.Query).Text }).OfType<string>().Distinct()];
        return [.. (await database.QueryAsync<ToldOf>(access, $"""
            select distinct found.client_id, found.subject_id from unnest({words}) as w (words) cross join lateral (
              select min(c.client_id) as client_id, min(c.subject_id::text)::uuid as subject_id
              from inbox.find_cases({access.Clients.ToArray()}, {kinds.OpenedBy(access)}, w.words, {MostOfOne}) f
              join inbox.cases c on c.client_id = f.client_id and c.case_id = f.case_id
              having count(distinct (c.client_id, c.subject_id)) = 1) as found
            """, ct)).Select(told => (told.ClientId, told.SubjectId))];
    }

    private sealed record ToldOf(string ClientId, Guid SubjectId);

    /// What the inbox opens with, or null.
    public async Task<string?> FirstAsync(Access access, CancellationToken ct) =>
        (await ListAsync(access, ct)).FirstOrDefault(view => view.IsFirst)?.Query;

    /// Teams that somebody belongs to.
    public Task<IReadOnlyList<string>> TeamsAsync(CancellationToken ct) => database.QueryAsync<string>(Product, $"""
        select distinct team from inbox.staff where team <> '' order by team
        """, ct);

    public async Task<Result<Done>> SaveAsync(Access access, Guid id, string name, string team, QueueQuery query, CancellationToken ct)
    {
        if (Wrong(name) is { } wrong)
        {
            return wrong;
        }

        if (team.Length > 0 && !access.May(Act.AssignCases))
        {
            return new Forbidden("Only a supervisor shares a view with a team. Save it for yourself.");
        }

        if (team.Length > 0 && !(await TeamsAsync(ct)).Contains(team))
        {
            return new Invalid("There is no such team. Choose one from the list.");
        }

        return Told(await database.SingleOrDefaultAsync<string>(Product, $"""
            select inbox.save_view({id}, {access.Actor.Id}, {team}, {name.Trim()}, {query.Saved}, {query.Text ?? ""}, {time.GetUtcNow()}, {Most})
            """, ct));
    }

    public async Task<Result<Done>> RenameAsync(Access access, Guid id, string name, CancellationToken ct)
    {
        if (Wrong(name) is { } wrong)
        {
            return wrong;
        }

        try
        {
            return await database.ExecuteAsync(Product, $"""
                update inbox.saved_views set name = {name.Trim()} where id = {id} and owner = {access.Actor.Id} and removed_at is null
                """, ct) > 0 ? Done.Yes : new ViewNotFound();
        }
        catch (Npgsql.PostgresException twice) when (twice.SqlState == Npgsql.PostgresErrorCodes.UniqueViolation)
        {
            return new ViewNamed();
        }
    }

    /// Can be undone for a day.
    public async Task<Result<Done>> RemoveAsync(Access access, Guid id, CancellationToken ct) => await database.ExecuteAsync(Product, $"""
        update inbox.saved_views set removed_at = coalesce(removed_at, {time.GetUtcNow()}) where id = {id} and owner = {access.Actor.Id}
        """, ct) > 0 ? Done.Yes : new ViewNotFound();

    public async Task<Result<Done>> RestoreAsync(Access access, Guid id, CancellationToken ct)
    {
        var kept = await RemovedAsync(access, id, ct);
        return kept is null ? new ViewNotFound()
            : Told(await database.SingleOrDefaultAsync<string>(Product, $"""
                select inbox.save_view({id}, {access.Actor.Id}, {kept.Team}, {kept.Name}, {kept.Query}, '', {time.GetUtcNow()}, {Most})
                """, ct));
    }

    public Task<SavedView?> RemovedAsync(Access access, Guid id, CancellationToken ct) => database.SingleOrDefaultAsync<SavedView>(Product, $"""
        select id, owner, team, name, query, false as is_first from inbox.saved_views
        where id = {id} and owner = {access.Actor.Id} and removed_at > {time.GetUtcNow().AddDays(-1)}
        """, ct);

    /// Id: null for the plain queue.
    public async Task<Result<Done>> OpenWithAsync(Access access, Guid? id, CancellationToken ct)
    {
        if (id is null)
        {
            await database.ExecuteAsync(Product, $"delete from inbox.first_views where user_id = {access.Actor.Id}", ct);
            return Done.Yes;
        }

        if ((await ListAsync(access, ct)).All(view => view.Id != id))
        {
            return new ViewNotFound();
        }

        await database.ExecuteAsync(Product, $"""
            insert into inbox.first_views (user_id, view_id) values ({access.Actor.Id}, {id})
            on conflict (user_id) do update set view_id = excluded.view_id
            """, ct);
        return Done.Yes;
    }

    private static Refusal? Wrong(string name) => name.Trim().Length is 0 or > LongestName || name.Any(char.IsControl)
        ? new Invalid($"Give the view a name of 1 to {LongestName} characters.") : null;

    private static Result<Done> Told(string? came) => came switch
    {
        "full" => new Conflict($"You have {Most} views, which is as many as one may have. Remove one first."),
        "named" => new ViewNamed(),
        _ => Done.Yes,
    };
}

internal sealed record ViewNotFound() : NotFound("There is no such view among yours.");

internal sealed record ViewNamed() : Conflict("You have a view of this name. Give another name.");
