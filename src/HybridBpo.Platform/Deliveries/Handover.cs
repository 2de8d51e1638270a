using System.Text.Json;
using Dapper;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>A delivery that was handed over, or may have been, as it is known outside the database that asks.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Id">The delivery.</param>
/// <param name="Outcome"><see cref="DeliveryStates.Sent"/>, <see cref="DeliveryStates.Unknown"/>, or <see cref="DeliveryStates.Planned"/> when
/// certainly nothing left.</param>
/// <param name="MessageId">The mail's Message-ID.</param>
/// <param name="At">When.</param>
/// <param name="Source">Which source planned it.</param>
/// <param name="Channel">Its channel.</param>
/// <param name="Template">Code of its text.</param>
/// <param name="SubjectId">Whom it is about; empty in lines of a journal that did not name it.</param>
/// <param name="Json">What the source keeps with it; empty where that is not known.</param>
/// <param name="DueAt">When it was due.</param>
internal sealed record Handover(
    string ClientId, Guid Id, string Outcome, string MessageId, DateTimeOffset At, string Source, string Channel, string Template, Guid SubjectId,
    string Json, DateTimeOffset DueAt)
{
    static Handover() => RowTypes.Register();

    public bool MayHaveLeft => Outcome is DeliveryStates.Sent or DeliveryStates.Unknown;

    /// <summary>What lines of journals say together.</summary>
    public static IReadOnlyList<Handover> Of(IEnumerable<JournalLine> lines) =>
        [.. lines.Where(line => !line.IsHere).GroupBy(line => (line.Client!, line.Delivery)).Select(Fold)];

    /// <summary>What a database that is about to be replaced knows of what left it since.</summary>
    /// <param name="old">The database.</param>
    /// <param name="since">What changed before is left out.</param>
    /// <param name="besidesDoubt">
    /// Without what only an earlier restore put in doubt, as nothing told what had left: where journals tell it now, that doubt is over.
    /// </param>
    public static async Task<IReadOnlyList<Handover>> ReadAsync(NpgsqlConnection old, DateTimeOffset since, bool besidesDoubt) =>
        [.. (await old.QueryAsync<Handover>("""
            select client_id, id, case state when 'sent' then 'sent' else 'unknown' end as outcome,
              coalesce(reason ->> 'messageId', '') as message_id, changed_at as at, source, channel, template, subject_id, json::text as json, due_at
            from platform.deliveries where state in ('sent', 'unknown', 'sending') and not captured and changed_at >= @since
              and not (@besidesDoubt and state = 'unknown' and reason ->> 'words' = @doubt)
            """, new { since, besidesDoubt, doubt = ReconcileSending.NothingTells }))];

    /// <summary>What several know together: the gravest outcome, and the most facts.</summary>
    public static IReadOnlyList<Handover> Merge(IEnumerable<Handover> known) =>
        [.. known.GroupBy(handover => (handover.ClientId, handover.Id)).Select(same =>
            same.MaxBy(handover => handover.Json.Length)! with { Outcome = same.MaxBy(Weight)!.Outcome })];

    private static int Weight(Handover handover) => handover.Outcome switch { DeliveryStates.Sent => 2, DeliveryStates.Unknown => 1, _ => 0 };

    // One line before and one after each handover. A line before without one after: the host died in between.
    private static Handover Fold(IGrouping<(string Client, Guid Delivery), JournalLine> lines)
    {
        var (begun, ended) = (lines.Count(line => line.What == SendJournal.Begins), lines.Where(line => line.What != SendJournal.Begins).ToList());
        var outcome = ended.Any(line => line.What == DeliveryStates.Sent) ? DeliveryStates.Sent
            : begun > ended.Count || ended.Any(line => line.What == DeliveryStates.Unknown) ? DeliveryStates.Unknown
            : DeliveryStates.Planned;
        var facts = lines.MaxBy(line => (line.Subject is not null, line.At))!;
        return new Handover(
            facts.Client!, facts.Delivery, outcome, facts.MessageId!, lines.Max(line => line.At), facts.Source!, facts.Channel!, facts.Template ?? "",
            facts.Subject ?? Guid.Empty, "", facts.DueAt ?? facts.At);
    }
}
