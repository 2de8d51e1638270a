using HybridBpo.Hro.Decisions;

namespace HybridBpo.Hro.Applications;

/// <summary>Keeps hro.applications, hro.runs in the transaction of the events.</summary>
internal sealed class ApplicationRows : IStreamwiseInlineProjection
{
    public string Name => "applications";

    public IReadOnlyCollection<Type> Events { get; } =
    [
        typeof(CandidateApplied), typeof(ResumeReceived), typeof(ResumeRead), typeof(ScreeningCompleted), typeof(ResumeUnreadable),
        typeof(ScreeningAskedAgain), typeof(CandidateAnswered), typeof(CandidateQuestioned), typeof(CandidateKept), typeof(CandidateAdvanced),
        typeof(CandidateDeclined), typeof(CandidateWithdrew), typeof(ApplicationClosed),
        typeof(SubjectErased),
    ];

    public void Reset(string tenant, Guid stream, EventSession session)
    {
        session.Queue($"delete from hro.runs where client_id = {tenant} and application_id = {stream}");
        session.Queue($"delete from hro.applications where client_id = {tenant} and application_id = {stream}");
    }

    public void Project(StoredEvent e, EventSession session)
    {
        switch (e.Data)
        {
            case CandidateApplied applied:
                session.Queue($"""
                    insert into hro.applications (client_id, application_id, requisition_id, code, state, applied_at, changed_at)
                    values ({e.Tenant}, {e.StreamId}, {applied.Requisition}, {applied.Candidate}, {States.Received}, {e.Timestamp}, {e.Timestamp})
                    """);
                break;
            case ResumeReceived received:
                session.Queue($"""
                    update hro.applications set format = {received.Format}
                    where client_id = {e.Tenant} and application_id = {e.StreamId}
                    """);
                break;
            case ResumeRead read:
                session.Queue($"""
                    update hro.applications set pages = {read.Pages}
                    where client_id = {e.Tenant} and application_id = {e.StreamId}
                    """);
                break;
            case ScreeningCompleted done:
                Ran(e, session, States.ToJudge, done.Run, done.Number, done.Case, done.RubricHash, done.RuleSet, readable: true);
                break;
            case ResumeUnreadable unreadable:
                Ran(e, session, States.NeedsHuman, unreadable.Run, unreadable.Number, unreadable.Case, "", "", readable: false);
                break;
            default:
                Move(e, session, StateAfter(e.Data));
                break;
        }
    }

    private static string StateAfter(object data) => data switch
    {
        ScreeningAskedAgain or CandidateAnswered => States.Received,
        CandidateQuestioned => States.Asked,
        CandidateKept => States.Kept,
        CandidateAdvanced => States.Advanced,
        CandidateDeclined => States.Declined,
        CandidateWithdrew => States.Withdrew,
        ApplicationClosed => States.Closed,
        SubjectErased => States.Erased,
        _ => throw new InvalidOperationException($"{data.GetType().Name} says no state."),
    };

    private static void Move(StoredEvent e, EventSession session, string state) => session.Queue($"""
        update hro.applications set state = {state}, changed_at = {e.Timestamp}
        where client_id = {e.Tenant} and application_id = {e.StreamId}
        """);

    private static void Ran(
        StoredEvent e, EventSession session, string state, Guid run, int number, Guid @case, string rubricHash, string ruleSet, bool readable)
    {
        session.Queue($"""
            update hro.applications set state = {state}, runs = {number}, case_id = {@case}, changed_at = {e.Timestamp}
            where client_id = {e.Tenant} and application_id = {e.StreamId}
            """);
        session.Queue($"""
            insert into hro.runs (client_id, run_id, application_id, number, case_id, rubric_hash, rule_set, readable, done_at)
            values ({e.Tenant}, {run}, {e.StreamId}, {number}, {@case}, {rubricHash}, {ruleSet}, {readable}, {e.Timestamp})
            """);
    }
}
