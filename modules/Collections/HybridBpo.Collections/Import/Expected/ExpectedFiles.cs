using System.Globalization;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import.Expected;

/// <param name="Id">Chosen by the asker: the same for each repetition.</param>
internal sealed record NewExpectation(Guid Id, string Kind, string NamePart, FileRule Rule, int? Percent, bool NeedsTotals);

internal sealed record ExpectationNotUsable(string Message) : Invalid(Message);

internal sealed record ExpectationNotThere(string Message) : NotFound(Message);

/// <summary>Which files clients are expected to send, and how the days stand on which they were due.</summary>
internal sealed class ExpectedFiles(EventStore store, Database database, TimeProvider time)
{
    private const int MostNamePart = 60, MostExpected = 30, DaysShown = 8;

    /// <summary>Those that are still expected.</summary>
    public Task<IReadOnlyList<ExpectedRow>> ListAsync(Access access, string client, CancellationToken ct) =>
        database.QueryAsync<ExpectedRow>(access, $"""
            select {Sql.Raw(ExpectedRow.Columns)} from collections.expected_files where client_id = {client} and ended_at is null order by kind, id
            """, ct);

    /// <summary>The latest days of each, the latest first.</summary>
    public Task<IReadOnlyList<ExpectedDay>> DaysAsync(Access access, string client, CancellationToken ct) =>
        database.QueryAsync<ExpectedDay>(access, $"""
            select {Sql.Raw(ExpectedDay.Columns)} from (
              select *, row_number() over (partition by expectation_id order by day desc) as place from collections.expected_days
              where client_id = {client}) d
            where place <= {DaysShown} or (state <> 'fine' and answer is distinct from 'go-on') order by day desc
            """, ct);

    /// <summary>Days for which the client's reminders wait.</summary>
    public Task<IReadOnlyList<AwaitedFile>> HoldingAsync(Access access, string client, CancellationToken ct) =>
        database.QueryAsync<AwaitedFile>(access, $"""
            select f.kind, d.day, d.state from collections.expected_days d
              join collections.expected_files f on f.client_id = d.client_id and f.id = d.expectation_id and f.ended_at is null
            where d.client_id = {client} and d.state <> 'fine' and d.answer is distinct from 'go-on' order by d.day, f.kind
            """, ct);

    public async Task<Result<Done>> ExpectAsync(Access access, string client, NewExpectation asked, CancellationToken ct)
    {
        if (!access.May(Act.Attest)) return new Forbidden("Only a supervisor says which files are expected.");
        if (Problem(asked) is { } problem) return new ExpectationNotUsable(problem);
        if ((await ListAsync(access, client, ct)).Count(e => e.Id != asked.Id) >= MostExpected)
            return new ExpectationNotUsable($"At most {MostExpected} files are expected of a client. Stop expecting one first.");
        var (now, part, rule) = (time.GetUtcNow(), asked.NamePart.Trim(), asked.Rule);
        var by = rule.By.ToString("HH:mm", CultureInfo.InvariantCulture);
        return await store.DecideAsync<Expectation, Done>(
            access, client, asked.Id, asked.Id,
            there => there is not null ? new Decision<Done>(Done.Yes) : new Decision<Done>(Done.Yes, new FileExpected(
                asked.Kind, part, rule.Rule, string.Join(' ', rule.Days), by, asked.Percent, asked.NeedsTotals, now, access.Actor.Id)),
            (session, _) => session.Queue($"""
                insert into collections.expected_files (client_id, id, kind, name_part, rule, days, by_time, percent, needs_totals, from_at, set_by)
                values ({client}, {asked.Id}, {asked.Kind}, {part}, {rule.Rule}, {rule.Days.ToArray()}, {rule.By}, {asked.Percent}::int,
                  {asked.NeedsTotals}, {now}, {access.Actor.Id})
                on conflict do nothing
                """), ct);
    }

    /// <summary>Nobody waits for it any longer; what it holds is free.</summary>
    public async Task<Result<Done>> EndAsync(Access access, string client, Guid id, CancellationToken ct)
    {
        if (!access.May(Act.Attest)) return new Forbidden("Only a supervisor says which files are expected.");
        var now = time.GetUtcNow();
        var cases = await database.QueryAsync<Guid>(access, $"""
            select case_id from collections.expected_days
            where client_id = {client} and expectation_id = {id} and case_id is not null and state <> 'fine' and answer is null
            """, ct);
        return await store.DecideAsync<Expectation, Done>(
            access, client, id, Ids.For(client, "expectation-ended", id.ToString("N")),
            there => there is null ? new ExpectationNotThere("There is no such expectation.")
                : there.IsEnded ? new Decision<Done>(Done.Yes) : new Decision<Done>(Done.Yes, new FileExpectationEnded(access.Actor.Id)),
            (session, _) =>
            {
                session.Queue($"""
                    update collections.expected_files set ended_at = {now}, ended_by = {access.Actor.Id}
                    where client_id = {client} and id = {id} and ended_at is null
                    """);
                session.Queue($"""
                    update collections.expected_days set changed_at = {now} where client_id = {client} and expectation_id = {id} and state <> 'fine'
                    """);
                foreach (var one in cases) session.Send(CaseMessages.Withdraw, new WithdrawCase(one, client, "no-longer-expected"));
            }, ct);
    }

    /// <summary>What a person says about a day on which the file is late or odd.</summary>
    /// <param name="answer"><see cref="ExpectedDay.GoOn"/> or <see cref="ExpectedDay.Hold"/>.</param>
    /// <param name="withdraw">The case about it ends: it was answered elsewhere.</param>
    public async Task<Result<Done>> AnswerAsync(
        Access access, string client, Guid id, DateOnly day, string answer, Guid command, string by, bool withdraw, CancellationToken ct)
    {
        if (answer is not (ExpectedDay.GoOn or ExpectedDay.Hold)) return new ExpectationNotUsable("Say whether reminders go on or wait.");
        var (now, caseId) = (time.GetUtcNow(), ExpectedFileCase.IdOf(client, id, day));
        return await store.DecideAsync<Expectation, Done>(
            access, client, id, command,
            there => there is null || !there.Days.TryGetValue(day, out var stands) ? new ExpectationNotThere("No file was due on that day.")
                : there.IsEnded || stands.State == JudgeDays.Fine || there.Answers.GetValueOrDefault(day) == answer ? new Decision<Done>(Done.Yes)
                : new Decision<Done>(Done.Yes, new ExpectedFileAnswered(day, answer, command, by)),
            (session, _) =>
            {
                session.Queue($"""
                    update collections.expected_days set answer = {answer}, answered_by = {by}, answered_at = {now}, changed_at = {now}
                    where client_id = {client} and expectation_id = {id} and day = {day} and state <> 'fine' and answer is distinct from {answer}
                    """);
                if (withdraw) session.Send(CaseMessages.Withdraw, new WithdrawCase(caseId, client, "answered-on-the-page"));
            }, ct);
    }

    private static string? Problem(NewExpectation asked) =>
        !ImportKinds.All.Contains(asked.Kind) ? "Choose what the file holds."
        : asked.NamePart.Trim().Length > MostNamePart || asked.NamePart.Any(char.IsControl)
            ? $"What its name holds is at most {MostNamePart} characters, on one line."
        : asked.Percent is < 1 or > 1000 ? "Write the limit as a whole number of percent, from 1 to 1000."
        : asked.Rule.Problem();
}
