using HybridBpo.Events;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform;

/// <summary>
/// Carries out in a restored database what was erased, and what retention destroyed, since it was backed up: people, keys, and what tables and files
/// copied of the fields under those keys.
/// </summary>
/// <param name="services">Of the restored database.</param>
/// <param name="spared">Keeps what was listed and is to stay.</param>
/// <param name="progress">Told in a few words how far it is.</param>
internal sealed class EraseAgain(IServiceProvider services, SparedKeys spared, IProgress<string> progress)
{
    /// <summary>The act that is left behind for each person.</summary>
    public const string Act = "erased-again";

    // The log is read once for so many keys; lists of a retention name one person a line, and a round trip for each would take longer than all else.
    private const int KeysAtOnce = 200_000, LinesAtOnce = 1_000;

    private static readonly Access Restore = Access.System("restore");

    private readonly Database database = services.GetRequiredService<Database>();

    /// <returns>How many people and subjects of keys; how many events whose copies were taken away; and what stays of people, in words.</returns>
    public async Task<(int Erased, long Redacted, IReadOnlyList<string> Left)> RunAsync(IReadOnlyList<ErasureLine> listed, CancellationToken ct)
    {
        var (erased, redacted, left, lacking) = (0, 0L, new List<string>(), new Dictionary<string, IReadOnlySet<Guid>>());
        var lines = new List<ErasureLine>();
        foreach (var client in listed.GroupBy(line => line.Client))
        {
            var (some, stay) = await spared.TakeOutAsync(client.Key, [.. client], ct);
            lines.AddRange(some);
            left.AddRange(stay);
            lacking[client.Key] = await ListLackingAsync(client.Key, some, ct);
        }
        foreach (var line in lines.Where(line => line.IsOpen))
            left.AddRange(await BegunAsync(line, ct));
        var people = lines.Where(line => line.Person && !line.IsOpen).ToList();
        foreach (var (at, line) in people.Index())
        {
            progress.Report($"erasing again what was erased since: {at + 1:N0} of {CountText.Of(people.Count, "person", "people")}");
            erased += await PersonAsync(line, left, ct) ? 1 : 0;
        }
        foreach (var client in lines.GroupBy(line => line.Client))
        {
            var unknown = await UnknownAsync(client.Key, [.. client], ct);
            progress.Report($"taking away what stood under destroyed keys of {client.Key}");
            foreach (var keys in unknown.SelectMany(line => line.Keys).Concat(lacking[client.Key]).Distinct().Chunk(KeysAtOnce))
                redacted += await RedactAsync(client.Key, keys.ToHashSet(), left, ct);
            var whose = new HashSet<Guid>();
            foreach (var (at, some) in unknown.OrderBy(line => line.Subject).Chunk(LinesAtOnce).Index())
            {
                progress.Report($"destroying keys of {client.Key} again: {at * LinesAtOnce:N0} of {unknown.Count:N0} lines of the list");
                whose.UnionWith(await KeysAsync(client.Key, some, ct));
            }
            erased += whose.Count;
        }
        return (erased, redacted, left);
    }

    // Keys that are not here, because those of a later backup were restored. What is written under them reads as erased from here on, and not as
    // lost: modules read what people said while they erase them. What was copied of it goes afterwards, as people are recognised by it until then;
    // a restore that dies in between begins from nothing.
    private async Task<IReadOnlySet<Guid>> ListLackingAsync(string client, IReadOnlyList<ErasureLine> lines, CancellationToken ct)
    {
        var lacking = new HashSet<Guid>();
        foreach (var some in (await UnknownAsync(client, lines, ct)).Chunk(LinesAtOnce))
        {
            var named = Named(some);
            lacking.UnionWith(await database.QueryAsync<Guid>(Restore, $"""
                insert into events.es_erasures (client_id, key_id, subject_id, erased_at, why)
                select {client}, n.* from unnest({named.Keys}, {named.Subjects}, {named.At}, {named.Why}) as n (key_id, subject_id, erased_at, why)
                where not exists (select from events.es_subject_keys k where k.client_id = {client} and k.key_id = n.key_id)
                on conflict do nothing returning key_id
                """, ct));
        }
        return lacking;
    }

    // An erasure that was given up is carried out by nobody but a person: a hold may have been placed since, or somebody thought better of it.
    private async Task<IReadOnlyList<string>> BegunAsync(ErasureLine line, CancellationToken ct)
    {
        var isThere = await HasKeysAsync(line, ct);
        foreach (var eraser in services.GetServices<ISubjectEraser>())
            isThere = isThere || (await eraser.FindAsync(line.Client, line.Subject.ToString("D"), ct)).Count > 0;
        return !isThere ? [] :
        [
            $"The erasure of {line.Subject} of {line.Client} was begun on {ErasureNotEnded.Day(line.At)} and never ended, so nothing of it was "
                + "carried out again. End it, on the page Erasure or with ./run.sh erase, or give it up and leave them as they are.",
        ];
    }

