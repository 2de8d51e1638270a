using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Collections.Import.Expected;

/// <summary>
/// Looks which expected files came, and which are late or odd. Every due day is judged by its own date, however long nobody looked; what stands
/// already is not written again, so several hosts and repeated scans come to the same.
/// </summary>
internal sealed class WatchExpected(
    EventStore store, Database database, Clients clients, ExpectedFiles expected, TimeProvider time, ILogger<WatchExpected> log) : IScan
{
    public const string Scan = "collections.expected-files";

    private const int DaysBack = 40, MostFiles = 2000;

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var client in await clients.ListAsync(Access.System(Scan), ct))
            try
            {
                await RunAsync(client, ct);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                log.LogError(failed, "{Client}: its expected files could not be looked at; tried again by the next scan.", client.ClientId);
            }
    }

    public async Task RunAsync(Client client, CancellationToken ct)
    {
        var access = Access.System(Scan, client.ClientId);
        var rows = await expected.ListAsync(access, client.ClientId, ct);
        foreach (var row in rows) await OneAsync(access, client, row, ct);
        if (rows.Count > 0) await AskAsync(access, client, rows, ct);
    }

    /// <summary>How the days stand now; pure but for what it reads.</summary>
    public async Task<IReadOnlyList<JudgedDay>> JudgeAsync(
        Access access, Client client, ExpectedRow row, IReadOnlyList<ExpectedDay> known, CancellationToken ct)
    {
        var (now, rule) = (time.GetUtcNow(), row.Of);
        var today = client.Today(now);
        // What waits is looked at however old it is.
        var first = known.Where(d => d.State != JudgeDays.Fine && d.Answer != ExpectedDay.GoOn).Select(d => d.Day).Append(today.AddDays(-DaysBack))
            .Min();
        var days = new List<DueDay>();
        foreach (var day in rule.Dates(first, today.AddDays(70)))
        {
            var (due, opens) = (rule.DueAt(day, client.TimeZone), rule.DueAt(rule.Before(day), client.TimeZone));
            if (due <= row.FromAt) continue;
            var answered = known.FirstOrDefault(d => d.Day == day);
            days.Add(new DueDay(day, due, opens, answered?.Answer == ExpectedDay.GoOn ? answered.AnsweredAt : null));
            if (opens > now) break;
        }

        return days.Count == 0 ? [] : JudgeDays.Judge(days, await FilesAsync(access, client, row, days[0].OpensAt, ct), now);
    }

    private async Task OneAsync(Access access, Client client, ExpectedRow row, CancellationToken ct)
    {
        var known = await database.QueryAsync<ExpectedDay>(access, $"""
            select {Sql.Raw(ExpectedDay.Columns)} from collections.expected_days
            where client_id = {client.ClientId} and expectation_id = {row.Id}
              and (day >= {client.Today(time.GetUtcNow()).AddDays(-DaysBack)} or (state <> 'fine' and answer is distinct from 'go-on'))
            """, ct);
        foreach (var judged in await JudgeAsync(access, client, row, known, ct))
            if (judged.State is { } state && known.FirstOrDefault(d => d.Day == judged.Of.Day) is var old
                && (old is null || old.State != state || old.ImportId != judged.Import))
                await WriteAsync(access, client.ClientId, row, judged, old, ct);
    }

    private async Task WriteAsync(Access access, string client, ExpectedRow row, JudgedDay judged, ExpectedDay? old, CancellationToken ct)
    {
        var (day, due, now) = (judged.Of.Day, judged.Of.DueAt, time.GetUtcNow());
        string[] reasons = [.. judged.Reasons];
        object happened = judged.State switch
        {
            JudgeDays.Late => new ExpectedFileMissed(day, due),
            JudgeDays.Odd => new ExpectedFileOdd(day, due, judged.Import!.Value, reasons),
            _ => new ExpectedFileCame(day, due, judged.Import!.Value),
        };
        // Once for each change, whichever host sees it first.
        var command = Ids.For(client, "expected-day", $"{row.Id:N}|{day:yyyyMMdd}|{judged.State}|{judged.Import:N}|{old?.ChangedAt:O}");
        await store.DecideAsync<Expectation, Done>(
            access, client, row.Id, command,
            there => there is null or { IsEnded: true } ? new ExpectationNotThere("It is expected no longer.")
                : there.Days.GetValueOrDefault(day) == (judged.State!, judged.Import) ? new Decision<Done>(Done.Yes)
                : new Decision<Done>(Done.Yes, happened),
            (session, _) =>
            {
                session.Queue($"""
                    insert into collections.expected_days as d (client_id, expectation_id, day, due_at, state, import_id, reasons, changed_at)
                    values ({client}, {row.Id}, {day}, {due}, {judged.State}, {judged.Import}::uuid, {reasons}, {now})
                    on conflict (client_id, expectation_id, day) do update set state = excluded.state, import_id = excluded.import_id,
                      reasons = excluded.reasons, changed_at = excluded.changed_at
                    """);
                if (judged.State == JudgeDays.Fine && old is { CaseId: { } asked, Answer: null })
                    session.Send(CaseMessages.Withdraw, new WithdrawCase(asked, client, "file-came"));
            }, ct);
    }

    // A day that waits gets its case; of many at once the latest first, and the others later.
    private async Task AskAsync(Access access, Client client, IReadOnlyList<ExpectedRow> rows, CancellationToken ct)
    {
        var (code, now) = (client.ClientId, time.GetUtcNow());
        var waiting = await database.QueryAsync<ExpectedDay>(access, $"""
            select {Sql.Raw(ExpectedDay.Columns)} from collections.expected_days
            where client_id = {code} and state <> 'fine' and answer is null and case_id is null
              and expectation_id = any ({rows.Select(r => r.Id).ToArray()})
            order by day desc limit greatest(0, {ExpectedFileCase.MostPerDay} - (select count(*) from collections.expected_days d
              where d.client_id = {code} and d.case_at > {now.AddDays(-1)}))
            """, ct);
        foreach (var day in waiting)
        {
            var session = store.OpenSession(code, access);
            session.Send(CaseMessages.Open, ExpectedFileCase.Of(code, day, await FactsAsync(
                access, client, rows.First(r => r.Id == day.ExpectationId), day, ct)));
            session.Queue($"""
                update collections.expected_days set case_id = {ExpectedFileCase.IdOf(code, day.ExpectationId, day.Day)}, case_at = {now}
                where client_id = {code} and expectation_id = {day.ExpectationId} and day = {day.Day}
                """);
            await session.SaveChangesAsync(ct);
        }
    }

    private async Task<ExpectedFileEvidence> FactsAsync(Access access, Client client, ExpectedRow row, ExpectedDay day, CancellationToken ct)
    {
        var code = client.ClientId;
        var totals = day.ImportId is not { } import ? null : await database.SingleOrDefaultAsync<TotalsRow>(
            access, $"select {Sql.Raw(TotalsRow.Columns)} from collections.file_totals where client_id = {code} and import_id = {import}", ct);
        var came = await database.SingleOrDefaultAsync<Came>(access, $"""
            select (select file_name from collections.imports where client_id = {code} and id = {day.ImportId}::uuid) as file,
              (select max(uploaded_at) from collections.imports where client_id = {code} and kind = {row.Kind} and state = 'loaded') as last_at,
              (select count(*) from collections.nudges where client_id = {code} and state = 'planned') as reminders
            """, ct);
        return new ExpectedFileEvidence(
            client.Name, row.Title, row.Of.Words, client.TimeZone, day.Day, day.DueAt, day.State, day.ImportId, came?.File, day.Reasons,
            client.Currency, totals?.Rows, totals?.SumMinor, totals?.ToldRows, totals?.ToldMinor, came?.LastAt, came?.Reminders ?? 0);
    }

    // Five more before them, by which is told what is usual.
    private async Task<IReadOnlyList<CameFile>> FilesAsync(
        Access access, Client client, ExpectedRow row, DateTimeOffset since, CancellationToken ct)
    {
        var files = await database.QueryAsync<Loaded>(access, $"""
            select i.id, i.uploaded_at, t.rows, t.sum_minor, t.told_rows, t.told_minor
            from collections.imports i left join collections.file_totals t on t.client_id = i.client_id and t.import_id = i.id
            where i.client_id = {client.ClientId} and i.kind = {row.Kind} and i.state = 'loaded' and i.undone_at is null and i.undo_asked_at is null
              and i.file_name ilike {Sql.Containing(row.NamePart)}
            order by i.uploaded_at desc, i.id desc limit {MostFiles}
            """, ct);
        return [.. files.Select((f, at) => (File: f, At: at)).Where(f => f.File.UploadedAt > since).Select(f => new CameFile(
            f.File.Id, f.File.UploadedAt,
            Oddness.Of(f.File.Totals, [.. files.Skip(f.At + 1).Take(5).Select(b => b.Totals)], row.Percent, row.NeedsTotals)))];
    }

    private sealed record Loaded(Guid Id, DateTimeOffset UploadedAt, int? Rows, long? SumMinor, int? ToldRows, long? ToldMinor)
    {
        public TotalsRow Totals => new(Id, Rows, SumMinor, ToldRows, ToldMinor, null);
    }

    private sealed record Came(string? File, DateTimeOffset? LastAt, long Reminders);
}
