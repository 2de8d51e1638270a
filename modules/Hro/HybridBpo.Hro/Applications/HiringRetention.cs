using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Requisitions;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Hro.Applications;

/// <summary>How long what is known about candidates is kept: what is sensible, what has copies, and what is still being worked with.</summary>
internal static class HiringRetention
{
    private const string Applicants = "One year from the making of the record or the personnel action, two for federal contractors (29 CFR 1602.14; "
        + "41 CFR 60-1.12); in Germany usually six months after a refusal (AGG section 15). An application that is not decided keeps its words.";

    private static readonly RetentionAdvice[] All =
    [
        new([
            typeof(ResumeReceived), typeof(ResumeRead), typeof(ResumeUnreadable), typeof(ScreeningCompleted), typeof(FieldCorrected),
            typeof(IdentityRevealed), typeof(CandidateAnswered), typeof(CandidateAdvanced), typeof(CandidateDeclined), typeof(CandidateKept),
            typeof(CandidateQuestioned),
        ], Applicants, 366),
        new([typeof(RequisitionOpened), typeof(CriteriaProposed), typeof(CriteriaSettled)],
            "It describes a position and no person, and applications are read by it: it is kept.", null),
    ];

    public static void Add(IServiceCollection services)
    {
        foreach (var advice in All) services.AddSingleton(advice);
        services.AddSingleton<ICopyRedactor, CandidateCopies>();
        services.AddSingleton<IOpenMatters, OpenApplications>();
        services.AddSingleton(new CaseSource(typeof(ScreeningCompleted), e => ((ScreeningCompleted)e).Case));
        services.AddSingleton(new CaseSource(typeof(ResumeUnreadable), e => ((ResumeUnreadable)e).Case));
    }
}

/// <summary>The file that a resume came in, and the name by which a reveal is found: they lie under the person's general key.</summary>
internal sealed class CandidateCopies : ICopyRedactor
{
    public IReadOnlyCollection<Type> Events { get; } = [typeof(ResumeReceived), typeof(ResumeRead)];

    public void Redact(StoredEvent e, EventSession session)
    {
        if (e.Data is ResumeReceived received)
            session.ForgetFile(received.File);
        else
            session.Queue($"update hro.reveals set sealed_name = null where client_id = {e.Tenant} and application_id = {e.StreamId}");
    }
}

/// <summary>Applications that nobody has decided.</summary>
internal sealed class OpenApplications(Database database) : IOpenMatters
{
    public Task<IReadOnlyList<Guid>> SubjectsAsync(string client, Guid[]? among, CancellationToken ct) =>
        database.QueryAsync<Guid>(Access.System("retention", client), $"""
            select application_id from hro.applications
            where client_id = {client} and not state = any ({States.Over.ToArray()})
              and ({among}::uuid[] is null or application_id = any ({among}))
            """, ct);
}
