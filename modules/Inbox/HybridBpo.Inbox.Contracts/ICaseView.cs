namespace HybridBpo.Inbox.Contracts;

/// <summary>How a kind of case is shown. Registered by the module that opens such cases.</summary>
public interface ICaseView
{
    /// <summary>The kind, such as <c>collections.flagged-account</c>.</summary>
    string Kind { get; }

    /// <summary>Short word for queue rows: "Plan", "Resume", "Model".</summary>
    string Label { get; }

    /// <summary>The permission that judging and deciding needs.</summary>
    string DecideAct { get; }

    /// <summary>
    /// Razor component that shows the evidence. Parameters: <c>Guid CaseId</c>, <c>string Client</c>, <c>string Json</c>, <c>int Version</c>. It
    /// is fed by the snapshot only.
    /// </summary>
    Type Evidence { get; }

    /// <summary>
    /// Razor component that shows the proposal once it may be seen; null for a kind that never has one. Parameters: <c>string EvidenceJson</c>,
    /// <c>string ProposalJson</c>.
    /// </summary>
    Type? Proposal { get; }

    /// <summary>
    /// Razor component that says why a case has no proposal; after the own judgement it stands where the proposal would. Null: nothing is said.
    /// Parameter: <c>string EvidenceJson</c>.
    /// </summary>
    Type? WithoutProposal => null;

    /// <summary>
    /// Does the proposal component show both answers to each question, beside the evidence that proves them? It then takes a parameter <c>Own</c>,
    /// <c>IReadOnlyDictionary&lt;string, string&gt;</c>: the person's own answers by question id.
    /// </summary>
    bool ComparesBesideEvidence => false;

    /// <summary>
    /// Codes of choices that one person may decide for many cases at once, the same for all. The inbox asks more of each: it is not adverse, needs no
    /// second person and no value, and the form has no questions of its own. Nothing unless the kind says so.
    /// </summary>
    IReadOnlyList<string> DecidedInBulk => [];

    /// <summary>
    /// What nobody who could judge a case of this kind gets to know before they may: a few words each, for people who supervise. The proposal itself
    /// and what others judged, decided and wrote is kept back for every kind, and stands here only by its parts. Empty: the kind has no proposal.
    /// </summary>
    IReadOnlyList<string> Withholds { get; }

    /// <summary>
    /// Hours of working time in which a case of this kind is usually decided, as long as nobody has written an escalation policy. A module gives a
    /// case a date of its own only where a law or a contract sets it.
    /// </summary>
    int UsualHours => 24;

    /// <summary>Page of the object, such as the account, or null.</summary>
    string? SubjectHref(string client, Guid subjectId, string reference);
}
