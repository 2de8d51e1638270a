using HybridBpo.Collections.Import.Payments;

namespace HybridBpo.Collections.Import.Undoing;

/// <param name="Command">The same for each repetition.</param>
/// <param name="Reason">One of <see cref="UndoWords.Reasons"/>.</param>
internal sealed record UndoRequest(string Client, Guid Import, Guid Command, string Reason);

/// <summary>What undoing a file would do, or did.</summary>
/// <param name="SumMinor">What its bookings do to balances together.</param>
/// <param name="Messages">Messages that went to people of these accounts since it was loaded.</param>
/// <param name="ToldLater">Rows of later files that were taken for known: those files do not bring them back.</param>
/// <param name="Kept">Accounts that stay: the first ones, with the reasons.</param>
/// <param name="Looked">How many accounts were looked at: of a very large file the first ones.</param>
internal sealed record UndoFile(
    int Accounts, int Bookings, long SumMinor, int Messages, int ToldLater, IReadOnlyList<KeptAccount> Kept, int KeptCount, int Looked);

internal sealed record KeptAccount(Guid Id, string Reference, IReadOnlyList<string> Why);

internal sealed record UndoneBefore(ImportRow Import) : Conflict(Import.UndoneAt is { } at
    ? $"{Import.FileName} was undone before, on {at:d MMM yyyy HH:mm} UTC: nothing is taken back twice."
    : $"{Import.FileName} is being undone at this moment.");

internal sealed record UndoReasonMissing() : Invalid("Say why the file is undone.");

/// <summary>Undoes a placement or transactions file as one act: looked at first, ordered once, carried out in the background.</summary>
internal sealed class UndoImport(Database database, ImportDesk desk, JudgeAccounts judge, TimeProvider time)
{
    private const int MostLooked = 500, MostShown = 50;

    public async Task<Result<UndoFile>> PreviewAsync(Access access, string client, Guid id, CancellationToken ct)
    {
        if (!access.May(Act.ImportPortfolio)) return new Forbidden("Only a supervisor undoes an import.");
        if (await desk.FindAsync(access, client, id, ct) is not { } import || import.Kind is ImportKinds.Statement or ImportKinds.Calls)
            return new ImportNotThere("There is no such import.");
        if (import.UndoneAt is not null) return new UndoneBefore(import);
        if (import.State != "loaded") return new ImportBusy("Only a file that is loaded can be undone.");
        var isPlacement = import.Kind == ImportKinds.Placement;
        var found = (await database.SingleOrDefaultAsync<Sums>(access, $"""
            with mine as (select account_id, effect_minor from collections.transactions where client_id = {client} and import_id = {id}
              and undone_at is null and (type = 'opening') = {isPlacement})
            select (select count(distinct account_id)::int from mine) as accounts, (select count(*)::int from mine) as bookings,
              (select coalesce(sum(effect_minor), 0)::bigint from mine) as sum_minor,
              (select count(*)::int from collections.nudges n where n.client_id = {client} and n.state = 'sent' and n.changed_at > {import.LoadedAt}
                 and n.accounts && (select coalesce(array_agg(distinct account_id), array[]::uuid[]) from mine)) as messages,
              (select coalesce(sum(o.unchanged), 0)::int from collections.imports o where o.client_id = {client} and o.kind = {import.Kind}
                 and o.id <> {id} and o.state = 'loaded' and o.loaded_at > {import.LoadedAt})
                + (select count(*)::int from collections.told_twice b where b.client_id = {client} and b.by_import = {id} and b.state = 'same')
                as told_later
            """, ct))!;
        if (!isPlacement) return new UndoFile(
            found.Accounts, found.Bookings, found.SumMinor, found.Messages, found.ToldLater, [], 0, found.Accounts);
        var judged = await judge.JudgeAsync(access, import, await judge.ListAsync(access, import, MostLooked, ct), ct);
        List<JudgedAccount> kept = [.. judged.Where(j => j.Why.Count > 0)];
        return new UndoFile(
            found.Accounts - kept.Count, found.Bookings - kept.Sum(k => k.Openings.Count),
            found.SumMinor - kept.Sum(k => k.Openings.Sum(o => o.EffectMinor)), found.Messages, found.ToldLater,
            [.. kept.Take(MostShown).Select(k => new KeptAccount(k.Id, k.Reference, k.Why))], kept.Count, judged.Count);
    }

    /// <summary>Orders it. The same command again is done already; another one is refused, unless the first stopped at an error.</summary>
    public async Task<Result<Done>> OrderAsync(Access access, UndoRequest asked, CancellationToken ct)
    {
        if (!access.May(Act.ImportPortfolio)) return new Forbidden("Only a supervisor undoes an import.");
        if (await desk.FindAsync(access, asked.Client, asked.Import, ct) is not { } import
            || import.Kind is ImportKinds.Statement or ImportKinds.Calls)
            return new ImportNotThere("There is no such import.");
        if (!UndoWords.IsReason(asked.Reason)) return new UndoReasonMissing();
        var ordered = await database.InTransactionAsync(access, async (connection, _) =>
        {
            var changed = await EntryWriter.RunAsync(connection, $"""
                update collections.imports set undo_command = {asked.Command}, undo_reason = {asked.Reason}, undone_by = {access.Actor.Id},
                  undo_asked_at = {time.GetUtcNow()}, problem = null
                where client_id = {asked.Client} and id = {asked.Import} and state = 'loaded' and undone_at is null
                  and (undo_asked_at is null or problem is not null)
                """, ct);
            if (changed == 1) await Outbox.SendAsync(
                connection, asked.Client, UndoRun.MessageKind, [new UndoOrder(asked.Client, asked.Import)], ct);
            return changed == 1;
        }, ct);
        if (ordered) return Done.Yes;
        import = (await desk.FindAsync(access, asked.Client, asked.Import, ct))!;
        return import.UndoCommand == asked.Command ? Done.Yes
            : import.UndoAskedAt is not null ? new UndoneBefore(import) : new ImportBusy("Only a file that is loaded can be undone.");
    }

    /// <summary>Accounts of a file that stayed when it was undone, and why.</summary>
    public async Task<IReadOnlyList<KeptAccount>> KeptAsync(Access access, ImportRow import, int most, CancellationToken ct) =>
        await database.QueryAsync<KeptAccount>(access, $"""
            select n.account_id as id, a.reference, n.why from collections.not_undone n
              join collections.accounts a on a.client_id = n.client_id and a.id = n.account_id
            where n.client_id = {import.ClientId} and n.import_id = {import.Id} order by a.reference limit {most}
            """, ct);

    public async Task<long> KeptCountAsync(Access access, ImportRow import, CancellationToken ct) =>
        await database.SingleOrDefaultAsync<long>(access, $"""
            select count(*) from collections.not_undone where client_id = {import.ClientId} and import_id = {import.Id}
            """, ct);

    private sealed record Sums(int Accounts, int Bookings, long SumMinor, int Messages, int ToldLater);
}
