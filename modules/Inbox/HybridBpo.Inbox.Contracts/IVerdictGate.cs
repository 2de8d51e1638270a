namespace HybridBpo.Inbox.Contracts;

/// <summary>
/// The one place that knows whether a person may see the machine's verdict. Modules ask it before they show score, band, reasons, proposal,
/// criteria verdicts or flags anywhere: page, worklist order, search, export, feed, API, log.
/// </summary>
public interface IVerdictGate
{
    /// <summary>
    /// Of these cases, the ones whose verdict, and whatever people wrote who knew it, the asker may see: the own judgement is recorded, or the
    /// asker holds the case in a mode that shows it first and has seen it there, or the case is over, or the asker could never judge it (such as an
    /// auditor). One that was withdrawn is as a rule asked again, and stays closed to whoever could judge and has not. A case that is over closes
    /// again for everybody who has yet to judge another one about the same subject. A case that the inbox does not know yet (its opening is under
    /// way) is not among them.
    /// </summary>
    Task<IReadOnlySet<Guid>> MaySeeAsync(Access access, string client, IReadOnlyCollection<Guid> caseIds, CancellationToken ct);
}

/// <summary>Open and past cases about a subject, for the module's own pages.</summary>
public interface ICaseIndex
{
    /// <summary>Cases about these subjects, newest first, without anything withheld.</summary>
    Task<IReadOnlyList<CaseSummary>> AboutAsync(Access access, string client, IReadOnlyCollection<Guid> subjectIds, CancellationToken ct);
}

/// <summary>A case in one line.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Question">Its title.</param>
/// <param name="State">One of <c>open</c>, <c>held</c>, <c>judged</c>, <c>waiting-second</c>, <c>decided</c>, <c>delivered</c>,
/// <c>withdrawn</c>.</param>
/// <param name="Holder">Shown name of the holder, or null.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="Choice">What was decided, once it is.</param>
public sealed record CaseSummary(Guid CaseId, string Kind, string Question, string State, string? Holder, DateTimeOffset OpenedAt, string? Choice);
