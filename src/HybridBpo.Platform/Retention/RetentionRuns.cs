using System.Text.Json;
using Dapper;
using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>What a run came to for one policy.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="Kind">Alias of the kind.</param>
/// <param name="Does">One of <see cref="RetentionDoes"/>.</param>
/// <param name="Keys">Keys destroyed; streams archived.</param>
/// <param name="People">Whose fields became unreadable.</param>
/// <param name="Held">People who are spared because of a legal hold.</param>
/// <param name="Open">People who are spared because something about them is open.</param>
public sealed record RetentionRun(string Client, string Kind, string Does, long Keys, long People, long Held, long Open);

/// <summary>
/// Carries the policies out. May die at any moment and run on several hosts at once: copies go before their keys, each step is one transaction with
/// its act, and the next run begins where this one ended.
/// </summary>
/// <param name="database">Where policies and holds are.</param>
/// <param name="store">Archives streams.</param>
/// <param name="keys">Destroys keys.</param>
/// <param name="redactors">Take away what tables copied.</param>
/// <param name="matters">Who is spared because something is open.</param>
/// <param name="list">Keeps outside the database what was destroyed, for a restore from an older backup.</param>
/// <param name="time">The clock by which things are old.</param>
public sealed class RetentionRuns(
    Database database, EventStore store, KeyRetention keys, IEnumerable<ICopyRedactor> redactors, IEnumerable<IOpenMatters> matters,
    ErasureList list, TimeProvider time)
{
    private const int BatchOfKeys = 2_000, BatchOfStreams = 500;

    private static readonly Access Product = Access.System("retention");

    private sealed record InForce(string ClientId, string Kind, string Does, int Days, DateOnly? DoneBefore);

    private sealed record Spared(Guid[] Held, Guid[] Open)
    {
        public Guid[] All { get; } = [.. Held.Union(Open)];
    }

    private sealed record Counted(long People, long Held, long Open);

    /// <summary>What making the fields of a kind unreadable that are older than some days would come to now.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="kind">Alias of the kind.</param>
    /// <param name="days">For how many days they are kept.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<RetentionPreview>> PreviewAsync(Access access, string client, string kind, int days, CancellationToken ct)
    {
        if (!access.Sees(client))
            return new NotFound($"There is no client {client}.");
        if (days is < 1 or > RetentionPolicies.MostDays)
            return new Invalid($"Say a number of days from 1 to {RetentionPolicies.MostDays:N0}.");
        var from = KeyRetention.KeptFrom(time.GetUtcNow(), days);
        var open = await OpenAsync(client, ct);
        Counted counted = new(0, 0, 0);
        long? fields = null;
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            var spared = await SparedAsync(connection, client, open);
            var key = new { client, kind, from, held = spared.Held, open = spared.Open, spared = spared.All };
            counted = await connection.QuerySingleAsync<Counted>("""
                with old as (select distinct subject_id from events.es_subject_keys where client_id = @client and kind = @kind and month < @from)
                select count(*) filter (where h.id is null and o.id is null) as people, count(h.id) as held,
                  count(o.id) filter (where h.id is null) as open
                from old left join (select distinct unnest(@held) as id) h on h.id = old.subject_id
                left join (select distinct unnest(@open) as id) o on o.id = old.subject_id
                """, key);
            await connection.ExecuteAsync("set local statement_timeout = 5000");
            fields = await FieldsAsync(connection, key);
        }, ct);
        return new RetentionPreview(fields, counted.People, counted.Held, counted.Open, from);
    }

    /// <summary>Carries out every policy in force, of one client or of all.</summary>
    /// <param name="access">Who asks: the nightly scan, or the command line.</param>
    /// <param name="client">Code of the client; null for all.</param>
    /// <param name="ct">Set when the host stops; what was done stays done.</param>
    /// <exception cref="AggregateException">Some policies could not be carried out; all others were.</exception>
    public async Task<IReadOnlyList<RetentionRun>> RunAsync(Access access, string? client, CancellationToken ct)
    {
        var (runs, failures) = (new List<RetentionRun>(), new List<Exception>());
        foreach (var policy in await database.QueryAsync<InForce>(access, $"""
            select client_id, kind, does, days, done_before from platform.retention_policies
            where days is not null and ({client}::text is null or client_id = {client}) order by client_id, kind, does
            """, ct))
        {
            try
            {
                runs.Add(policy.Does == RetentionDoes.Archive ? await ArchiveAsync(access, policy, ct) : await DestroyAsync(access, policy, ct));
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                // One kind's trouble is not the others'.
                failures.Add(new InvalidOperationException($"{policy.ClientId} {policy.Kind}: {failed.Message}", failed));
            }
        }
        keys.Forget();
        return failures.Count == 0 ? runs : throw new AggregateException("The retention did not end everywhere; the next run goes on.", failures);
    }

    internal static Task NoteAsync(NpgsqlConnection connection, Access access, string client, string kind, string does, string act, string json) =>
        connection.ExecuteAsync("""
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject, detail)
            values (@client, @Kind, @Id, @act, @subject, @json::jsonb)
            """, new { client, access.Actor.Kind, access.Actor.Id, act, subject = RetentionPolicies.SubjectOf(client, kind, does), json });

    private async Task<RetentionRun> DestroyAsync(Access access, InForce policy, CancellationToken ct)
    {
        var from = KeyRetention.KeptFrom(time.GetUtcNow(), policy.Days);
        var open = await OpenAsync(policy.ClientId, ct);
        var (spared, people, destroyed) = (new Spared([], []), new HashSet<Guid>(), 0L);
        async Task StepAsync(Func<NpgsqlConnection, OldFields, Task> step) => await database.InTransactionAsync(Product, async (connection, _) =>
        {
            // A hold that is placed at this moment comes either before the step, and is seen by it, or after it.
            await connection.ExecuteAsync("lock table platform.legal_holds in share mode");
            spared = await SparedAsync(connection, policy.ClientId, open);
            await step(connection, new OldFields(policy.ClientId, policy.Kind, from, spared.All));
        }, ct);

        OldFields? first = null;
        await StepAsync((_, old) => Task.FromResult(first = old));
        if (policy.DoneBefore is null || policy.DoneBefore < from || await keys.AnyAsync(first!, ct))
        {
            await RedactAsync(policy, StepAsync, ct);
            for (var more = true; more;)
                await StepAsync(async (connection, old) =>
                {
                    var gone = await keys.DestroyAsync(connection, old, BatchOfKeys, ct);
                    more = gone.Keys > 0;
                    destroyed += gone.Keys;
                    people.UnionWith(gone.Subjects);
                    if (!more)
                        return;
                    await NoteRunAsync(connection, access, policy, from, gone.Keys, gone.Subjects.Count, spared);
                    await list.AddAsync(
                        [.. gone.BySubject.Select(of => new ErasureLine(time.GetUtcNow(), policy.ClientId, of.Key, Person: false, of.Value))], ct);
                });
        }
        await StepAsync(async (connection, _) =>
        {
            // A policy that was changed meanwhile begins anew.
            await connection.ExecuteAsync("""
                update platform.retention_policies set done_before = @from, ran_at = @now
                where client_id = @ClientId and kind = @Kind and does = @Does and days = @Days
                """, new { policy.ClientId, policy.Kind, policy.Does, policy.Days, from, now = time.GetUtcNow() });
            if (destroyed == 0)
                await NoteRunAsync(connection, access, policy, from, 0, 0, spared);
        });
        return new RetentionRun(policy.ClientId, policy.Kind, policy.Does, destroyed, people.Count, spared.Held.Length, spared.Open.Length);
    }

    // Before the keys: what a table still holds would make their destruction a lie. It may be done again without harm.
    private async Task RedactAsync(InForce policy, Func<Func<NpgsqlConnection, OldFields, Task>, Task> step, CancellationToken ct)
    {
        var type = store.Kinds.FirstOrDefault(k => k.Alias == policy.Kind)?.Type;
        var having = redactors.Where(r => type is not null && r.Events.Contains(type)).ToList();
        for (long? after = having.Count > 0 ? 0 : null; after is { } at;)
            await step(async (connection, old) => (after, _) = await keys.RedactAsync(connection, old, having, at, ct));
    }

    private async Task<RetentionRun> ArchiveAsync(Access access, InForce policy, CancellationToken ct)
    {
        var (before, archived) = (time.GetUtcNow().AddDays(-policy.Days), 0L);
        for (var last = BatchOfStreams; last == BatchOfStreams; archived += last)
            last = await store.ArchiveEndedAsync(policy.ClientId, policy.Kind, before, BatchOfStreams, ct);
        await database.InTransactionAsync(Product, async (connection, _) =>
        {
            await connection.ExecuteAsync("""
                update platform.retention_policies set ran_at = @now where client_id = @ClientId and kind = @Kind and does = @Does
                """, new { policy.ClientId, policy.Kind, policy.Does, now = time.GetUtcNow() });
            await NoteAsync(connection, access, policy.ClientId, policy.Kind, policy.Does, "retention-run",
                JsonSerializer.Serialize(new { policy.Kind, policy.Does, Streams = archived }));
        }, ct);
        return new RetentionRun(policy.ClientId, policy.Kind, policy.Does, archived, 0, 0, 0);
    }

    private static Task NoteRunAsync(
        NpgsqlConnection connection, Access access, InForce policy, DateOnly from, long destroyed, int people, Spared spared) =>
        NoteAsync(connection, access, policy.ClientId, policy.Kind, policy.Does, "retention-run", JsonSerializer.Serialize(
            new
            {
                policy.Kind,
                policy.Does,
                KeptFrom = from,
                Keys = destroyed,
                People = people,
                Held = spared.Held.Length,
                Open = spared.Open.Length,
            }));

    private async Task<Guid[]> OpenAsync(string client, CancellationToken ct)
    {
        var open = new HashSet<Guid>();
        foreach (var source in matters)
            open.UnionWith(await source.SubjectsAsync(client, ct));
        return [.. open];
    }

    private static async Task<Spared> SparedAsync(NpgsqlConnection connection, string client, Guid[] open) => new(
        [.. await connection.QueryAsync<Guid>(
            "select distinct subject from platform.legal_holds where client_id = @client and lifted_at is null", new { client })],
        open);

    // How many stored fields lie under keys that would go. The log has no index by kind, so it may take longer than a page may.
    private static async Task<long?> FieldsAsync(NpgsqlConnection connection, object key)
    {
        try
        {
            return await connection.ExecuteScalarAsync<long>("""
                select count(*)
                from events.mt_events e
                cross join lateral jsonb_each_text(e.data) f
                join events.es_subject_keys k on k.client_id = @client and k.kind = @kind and k.month < @from
                  and k.key_id = case when f.value ~ '^p1:[0-9a-f]{32}:' then substr(f.value, 4, 32)::uuid end
                where e.tenant_id = @client and e.type = @kind and not exists (select from unnest(@spared) s (id) where s.id = k.subject_id)
                """, key);
        }
        catch (PostgresException late) when (late.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return null;
        }
    }
}
