using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Import.Undoing;
using HybridBpo.Events;

namespace HybridBpo.Collections.Import.CallFiles;

/// <param name="People">With whom the file's calls were.</param>
/// <param name="Calls">That the file was the first to tell.</param>
/// <param name="ToldBefore">Rows about calls that are told elsewhere too.</param>
/// <param name="Recent">Calls of the last seven days: where nobody else told of them, people may be called again sooner.</param>
internal sealed record UndoCallFile(int People, int Calls, int ToldBefore, int Recent);

internal sealed record CallsNeedTwo() : Forbidden(
    "A call that took place protects the person. Two supervisors take a file of calls back, on its page: one asks, another one confirms.");

internal sealed record AskedByYou() : Forbidden("Somebody else than the one who asked confirms it.");

/// <summary>
/// Takes a wrongly loaded file of calls back. That may let people be called again sooner, so one supervisor asks and another one confirms; what the
/// desk or another file told of the same calls stays and counts.
/// </summary>
internal sealed class UndoCalls(EventStore store, Database database, ImportDesk desk, TimeProvider time)
{
    private const int Portion = 100, CountedDays = 7;

    public async Task<Result<UndoCallFile>> PreviewAsync(Access access, string client, Guid id, CancellationToken ct)
    {
        if (!access.May(Act.ImportPortfolio)) return new Forbidden("Only a supervisor undoes an import.");
        if (await desk.FindAsync(access, client, id, ct) is not { Kind: ImportKinds.Calls } import)
            return new ImportNotThere("There is no such import.");
        if (import.UndoneAt is not null) return new UndoneBefore(import);
        if (import.State != "loaded") return new ImportBusy("Only a file that is loaded can be undone.");
        return (await database.SingleOrDefaultAsync<UndoCallFile>(access, $"""
            select count(distinct person_id)::int as people, (count(*) filter (where not told_before))::int as calls,
              (count(*) filter (where told_before))::int as told_before,
              (count(*) filter (where not told_before and at > {time.GetUtcNow().AddDays(-CountedDays)}))::int as recent
            from collections.call_rows where client_id = {client} and import_id = {id} and undone_at is null
            """, ct))!;
    }

    /// <summary>The first of two: nothing is taken back yet.</summary>
    public async Task<Result<Done>> AskAsync(Access access, string client, Guid id, string reason, CancellationToken ct)
    {
        if ((await MayAsync(access, client, id, ct)).Refusal is { } no) return no;
        if (!UndoWords.IsReason(reason)) return new UndoReasonMissing();
        return await database.ExecuteAsync(access, $"""
            update collections.imports set undo_wanted_by = {access.Actor.Id}, undo_wanted_at = {time.GetUtcNow()}, undo_reason = {reason}
            where client_id = {client} and id = {id} and state = 'loaded' and undo_asked_at is null and undo_wanted_by is null
            """, ct) == 1 ? Done.Yes : new ImportBusy("Somebody asked already: confirm or decline that first.");
    }

    public async Task<Result<Done>> DeclineAsync(Access access, string client, Guid id, CancellationToken ct)
    {
        if ((await MayAsync(access, client, id, ct)).Refusal is { } no) return no;
        await database.ExecuteAsync(access, $"""
            update collections.imports set undo_wanted_by = null, undo_wanted_at = null, undo_reason = null
            where client_id = {client} and id = {id} and undo_asked_at is null
            """, ct);
        return Done.Yes;
    }

    /// <summary>The second one: from here on it is carried out in the background. One that stopped at an error is confirmed anew.</summary>
    public async Task<Result<Done>> ConfirmAsync(Access access, string client, Guid id, Guid command, CancellationToken ct)
    {
        if (!(await MayAsync(access, client, id, ct)).Is(out var import, out var no)) return no;
        if (import.UndoAskedAt is not null && import.Problem is null)
            return import.UndoCommand == command ? Done.Yes : new UndoneBefore(import);
        if (import.UndoWantedBy is null) return new ImportBusy("Nobody asks to undo it any more.");
        if (import.UndoWantedBy == access.Actor.Id) return new AskedByYou();
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            if (await EntryWriter.RunAsync(connection, $"""
                update collections.imports set undo_command = {command}, undone_by = {access.Actor.Id}, undo_asked_at = {time.GetUtcNow()},
                  problem = null
                where client_id = {client} and id = {id} and state = 'loaded' and undone_at is null and undo_wanted_by is not null
                  and undo_wanted_by <> {access.Actor.Id} and (undo_asked_at is null or problem is not null)
                """, ct) == 1)
                await Outbox.SendAsync(connection, client, UndoRun.MessageKind, [new UndoOrder(client, id)], ct);
        }, ct);
        return Done.Yes;
    }

    /// <summary>One portion: whole or not at all.</summary>
    /// <returns>False when nothing of the file counts any more.</returns>
    public async Task<bool> PortionAsync(Access access, ImportRow import, CancellationToken ct)
    {
        var (client, now) = (import.ClientId, time.GetUtcNow());
        var people = await database.QueryAsync<Told>(access, $"""
            select person_id, count(*)::int as rows, (count(*) filter (where not told_before))::int as calls from collections.call_rows
            where client_id = {client} and import_id = {import.Id} and undone_at is null group by person_id order by person_id limit {Portion}
            """, ct);
        if (people.Count == 0) return false;
        var session = store.OpenSession(client, access);
        foreach (var told in people)
        {
            var stream = await session.FetchForWriting<Person>(told.PersonId, ct);
            if (stream.Aggregate is { IsErased: false }) stream.AppendMany(
                new CallsTakenBack(import.Id, told.Rows, import.UndoWantedBy!, import.UndoneBy!, import.UndoReason!));
        }

        session.Queue($"""
            update collections.call_rows set undone_at = {now}
            where client_id = {client} and import_id = {import.Id} and person_id = any ({people.Select(p => p.PersonId).ToArray()})
            """);
        session.Queue(Undone.CountSql(import, people.Count, people.Sum(p => p.Calls), 0));
        Undone.Expect(await session.SaveChangesAsync(ct));
        return true;
    }

    private async Task<Result<ImportRow>> MayAsync(Access access, string client, Guid id, CancellationToken ct) =>
        !access.May(Act.ImportPortfolio) ? new Forbidden("Only a supervisor undoes an import.")
        : access.IsSystem ? new CallsNeedTwo()
        : await desk.FindAsync(access, client, id, ct) is not { Kind: ImportKinds.Calls } import ? new ImportNotThere("There is no such import.")
        : import.UndoneAt is not null ? new UndoneBefore(import)
        : import.State != "loaded" ? new ImportBusy("Only a file that is loaded can be undone.") : import;

    private sealed record Told(Guid PersonId, int Rows, int Calls);
}
