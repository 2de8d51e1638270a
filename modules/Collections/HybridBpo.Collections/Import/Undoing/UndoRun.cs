using HybridBpo.Collections.Import.CallFiles;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;
using Npgsql;

namespace HybridBpo.Collections.Import.Undoing;

internal sealed record UndoOrder(string Client, Guid Import);

/// <summary>
/// Undoes a file in the background, portion by portion: each is whole or not at all, and what is done is not looked at again, so a host that dies in
/// between only makes another one go on.
/// </summary>
internal sealed class UndoRun(
    EventStore store, Database database, ImportDesk desk, TakeBackBookings bookings, RecallAccounts recall, UndoCalls calls,
    RelayOptions relay, TimeProvider time)
    : IMessageHandler
{
    public const string MessageKind = "collections.undo-import";

    public string Kind => MessageKind;

    public async Task HandleAsync(Message message, CancellationToken ct)
    {
        var order = message.Read<UndoOrder>();
        var access = Access.System("undo", order.Client);
        try
        {
            await using var turn = await ImportTurn.TakeAsync(database, order.Client, order.Import, ct);
            await RunAsync(access, order, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException && message.Attempt >= relay.Tries)
        {
            var what = (error as PostgresException)?.SqlState is { } sql ? $"PostgreSQL {sql}" : error.GetType().Name;
            var problem = $"The undoing stopped at an error of ours ({what}). What was taken back before it stays so. Undo it again to go on.";
            await database.ExecuteAsync(access, $"""
                update collections.imports set problem = {problem}
                where client_id = {order.Client} and id = {order.Import} and undo_asked_at is not null and undone_at is null
                """, CancellationToken.None);
        }
    }

    private async Task RunAsync(Access access, UndoOrder order, CancellationToken ct)
    {
        if (await desk.FindAsync(access, order.Client, order.Import, ct) is not { UndoAskedAt: not null, UndoneAt: null } import) return;
        while (import.Kind switch
        {
            ImportKinds.Placement => await recall.PortionAsync(access, import, ct),
            ImportKinds.Calls => await calls.PortionAsync(access, import, ct),
            _ => await bookings.PortionAsync(access, import, ct),
        })
            ct.ThrowIfCancellationRequested();
        await EndAsync(access, (await desk.FindAsync(access, order.Client, order.Import, ct))!, ct);
    }

    private async Task EndAsync(Access access, ImportRow import, CancellationToken ct)
    {
        var (client, now) = (import.ClientId, time.GetUtcNow());
        var kept = await database.SingleOrDefaultAsync<int>(access, $"""
            select count(*)::int from collections.not_undone where client_id = {client} and import_id = {import.Id}
            """, ct);
        var session = store.OpenSession(client, access);
        session.Append(import.Id, new ImportUndone(
            import.Kind, import.UndoAccounts, import.UndoBookings, import.UndoMinor, kept, import.UndoneBy!, import.UndoReason!));
        session.Queue($"""
            update collections.quarantine set state = 'left-out', changed_by = {import.UndoneBy}, changed_at = {now}
            where client_id = {client} and import_id = {import.Id} and state = 'open' and case_id is null
            """);
        session.Queue($"""
            update collections.imports i set state = 'dropped', undone_at = {now}, problem = null, quarantined = (
              select count(*) from collections.quarantine q where q.client_id = i.client_id and q.import_id = i.id and q.state = 'open')
            where client_id = {client} and id = {import.Id}
            """);
        session.Queue(Twice.ToldTwice.ReleaseSql(client, import.Id));
        if (import.Kind == ImportKinds.Ageing)
        {
            session.Queue($"delete from collections.ageing_findings where client_id = {client} and import_id = {import.Id}");
            session.Send(CaseMessages.Withdraw, new WithdrawCase(
                Ids.For(client, "ageing-case", import.Id.ToString("N")), client, Payments.UndoStatement.Reason));
        }

        // Facts that only its accounts missed.
        if (kept == 0)
            foreach (var asked in await database.QueryAsync<Guid>(access, $"""
                select case_id from collections.missing_facts
                where client_id = {client} and import_id = {import.Id} and settled_at is null and case_id is not null
                """, ct))
            {
                session.Send(CaseMessages.Withdraw, new WithdrawCase(asked, client, Payments.UndoStatement.Reason));
                session.Queue($"update collections.missing_facts set settled_at = {now} where client_id = {client} and case_id = {asked}");
            }

        await session.SaveChangesAsync(ct);
    }
}
