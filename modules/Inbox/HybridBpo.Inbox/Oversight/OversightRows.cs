using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Inbox.Oversight;

/// One row for each case and person who had it: when they took it, judged and decided, in which mode, and whether they went with the machine. Nothing
/// of whom the case is about.
internal sealed class OversightRows : IStreamwiseProjection
{
    public string Name => "inbox_oversight";

    public int Version => 1;

    public IReadOnlyCollection<Type> Reads { get; } =
    [
        typeof(CaseClaimed), typeof(CaseHandedOver), typeof(DelegationAccepted), typeof(ModeDrawn), typeof(EvidenceOpened), typeof(JudgementRecorded),
        typeof(DecisionMade), typeof(DecisionUndone), typeof(DecisionConfirmed), typeof(DecisionRefused), typeof(OutcomeSent),
    ];

    public async Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction tx, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, tx);
        foreach (var sql in events.Select(Write).OfType<FormattableString>())
        {
            batch.BatchCommands.Add(SqlText.Bind(sql));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
    }

    public Task ResetAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct) =>
        RunAsync(connection, tx, $"delete from inbox.oversight", ct);

    public Task ResetStreamAsync(NpgsqlConnection connection, NpgsqlTransaction tx, string tenant, Guid stream, CancellationToken ct) =>
        RunAsync(connection, tx, $"delete from inbox.oversight where client_id = {tenant} and case_id = {stream}", ct);

    private static FormattableString? Write(StoredEvent e)
    {
        var (client, id) = (e.Tenant, e.StreamId);
        return e.Data switch
        {
            CaseClaimed x => Taken(client, id, x.By, x.At),
            CaseHandedOver x => Taken(client, id, x.To, x.At),
            DelegationAccepted x => Taken(client, id, x.By, x.At),
            ModeDrawn x => $"update inbox.oversight set mode = {x.Mode} where client_id = {client} and case_id = {id} and user_id = {x.By}",
            EvidenceOpened x => $"update inbox.oversight set evidence = true where client_id = {client} and case_id = {id} and user_id = {x.By}",
            JudgementRecorded x => $"""
                update inbox.oversight set judged_at = {x.At} where client_id = {client} and case_id = {id} and user_id = {x.By}
                """,
            DecisionMade x => $"""
                update inbox.oversight set decision_id = {x.DecisionId}, decided_at = {x.At}, agreed = {x.Agreed}::boolean, adverse = {x.Adverse},
                  review = null, reviewer = null, sent_at = null
                where client_id = {client} and case_id = {id} and user_id = {x.By}
                """,
            DecisionUndone { Step: UndoneStep.Decision } x => $"""
                update inbox.oversight set decision_id = null, decided_at = null, agreed = null, adverse = null
                where client_id = {client} and case_id = {id} and decision_id = {x.DecisionId}
                """,
            DecisionUndone x => Reviewed(client, id, x.DecisionId, null, null),
            DecisionConfirmed x => Reviewed(client, id, x.DecisionId, "confirmed", x.By),
            DecisionRefused x => Reviewed(client, id, x.DecisionId, "refused", x.By, x.At),
            OutcomeSent x => $"""
                update inbox.oversight set sent_at = {x.At} where client_id = {client} and case_id = {id} and decision_id = {x.DecisionId}
                """,
            _ => null,
        };
    }

    /// The time until the judgement runs from the last taking before it.
    private static FormattableString Taken(string client, Guid id, string by, DateTimeOffset at) => $"""
        insert into inbox.oversight as o (client_id, case_id, user_id, kind, taken_at)
        select c.client_id, c.case_id, {by}, c.kind, {at} from inbox.cases c where c.client_id = {client} and c.case_id = {id}
        on conflict (client_id, case_id, user_id) do update set taken_at = case when o.judged_at is null then excluded.taken_at else o.taken_at end
        """;

    private static FormattableString Reviewed(string client, Guid id, Guid decision, string? review, string? by,
        DateTimeOffset? ended = null) => $"""
        update inbox.oversight set review = {review}::text, reviewer = {by}::text, sent_at = {ended}::timestamptz
        where client_id = {client} and case_id = {id} and decision_id = {decision}
        """;

    private static async Task RunAsync(NpgsqlConnection connection, NpgsqlTransaction tx, FormattableString sql, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, tx) { BatchCommands = { SqlText.Bind(sql) } };
        await batch.ExecuteNonQueryAsync(ct);
    }
}
