namespace HybridBpo.Hro.Applications;

/// <summary>A checked file that becomes an application: one per requisition and content, however often it comes.</summary>
internal sealed record NewResume(
    Guid Requisition, string Reference, string Candidate, Guid File, string Sha256, string FileName, string Format, long Bytes);

/// <param name="New">False when the same file was there before.</param>
internal sealed record Received(Guid Application, string Candidate, bool New);

internal static class ReceiveResume
{
    public static Guid IdOf(string client, Guid requisition, string sha256) => Ids.For(client, "application", $"{requisition:D}:{sha256}");

    public static Result<Decision<Received>> Decide(NewResume resume, Guid application, string receivedBy, Application? state) =>
        state is not null
            ? new Decision<Received>(new Received(application, state.Candidate, New: false))
            : new Decision<Received>(
                new Received(application, resume.Candidate, New: true),
                new CandidateApplied(resume.Requisition, resume.Reference, resume.Candidate, "upload"),
                new ResumeReceived(resume.File, resume.Sha256, resume.FileName, resume.Format, resume.Bytes, receivedBy));
}