    // Nobody comes back after an erasure: what is under a key is to go.
    private async Task<bool> PersonAsync(ErasureLine line, List<string> left, CancellationToken ct)
    {
        var isKnown = await database.SingleOrDefaultAsync<bool>(Restore, $"""
            select exists (select from platform.acts
              where client_id = {line.Client} and subject = {line.Subject} and act in ('person-erased', 'erased-again'))
            """, ct);
        if (isKnown && !await HasKeysAsync(line, ct))
            return false;
        // Asked before, while the person is recognised.
        var erasure = services.GetRequiredService<Erasure>();
        var traces = await erasure.TracesAsync(line.Client, line.Subject, ct);
        foreach (var eraser in services.GetServices<ISubjectEraser>())
            left.AddRange((await eraser.ObstaclesInFilesAsync(line.Client, line.Subject, traces, ct)).Select(o =>
                $"Something about {line.Subject} of {line.Client}, who was erased again, is still readable: {o.Words}. When it stands no more, erase "
                    + "them once more."));
        var unread = await erasure.UnreadAsync(line.Client, line.Subject, traces.Own, ct);
        await erasure.EraseAsync(line, null, ct);
        var inTheClear = await unread.InTheClearAsync(database, line.Client, ct);
        left.AddRange(unread.Words.Select(which =>
            ErasureProof.Said(which, inTheClear, unread.Lost) + $" It is about {line.Subject} of {line.Client}, who was erased again."));
        await NoteAsync(line, ct);
        return true;
    }

    private Task<bool> HasKeysAsync(ErasureLine line, CancellationToken ct) => database.SingleOrDefaultAsync<bool>(
        Restore, $"select exists (select from events.es_subject_keys where client_id = {line.Client} and subject_id = {line.Subject})", ct);

    // The lines with those of their keys that this database does not know as destroyed.
    private async Task<IReadOnlyList<ErasureLine>> UnknownAsync(string client, IReadOnlyList<ErasureLine> lines, CancellationToken ct)
    {
        Guid[] named = [.. lines.SelectMany(line => line.Keys).Distinct()];
        var unknown = (await database.QueryAsync<Guid>(Restore, $"""
            select key from unnest({named}) key where not exists (select from events.es_erasures where client_id = {client} and key_id = key)
            """, ct)).ToHashSet();
        return [.. lines.Select(line => line with { Keys = [.. line.Keys.Where(unknown.Contains)] }).Where(line => line.Keys.Count > 0)];
    }

    // Before the keys are listed as destroyed, so that whoever begins again finds them.
    private async Task<long> RedactAsync(string client, IReadOnlySet<Guid> keys, List<string> left, CancellationToken ct)
    {
        var copies = services.GetRequiredService<KeyedCopies>();
        var events = (await copies.FindAsync(client, keys, kind: null, ct)).SelectMany(under => under).ToHashSet();
        IReadOnlyList<UnreadableEvent> unreadable = [];
        await database.InTransactionAsync(
            Restore, async (connection, _) => unreadable = await copies.RedactAsync(connection, client, events, ct), ct);
        left.AddRange(unreadable.Select(e => $"{e.Message} What tables copied of it, if anything, is still there."));
        return events.Count;
    }

    // Answers of whom there were keys left.
    private async Task<IReadOnlyList<Guid>> KeysAsync(string client, ErasureLine[] lines, CancellationToken ct)
    {
        var (keys, subjects, at, why) = Named(lines);
        return await database.QueryAsync<Guid>(Restore, $"""
            with named as (select * from unnest({keys}, {subjects}, {at}, {why}) as n (key_id, subject_id, erased_at, why)),
            gone as (
              delete from events.es_subject_keys where client_id = {client} and key_id in (select key_id from named) returning key_id),
            listed as (
              insert into events.es_erasures (client_id, key_id, subject_id, erased_at, why)
              select {client}, key_id, subject_id, erased_at, why from named on conflict do nothing),
            noted as (
              insert into platform.acts (client_id, actor_kind, actor_id, act, subject, detail)
              select {client}, {Actor.System}, 'restore', 'keys-destroyed-again', subject_id, jsonb_build_object('firstErased', min(erased_at))
              from named where key_id in (select key_id from gone) group by subject_id, why returning subject)
            select distinct subject from noted
            """, ct);
    }

    // Each key once, with what its line says of it.
    private static (Guid[] Keys, Guid[] Subjects, DateTimeOffset[] At, string[] Why) Named(IEnumerable<ErasureLine> lines)
    {
        var flat = lines.SelectMany(line => line.Keys.Select(key => (Key: key, Line: line))).DistinctBy(f => f.Key).ToList();
        return (
            [.. flat.Select(f => f.Key)], [.. flat.Select(f => f.Line.Subject)], [.. flat.Select(f => f.Line.At)],
            [.. flat.Select(f => Why(f.Line))]);
    }

    private static string Why(ErasureLine line) => line.Person ? "erased" : "retention";

    private Task<int> NoteAsync(ErasureLine line, CancellationToken ct) => database.ExecuteAsync(Restore, $"""
        insert into platform.acts (client_id, actor_kind, actor_id, act, subject, detail)
        values ({line.Client}, {Actor.System}, 'restore', {Act}, {line.Subject}, jsonb_build_object('firstErased', {line.At}))
        """, ct);
}
