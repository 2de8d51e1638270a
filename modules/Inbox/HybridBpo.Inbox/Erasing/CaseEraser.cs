using HybridBpo.Events;
using HybridBpo.Inbox.Opening;

namespace HybridBpo.Inbox.Erasing;

/// Somebody is erased: nothing about them waits for a decision any longer, and no row of the inbox speaks of them. The streams fall silent with the
/// person's key; who did what and when stays readable.
internal sealed class CaseEraser(Database database, EventStore store, CaseDesk desk, Outbox outbox, TimeProvider time) : ISubjectEraser
{
    private const string OfCase = "(select c.subject_id::text from inbox.cases c where c.client_id = t.client_id and c.case_id = t.case_id)";

    public IReadOnlyDictionary<string, string> Owners { get; } =
        new[]
        {
            "inbox.proposals", "inbox.drafts", "inbox.judgements", "inbox.next_commands", "inbox.words", "inbox.outcomes", "inbox.webhook_deliveries",
            "inbox.case_modes", "inbox.oversight", "inbox.oversight_hands", "inbox.oversight_decisions", "inbox.timers",
        }
            .ToDictionary(table => table, _ => OfCase);

    /// The cases about the person are theirs.
    public async Task<SubjectTraces> TracesAsync(string client, Guid subject, CancellationToken ct) => SubjectTraces.None with
    {
        Own = await database.QueryAsync<Guid>(Access.System("erasure", client), $"""
            select case_id from inbox.cases where client_id = {client} and subject_id = {subject}
            """, ct),
    };

    public async Task<bool> SweepAsync(string client, Guid subject, CancellationToken ct)
    {
        var access = Access.System("erasure", client);
        var open = await database.QueryAsync<Guid>(access, $"""
            select case_id from inbox.cases where client_id = {client} and subject_id = {subject} and stage not in ('delivered', 'withdrawn')
            """, ct);
        var found = false;
        foreach (var caseId in open)
        {
            var closed = await CloseAsync(access, client, caseId, ct);
            // A decision that is leaving closes its case when the module answers.
            if (closed.Refusal is { } refusal and not DecisionIsLeaving)
            {
                throw new InvalidOperationException($"Case {caseId} could not be closed: {refusal.Message}");
            }

            found |= closed.Refusal is null;
        }

        found |= await EndSeedsAsync(access, client, subject, ct);
        return found | await SilenceAsync(access, client, subject, ct);
    }

    // Before their samples go, by which they are known: a seed that is not known as one would be decided like a real case.
    private async Task<bool> EndSeedsAsync(Access access, string client, Guid subject, CancellationToken ct)
    {
        var unanswered = await database.QueryAsync<Guid>(access, $"""
            select s.case_id from inbox.seeds s join inbox.samples p on p.client_id = s.client_id and p.sample_id = s.sample_id
            join inbox.cases c on c.client_id = p.client_id and c.case_id = p.copied_from
            where s.client_id = {client} and c.subject_id = {subject} and s.answered_at is null
            """, ct);
        foreach (var seed in unanswered)
        {
            if ((await CloseAsync(access, client, seed, ct)).Refusal is { } refusal)
            {
                throw new InvalidOperationException($"Seed {seed} could not be closed: {refusal.Message}");
            }

            await database.ExecuteAsync(access, $"select inbox.silence_seed({client}, {seed}, {time.GetUtcNow()}, {Erased.Question})", ct);
        }

        return unanswered.Count > 0;
    }

    // What cannot be read cannot be decided upon either: such a case ends where its row stands. A decision of it that is leaving is waited for: a
    // host that could read it may have told the module, and nothing leaves behind the end.
    private async Task<Result<Done>> CloseAsync(Access access, string client, Guid caseId, CancellationToken ct)
    {
        try
        {
            return await desk.RunAsync(access, client, caseId, Ids.For(client, "erase", $"{caseId}"),
                state => WithdrawTheCase.Decide(new(caseId, client, Case.PersonErased), state, time.GetUtcNow()), null, ct);
        }
        catch (UnreadableEvent)
        {
            await outbox.GiveUpAsync(access, client, caseId, ct);
            if (!await IsOpenAsync(access, client, caseId, ct)) return Done.Yes;
            var session = store.OpenSession(client, access);
            session.Append(caseId, new CaseWithdrawn(time.GetUtcNow(), Case.PersonErased));
            return await session.SaveChangesAsync(ct) is SaveOutcome.Saved ? Done.Yes : new ChangedMeanwhile("Others write about it at this moment.");
        }
    }

    private Task<bool> IsOpenAsync(Access access, string client, Guid caseId, CancellationToken ct) =>
        database.SingleOrDefaultAsync<bool>(access, $"""
            select exists (select from inbox.cases where client_id = {client} and case_id = {caseId} and stage not in ('delivered', 'withdrawn'))
            """, ct);

    private async Task<bool> SilenceAsync(Access access, string client, Guid subject, CancellationToken ct)
    {
        FormattableString[] each =
        [
            // Made up from a case about the person: the makers took out who it was, and it goes all the same.
            $"""
            delete from inbox.samples where client_id = {client}
              and copied_from in (select case_id from inbox.cases where client_id = {client} and subject_id = {subject})
            """,
            $"delete from inbox.reviews where client_id = {client} and subject_id = {subject} and (reviewed_at is null or settled_at is null)",
            $"delete from inbox.saved_views where id in (select inbox.views_about({client}, {subject}))",
            $"""
            update inbox.cases set title = null, question = {Erased.Question}, reference = {Erased.Reference}, search_text = ''
            where client_id = {client} and subject_id = {subject}
              and (title, question, reference, search_text) is distinct from (null::text, {Erased.Question}, {Erased.Reference}, '')
            """,
            $"""
            delete from inbox.proposals where client_id = {client}
              and case_id in (select case_id from inbox.cases where client_id = {client} and subject_id = {subject})
            """,
            $"""
            delete from inbox.drafts where client_id = {client}
              and case_id in (select case_id from inbox.cases where client_id = {client} and subject_id = {subject})
            """,
            $"""
            update inbox.outcomes set fields = {"{}"}::jsonb where client_id = {client} and fields <> {"{}"}::jsonb
              and case_id in (select case_id from inbox.cases where client_id = {client} and subject_id = {subject})
            """,
        ];
        var rows = 0;
        foreach (var sql in each)
        {
            rows += await database.ExecuteAsync(access, sql, ct);
        }

        return rows > 0;
    }
}
