using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Inbox.Oversight;

/// One row for each case and person who had it, and one for each decision: how long it took, in which mode, whether it went with the machine, and
/// what became of it. Nothing of whom the case is about.
internal sealed class OversightRows : IStreamwiseProjection
{
    /// Stands where a mode does: of many cases decided at once nobody saw any proposal, and no way of withholding it was tried.
    public const string Bulk = "bulk";

    public string Name => "inbox_oversight";

    /// 2: a row for each decision, in tables of its own, filled from the first event on by itself; the release before goes on with the one it has.
    public int Version => 2;

    public IReadOnlyCollection<Type> Reads { get; } =
    [
        typeof(CaseClaimed), typeof(CaseHandedOver), typeof(DelegationAccepted), typeof(ModeDrawn), typeof(EvidenceOpened), typeof(JudgementRecorded),
        typeof(DecisionMade), typeof(DecisionUndone), typeof(DecisionConfirmed), typeof(DecisionRefused), typeof(OutcomeSent),
        typeof(OutcomeRefused), typeof(CaseWithdrawn), typeof(SeedAnswered),
    ];

    public async Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction tx, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, tx);
        foreach (var sql in events.SelectMany(Write))
        {
            batch.BatchCommands.Add(SqlText.Bind(sql));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
    }

    public async Task ResetAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct)
    {
        await RunAsync(connection, tx, $"delete from inbox.oversight_hands", ct);
        await RunAsync(connection, tx, $"delete from inbox.oversight_decisions", ct);
    }

    public async Task ResetStreamAsync(NpgsqlConnection connection, NpgsqlTransaction tx, string tenant, Guid stream, CancellationToken ct)
    {
        await RunAsync(connection, tx, $"delete from inbox.oversight_hands where client_id = {tenant} and case_id = {stream}", ct);
        await RunAsync(connection, tx, $"delete from inbox.oversight_decisions where client_id = {tenant} and case_id = {stream}", ct);
    }

    /// What the release before had counted makes room.
    public Task SwapAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct) =>
        RunAsync(connection, tx, $"delete from inbox.oversight_days where version < {Version}", ct);

    private static IReadOnlyList<FormattableString> Write(StoredEvent e)
    {
        var (client, id) = (e.Tenant, e.StreamId);
        return e.Data switch
        {
            CaseClaimed x => [Taken(client, id, x.By, x.At)],
            CaseHandedOver x => [Taken(client, id, x.To, x.At)],
            DelegationAccepted x => [Taken(client, id, x.By, x.At)],
            ModeDrawn x => [Noted(client, id, x.By, mode: x.Mode)],
            EvidenceOpened x => [Noted(client, id, x.By, evidence: true)],
            JudgementRecorded x => [Noted(client, id, x.By, judgedAt: x.At)],
            DecisionMade x => [Made(client, id, x), Noted(client, id, x.By, decided: true)],
            DecisionUndone { Step: UndoneStep.Decision } x => [Gone(client, x.DecisionId), Noted(client, id, x.By, decided: false)],
            DecisionUndone x => [Reviewed(client, x.DecisionId, null, null)],
            DecisionConfirmed x => [Reviewed(client, x.DecisionId, "confirmed", x.By)],
            DecisionRefused x => [Reviewed(client, x.DecisionId, "refused", x.By), Ended(client, x.DecisionId, "sent-back", x.At)],
            OutcomeSent x => [Ended(client, x.DecisionId, "sent", x.At)],
            // Before it left, its person had lost the right to decide; after that the module said no.
            OutcomeRefused x =>
            [
                $"""
                update inbox.oversight_decisions set ended = case when ended_at is null then 'lapsed' else 'refused' end,
                  ended_at = coalesce(ended_at, {x.At})
                where client_id = {client} and decision_id = {x.DecisionId}
                """,
            ],
            CaseWithdrawn x =>
            [
                $"""
                update inbox.oversight_decisions set ended = 'withdrawn', ended_at = {x.At}
                where client_id = {client} and case_id = {id} and ended_at is null
                """,
            ],
            // What was made up counts in no figure of the work.
            SeedAnswered x => [Gone(client, x.DecisionId)],
            _ => [],
        };
    }

    /// The time until the judgement runs from the last taking before it.
    private static FormattableString Taken(string client, Guid id, string by, DateTimeOffset at) => $"""
        insert into inbox.oversight_hands as h (client_id, case_id, user_id, kind, taken_at)
        select c.client_id, c.case_id, {by}, c.kind, {at} from inbox.cases c where c.client_id = {client} and c.case_id = {id}
        on conflict (client_id, case_id, user_id) do update set decided = false,
          taken_at = case when h.decided or h.judged_at is null then excluded.taken_at else h.taken_at end,
          judged_at = case when h.decided then null else h.judged_at end
        """;

    private static FormattableString Made(string client, Guid id, DecisionMade x) => $"""
        insert into inbox.oversight_decisions
          (client_id, decision_id, case_id, user_id, kind, mode, evidence, to_judgement, to_decision, decided_at, agreed, adverse)
        select h.client_id, {x.DecisionId}, h.case_id, h.user_id, h.kind, coalesce({(x.Batch is null ? null : Bulk)}::text, h.mode), h.evidence,
          extract(epoch from h.judged_at - h.taken_at), extract(epoch from {x.At} - h.taken_at), {x.At}, {x.Agreed}::boolean, {x.Adverse}
        from inbox.oversight_hands h where h.client_id = {client} and h.case_id = {id} and h.user_id = {x.By}
        on conflict (client_id, decision_id) do nothing
        """;

    private static FormattableString Gone(string client, Guid decision) =>
        $"delete from inbox.oversight_decisions where client_id = {client} and decision_id = {decision}";

    /// What is null stays as it is.
    private static FormattableString Noted(
        string client, Guid id, string by, string? mode = null, bool? evidence = null, DateTimeOffset? judgedAt = null, bool? decided = null) => $"""
        update inbox.oversight_hands set mode = coalesce({mode}::text, mode), evidence = coalesce({evidence}::boolean, evidence),
          judged_at = coalesce({judgedAt}::timestamptz, judged_at), decided = coalesce({decided}::boolean, decided)
        where client_id = {client} and case_id = {id} and user_id = {by}
        """;

    private static FormattableString Reviewed(string client, Guid decision, string? review, string? by) => $"""
        update inbox.oversight_decisions set review = {review}::text, reviewer = {by}::text where client_id = {client} and decision_id = {decision}
        """;

    private static FormattableString Ended(string client, Guid decision, string how, DateTimeOffset at) => $"""
        update inbox.oversight_decisions set ended = {how}, ended_at = {at} where client_id = {client} and decision_id = {decision}
        """;

    private static async Task RunAsync(NpgsqlConnection connection, NpgsqlTransaction tx, FormattableString sql, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, tx) { BatchCommands = { SqlText.Bind(sql) } };
        await batch.ExecuteNonQueryAsync(ct);
    }
}
