using HybridBpo.Events;

namespace HybridBpo.Inbox.Erasing;

/// What the inbox holds of words that are no longer kept: of a case as it was opened, its files, and what other modules' events told it.
internal sealed class CaseCopies(IEnumerable<CaseSource> sources) : ICopyRedactor
{
    private readonly Dictionary<Type, CaseSource> sources = sources.ToDictionary(source => source.Event);

    public IReadOnlyCollection<Type> Events => [typeof(CaseOpened), typeof(AttachmentAdded), .. sources.Keys];

    public void Redact(StoredEvent e, EventSession session)
    {
        if (e.Data is AttachmentAdded attached)
        {
            session.ForgetFile(attached.FileId);
            return;
        }

        var (client, id) = (e.Tenant, e.Data is CaseOpened ? e.StreamId : sources[e.Data.GetType()].CaseOf(e.Data));
        session.Queue($"""
            update inbox.cases set title = null, question = {Erased.NotKept}, reference = {Erased.NotKeptReference}, search_text = ''
            where client_id = {client} and case_id = {id}
            """);
        session.Queue($"delete from inbox.proposals where client_id = {client} and case_id = {id}");
        session.Queue($"update inbox.outcomes set fields = {"{}"}::jsonb where client_id = {client} and case_id = {id}");
        session.Queue($"delete from inbox.drafts where client_id = {client} and case_id = {id}");
    }
}

/// Nobody's words are taken away while a case about them waits for people.
internal sealed class OpenCases(Database database) : IOpenMatters
{
    public Task<IReadOnlyList<Guid>> SubjectsAsync(string client, Guid[]? among, CancellationToken ct) =>
        database.QueryAsync<Guid>(Access.System("retention", client), $"""
            select distinct subject_id from inbox.cases
            where client_id = {client} and stage not in ({Stages.Delivered}, {Stages.Withdrawn})
              and ({among}::uuid[] is null or subject_id = any ({among}))
            """, ct);
}

internal static class InboxRetention
{
    private const string Year = "One year after the personnel action for applicants (29 CFR 1602.14), three years after the last collection activity "
        + "on a debt (12 CFR 1006.100). A case that is open keeps its words.";

    public static RetentionAdvice Advice { get; } = new(
        [
            typeof(CaseOpened), typeof(CaseNoteAdded), typeof(JudgementRecorded), typeof(DecisionMade), typeof(DecisionConfirmed),
            typeof(DecisionRefused), typeof(OutcomeRefused), typeof(CaseHandedOver), typeof(CaseDelegated), typeof(DelegationReturned),
            typeof(AttachmentAdded), typeof(EscalationAcknowledged),
        ], Year, 1_461);
}
