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
/// <param name="Left">
/// Keys that were left out, because an event under them cannot be read here and so nobody knows what was copied of it: a host that can read it finds
/// them again.
/// </param>
/// <param name="Unreadable">The first of those events; where keys were destroyed all the same, those of which copies may be left.</param>
public sealed record RetentionRun(
    string Client, string Kind, string Does, long Keys, long People, long Held, long Open, long Left, IReadOnlyList<string> Unreadable);

/// <summary>What a run came to.</summary>
/// <param name="Runs">For each policy that was carried out.</param>
/// <param name="Failures">One for each that could not be; the next run goes on with it.</param>
public sealed record RetentionOutcome(IReadOnlyList<RetentionRun> Runs, IReadOnlyList<Exception> Failures)
{
    /// <summary>The runs, where all policies were carried out.</summary>
    /// <exception cref="AggregateException">Some were not; all others were.</exception>
    public IReadOnlyList<RetentionRun> OrThrow() => Failures.Count == 0
        ? Runs : throw new AggregateException("The retention did not end everywhere; the next run goes on.", Failures);
}

/// <summary>How far a run is.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="Kind">Alias of the kind.</param>
/// <param name="Keys">Keys destroyed so far.</param>
/// <param name="IsReading">Is the log being read for the next ones?</param>
public sealed record RetentionProgress(string Client, string Kind, long Keys, bool IsReading);

/// <summary>An operator's word that the keys go as well of whose events one cannot be read, though copies of it may stay.</summary>
/// <param name="Kind">Alias of the only kind that is carried out.</param>
/// <param name="Why">Why; stands in the acts.</param>
public sealed record DespiteUnreadable(string Kind, string Why);

