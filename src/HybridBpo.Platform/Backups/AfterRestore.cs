using Dapper;
using HybridBpo.Events;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>What is done to a restored database before it takes its place.</summary>
internal sealed class AfterRestore(
    IServiceProvider services, string connectionString, Func<NpgsqlConnection, Task<int>> forgetHosts, IProgress<string> progress)
{
    /// <summary>The act that a restore leaves behind.</summary>
    public const string Act = "restored";

    private static readonly Access Restore = Access.System("restore");

    public async Task<RestoreReport> RunAsync(
        RestoreOrder order, RestoreFiles files, OutsideKnowledge outside, IReadOnlyList<string> scripts, IReadOnlyList<string> despite,
        CancellationToken ct)
    {
        var warnings = new List<string>();
        var (off, sessions) = await QuietAsync(files, outside, ct);
        progress.Report("erasing again what was erased since");
        var spared = new SparedKeys(services.GetRequiredService<Database>(), files.Keys.TakenAt, outside.Held);
        var (erased, redacted, left) = await new EraseAgain(services, spared, progress).RunAsync(outside.Erasures, ct);
        warnings.AddRange(left);
        progress.Report("reading what left since");
        var reconcile = new ReconcileSending(
            services.GetRequiredService<Database>(), services.GetRequiredService<EventStore>(), services.GetServices<IDeliverySource>(),
            services.GetRequiredService<TimeProvider>());
        var (sent, unknown, foreign) = await reconcile.RunAsync(outside.Handovers, outside.JournalKnown, ct);
        if (!outside.JournalKnown)
            warnings.Add(JournalWords.Lacking(order, outside.Own, files.Database.TakenAt));
        else if (outside.Own.Problem is { } problem)
            warnings.Add($"This data folder's own send journal, {outside.Own.Path}, could not be read as a whole: {problem}.");
        warnings.AddRange(despite.Select(objection => $"Taken for all that left by your word, which is kept: {objection}"));
        var policies = await services.GetRequiredService<Database>().SingleOrDefaultAsync<long>(
            Restore, $"select count(*) from platform.retention_policies where days is not null", ct);
        if (policies > 0)
            warnings.Add($"{CountText.Of(policies, "retention policy", "retention policies")} and every legal hold stand as they did when the "
                + "backup was taken: enter again what was changed since, before the nightly run.");
        var chains = new List<RestoredChain>();
        foreach (var client in files.Database.Clients)
        {
            progress.Report($"verifying the log of {client.Client}");
            chains.Add(await VerifyAsync(client, ct));
        }
        await NoteAsync(files.Database, despite.Count > 0 ? order.DespiteJournal : null, outside.Named.Max(folder => folder.Last), ct);
        return new RestoreReport(
            order.File, files.Database.Id, files.Database.TakenAt, files.Database.Counts.Values.Sum() + files.Keys.Counts.Values.Sum(), scripts,
            erased, redacted, outside.JournalKnown, sent, unknown, foreign, off, sessions, chains, warnings,
            [.. outside.Named.Append(outside.Own).DistinctBy(folder => Path.GetFullPath(folder.Path)).Select(folder => new JournalRead(
                folder.Path, folder.Lines, folder.Last))]);
    }

    // Nothing leaves, nobody is signed in, nobody holds a lease, and no number is drawn twice.
    private async Task<(int Off, int Sessions)> QuietAsync(RestoreFiles files, OutsideKnowledge outside, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await connection.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync("select set_config('app.clients', '*', true), set_config('app.desk', '*', true)");
        var off = await connection.ExecuteAsync("update platform.clients set sending_on = false where sending_on");
        await connection.ExecuteAsync("""
            update platform.messages set lease_token = null, lease_until = null where lease_until is not null;
            update platform.deliveries set lease_token = null, lease_until = null where lease_until is not null and state <> 'sending';
            update events.es_projection_leases set until = clock_timestamp(), token = token + 1;
            """);
        var last = Math.Max(files.Database.LastNumber, Math.Max(files.Database.HighWaterMark, outside.LastNumber));
        await connection.ExecuteAsync("""
            select setval('events.mt_events_sequence', greatest(
              @last, (select coalesce(max(seq_id), 0) from events.mt_events), (select coalesce(max(last_seq), 0) from events.es_seals),
              (select coalesce(max(last_seq_id), 0) from events.mt_event_progression),
              (select case when is_called then last_value else 0 end from events.mt_events_sequence), 1))
            """, new { last });
        var sessions = await forgetHosts(connection);
        await transaction.CommitAsync(ct);
        return (off, sessions);
    }

    private async Task<RestoredChain> VerifyAsync(SealedClient client, CancellationToken ct) => new(
        client.Client,
        await services.GetRequiredService<LogVerifier>().VerifyAsync(client.Client, client.Checkpoint, client.Checkpoint?.Fingerprint, null, ct),
        client.Checkpoint is not null);

    private Task<int> NoteAsync(BackupManifest manifest, string? word, DateTimeOffset? journalsTo, CancellationToken ct) =>
        services.GetRequiredService<Database>().ExecuteAsync(Restore, $"""
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject, detail)
            values ({Access.EveryClient}, {Actor.System}, 'restore', {Act}, {manifest.Id}, jsonb_strip_nulls(jsonb_build_object(
              'takenAt', {manifest.TakenAt}, 'despiteJournal', {word}::text,
              'journalsTo', case when {word}::text is not null then {journalsTo}::timestamptz end)))
            """, ct);
}
