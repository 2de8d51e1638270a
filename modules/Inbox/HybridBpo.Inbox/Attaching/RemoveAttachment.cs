using HybridBpo.Events;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Attaching;

/// Whoever attached it, or a supervisor, takes a file away, and may bring it back as long as a decision could be undone.
internal sealed record RemoveAttachment(string By, Guid FileId, bool Supervises)
{
    /// The answer: when it was removed.
    public static Result<Decision<DateTimeOffset>> Decide(RemoveAttachment ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } => new CaseIsOver(Holding.Over(state)),
        _ when state.AttachmentOf(ask.FileId) is not { RemovedAt: null } file => new AttachmentNotFound(),
        _ when state.AttachmentOf(ask.FileId)!.By != ask.By && !ask.Supervises => new NotYourAttachment(),
        _ => new Decision<DateTimeOffset>(now, new AttachmentRemoved(now, ask.By, ask.FileId)),
    };

    public static Result<Decision<Done>> Restore(RemoveAttachment ask, TimeSpan window, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } => new CaseIsOver(Holding.Over(state)),
        _ when state.AttachmentOf(ask.FileId) is not { RemovedAt: { } at } file || file.RemovedBy != ask.By => new AttachmentNotFound(),
        _ when now >= state.AttachmentOf(ask.FileId)!.RemovedAt + window => new TooLateToUndo(),
        _ when state.Attachments.Count(attachment => attachment.RemovedAt is null) >= AttachFile.Most => new TooManyAttachments(),
        _ => new Decision<Done>(Done.Yes, new AttachmentRestored(now, ask.By, ask.FileId)),
    };

    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapCaseAct("detach", async (act, ct) =>
        {
            var (ask, window) = (Of(act), act.Get<InboxSettings>().UndoWindow);
            return (await act.Get<CaseDesk>().ActAsync(act.Access, act.Client, act.CaseId, act.Command, (state, now) => Decide(ask, state, now),
                (session, at) => session.Send(
                    DropAttachment.MessageKind, new DropAttachment.Due(act.CaseId, ask.FileId, at), (at + window).AddSeconds(1)), ct)).Refusal;
        });
        staff.MapCaseAct("reattach", (act, ct) =>
            act.DoAsync((state, now) => Restore(Of(act), act.Get<InboxSettings>().UndoWindow, state, now), ct), said: "The file is back.");
    }

    private static RemoveAttachment Of(CaseAct act) =>
        new(act.Me, Guid.TryParse(act.Text("file"), out var file) ? file : Guid.Empty, act.Access.May(Act.AssignCases));
}

/// The time to undo is over: the content of what was removed goes.
internal sealed class DropAttachment(CaseDesk desk, FileStore files, InboxSettings settings, TimeProvider time) : IMessageHandler
{
    public const string MessageKind = "inbox.drop-attachment";

    /// RemovedAt: null in messages that were sent before there was this field.
    internal sealed record Due(Guid CaseId, Guid FileId, DateTimeOffset? RemovedAt = null);

    public string Kind => MessageKind;

    public async Task HandleAsync(Message message, CancellationToken ct)
    {
        var due = message.Read<Due>();
        var access = Access.System("inbox", message.Client);
        if (await desk.LoadAsync(access, message.Client, due.CaseId, ct) is { } state
            && state.AttachmentOf(due.FileId)?.RemovedAt is { } removed
            // Brought back and removed once more, it may still be brought back: the message of the later removal takes it. Not by the clock alone:
            // the database's, by which messages come, may be ahead of this host's, and this message comes once.
            && (due.RemovedAt is { } meant ? meant == removed : removed + settings.UndoWindow <= time.GetUtcNow()))
        {
            await files.DestroyContentAsync(access, message.Client, due.FileId, ct);
        }
    }
}

internal sealed record AttachmentNotFound() : NotFound("There is no such file at this case.");

internal sealed record NotYourAttachment() : Forbidden("Only whoever attached it, or a supervisor, removes a file.");
