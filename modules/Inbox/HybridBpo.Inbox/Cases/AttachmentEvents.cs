using HybridBpo.Events;

namespace HybridBpo.Inbox.Cases;

/// The content lies in the file store under the key of the person whom the case is about. AfterReveal: as for notes.
internal sealed record AttachmentAdded(
    DateTimeOffset At,
    [property: Subject] Guid SubjectId,
    [property: Code] string By,
    Guid FileId,
    [property: Personal] string? Name,
    [property: Code] string Type,
    long Bytes,
    bool AfterReveal);

internal sealed record AttachmentOpened(DateTimeOffset At, [property: Code] string By, Guid FileId);

internal sealed record AttachmentRemoved(DateTimeOffset At, [property: Code] string By, Guid FileId);

internal sealed record AttachmentRestored(DateTimeOffset At, [property: Code] string By, Guid FileId);

/// RemovedAt: from then on nobody sees it, and once the time to undo is over its content is gone.
internal sealed record Attachment(
    Guid FileId, string By, string? Name, string Type, long Bytes, DateTimeOffset At, bool AfterReveal, DateTimeOffset? RemovedAt, string? RemovedBy);

internal sealed partial class Case
{
    private readonly List<Attachment> attachments = [];

    public IReadOnlyList<Attachment> Attachments => attachments;

    public Attachment? AttachmentOf(Guid file) => attachments.FirstOrDefault(attachment => attachment.FileId == file);

    public void Apply(AttachmentAdded e)
    {
        Version++;
        attachments.Add(new Attachment(e.FileId, e.By, e.Name, e.Type, e.Bytes, e.At, e.AfterReveal, null, null));
    }

    public void Apply(AttachmentOpened e) => Version++;

    public void Apply(AttachmentRemoved e) => Change(e.FileId, e.At, e.By);

    public void Apply(AttachmentRestored e) => Change(e.FileId, null, null);

    private void Change(Guid file, DateTimeOffset? removedAt, string? by)
    {
        Version++;
        if (attachments.FindIndex(attachment => attachment.FileId == file) is >= 0 and var at)
        {
            attachments[at] = attachments[at] with { RemovedAt = removedAt, RemovedBy = by };
        }
    }
}