/// <summary>
/// Carries the policies out. May die at any moment and run on several hosts at once: keys go together with what tables copied of the fields under
/// them, each step is one transaction with its act, and the next run begins where this one ended.
/// </summary>
/// <param name="database">Where policies and holds are.</param>
/// <param name="store">Archives streams.</param>
/// <param name="keys">Destroys keys and copies.</param>
/// <param name="matters">Who is spared because something is open.</param>
/// <param name="list">Keeps outside the database what was destroyed, for a restore from an older backup.</param>
/// <param name="time">The clock by which things are old.</param>
public sealed class RetentionRuns(
    Database database, EventStore store, KeyRetention keys, IEnumerable<IOpenMatters> matters, ErasureList list, TimeProvider time)
{
    private const int BatchOfStreams = 500;

    // The log is read once for so many keys.
    private const int KeysPerReading = 50_000;

    // Of the events that cannot be read so many are named.
    private const int MostNamed = 20;

    private static readonly Access Product = Access.System("retention");

    private readonly SparedPeople sparing = new(matters);

    private sealed record InForce(string ClientId, string Kind, string Does, int Days);

    private sealed record Counted(long People, long Held, long Open);

    /// <summary>How many keys go in one step, and so in one transaction: while it lasts, about a second, no hold can be placed.</summary>
    internal int KeysPerStep { get; set; } = 500;

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
        Counted counted = new(0, 0, 0);
        await database.InTransactionAsync(access, async (connection, _) =>
            counted = await CountAsync(connection, client, kind, from, await sparing.NowAsync(connection, client, ct)), ct);
        return new RetentionPreview(counted.People, counted.Held, counted.Open, from);
    }

    /// <summary>Carries out every policy in force, of one client or of all.</summary>
    /// <param name="access">Who asks: the nightly scan, or the command line.</param>
    /// <param name="client">Code of the client; null for all.</param>
    /// <param name="ct">Set when the host stops; what was done stays done.</param>
    /// <param name="despite">Only this kind, and also what cannot be read.</param>
    /// <param name="progress">Told what was done so far.</param>
    public async Task<RetentionOutcome> RunAsync(
        Access access, string? client, CancellationToken ct, DespiteUnreadable? despite = null, IProgress<RetentionProgress>? progress = null)
    {
        var (runs, failures) = (new List<RetentionRun>(), new List<Exception>());
        foreach (var policy in await database.QueryAsync<InForce>(access, $"""
            select client_id, kind, does, days from platform.retention_policies
            where days is not null and ({client}::text is null or client_id = {client}) order by client_id, kind, does
            """, ct))
        {
            if (despite is not null && (policy.Kind != despite.Kind || policy.Does != RetentionDoes.Fields))
                continue;
            try
            {
                runs.Add(policy.Does == RetentionDoes.Archive
                    ? await ArchiveAsync(access, policy, ct)
                    : await DestroyAsync(access, policy, despite, progress, ct));
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                // One kind's trouble is not the others'.
                failures.Add(new InvalidOperationException($"{policy.ClientId} {policy.Kind}: {failed.Message}", failed));
            }
        }
        keys.Forget();
        return new RetentionOutcome(runs, failures);
    }

    internal static Task NoteAsync(NpgsqlConnection connection, Access access, string client, string kind, string does, string act, string json) =>
        connection.ExecuteAsync("""
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject, detail)
            values (@client, @Kind, @Id, @act, @subject, @json::jsonb)
            """, new { client, access.Actor.Kind, access.Actor.Id, act, subject = RetentionPolicies.SubjectOf(client, kind, does), json });

    private async Task<RetentionRun> DestroyAsync(
        Access access, InForce policy, DespiteUnreadable? despite, IProgress<RetentionProgress>? progress, CancellationToken ct)
    {
        if (!store.Kinds.Any(kind => kind.Alias == policy.Kind))
            throw new InvalidOperationException("this host does not know the kind, nor what tables copy of it: a host of the newer version goes on.");
        var old = new OldFields(policy.ClientId, policy.Kind, KeyRetention.KeptFrom(time.GetUtcNow(), policy.Days), []);
        var (people, destroyed, leftOut, last, holds) = (new HashSet<Guid>(), 0L, 0L, Guid.Empty, true);
        var unreadable = new List<string>();
        while (holds)
        {
            Guid[] spared = [];
            await database.InTransactionAsync(Product, async (connection, _) =>
                spared = (await sparing.NowAsync(connection, policy.ClientId, ct)).All, ct);
            progress?.Report(new(policy.ClientId, policy.Kind, destroyed, IsReading: true));
            var found = await keys.FindAsync(old with { Spared = spared }, last, KeysPerReading, ct);
            if (found.Count == 0)
                break;
            foreach (var some in found.Chunk(KeysPerStep))
            {
                holds = await StepAsync(policy, async connection =>
                {
                    // Only of those whom the step is about: a client may have many more with something open.
                    Guid[] whose = [.. some.Select(key => key.Subject).Distinct()];
                    var now = await sparing.NowAsync(connection, policy.ClientId, ct, whose);
                    var gone = await keys.DestroyAsync(connection, old with { Spared = now.All }, some, despite is not null, ct);
                    destroyed += gone.Keys;
                    leftOut += gone.Left;
                    unreadable.AddRange(gone.Unreadable.Take(MostNamed - unreadable.Count).Select(e => e.Message));
                    people.UnionWith(gone.Subjects);
                    // What the step did; what is left is counted once, at the end: counting in each would make the whole quadratic.
                    if (gone.Keys > 0)
                        await NoteAsync(connection, access, policy.ClientId, policy.Kind, policy.Does, "retention-step", JsonSerializer.Serialize(
                            new
                            {
                                policy.Kind,
                                policy.Does,
                                old.KeptFrom,
                                gone.Keys,
                                People = gone.Subjects.Count,
                                Despite = despite?.Why,
                                CopiesLeftOf = despite is null ? null : gone.Unreadable.Select(e => e.Seq),
                            }));
                    await list.AddAsync(
                        [.. gone.BySubject.Select(of => new ErasureLine(time.GetUtcNow(), policy.ClientId, of.Key, Person: false, of.Value))], ct);
                }, ct);
                if (!holds)
                    break;
                progress?.Report(new(policy.ClientId, policy.Kind, destroyed, IsReading: false));
            }
            last = found[^1].Id;
        }
        var run = new RetentionRun(policy.ClientId, policy.Kind, policy.Does, destroyed, people.Count, 0, 0, leftOut, unreadable);
        await StepAsync(policy, async connection =>
        {
            await RanAsync(connection, policy);
            var left = await CountAsync(
                connection, policy.ClientId, policy.Kind, old.KeptFrom, await sparing.NowAsync(connection, policy.ClientId, ct));
            run = run with { Held = left.Held, Open = left.Open };
            await NoteAsync(connection, access, policy.ClientId, policy.Kind, policy.Does, LastRuns.Noted, JsonSerializer.Serialize(
                new
                {
                    run.Kind,
                    run.Does,
                    old.KeptFrom,
                    run.Keys,
                    run.People,
                    run.Held,
                    run.Open,
                    run.Left,
                    run.Unreadable,
                    Despite = despite?.Why,
                }));
        }, ct);
        return run;
    }

    // One step of a policy, as long as it is in force as the run found it: whoever switches it off or lengthens it comes before the step or after it,
    // and so does whoever places a hold. Of two hosts one at a time.
    private async Task<bool> StepAsync(InForce policy, Func<NpgsqlConnection, Task> step, CancellationToken ct)
    {
        var holds = false;
        await database.InTransactionAsync(Product, async (connection, _) =>
        {
            holds = await connection.ExecuteScalarAsync<bool?>("""
                select true from platform.retention_policies
                where client_id = @ClientId and kind = @Kind and does = @Does and days = @Days for update
                """, policy) == true;
            if (!holds)
                return;
            await connection.ExecuteAsync("lock table platform.legal_holds in share mode");
            await step(connection);
        }, ct);
        return holds;
    }

    private async Task<RetentionRun> ArchiveAsync(Access access, InForce policy, CancellationToken ct)
    {
        var (before, archived, last) = (time.GetUtcNow().AddDays(-policy.Days), 0L, BatchOfStreams);
        while (last == BatchOfStreams && await StepAsync(policy, _ => Task.CompletedTask, ct))
        {
            last = await store.ArchiveEndedAsync(policy.ClientId, policy.Kind, before, BatchOfStreams, ct);
            archived += last;
        }
        await database.InTransactionAsync(Product, async (connection, _) =>
        {
            await RanAsync(connection, policy);
            await NoteAsync(connection, access, policy.ClientId, policy.Kind, policy.Does, LastRuns.Noted,
                JsonSerializer.Serialize(new { policy.Kind, policy.Does, Streams = archived }));
        }, ct);
        return new RetentionRun(policy.ClientId, policy.Kind, policy.Does, archived, 0, 0, 0, 0, []);
    }

    private Task<int> RanAsync(NpgsqlConnection connection, InForce policy) => connection.ExecuteAsync("""
        update platform.retention_policies set ran_at = @now where client_id = @ClientId and kind = @Kind and does = @Does
        """, new { policy.ClientId, policy.Kind, policy.Does, now = time.GetUtcNow() });

    // Whose fields of the kind are old enough: those that would go, those that are held, and those about whom something is open.
    private static Task<Counted> CountAsync(NpgsqlConnection connection, string client, string kind, DateOnly from, Spared spared) =>
        connection.QuerySingleAsync<Counted>("""
            with old as (select distinct subject_id from events.es_subject_keys where client_id = @client and kind = @kind and month < @from)
            select count(*) filter (where h.id is null and o.id is null) as people, count(h.id) as held,
              count(o.id) filter (where h.id is null) as open
            from old left join (select distinct unnest(@held) as id) h on h.id = old.subject_id
            left join (select distinct unnest(@open) as id) o on o.id = old.subject_id
            """, new { client, kind, from, held = spared.Held, open = spared.Open });
}
