using HybridBpo.Inbox.Judging;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Attaching;

/// A file to the case, for whoever opens it. Added by one who may know the proposal, it stays withheld from those who have not judged.
internal sealed record AttachFile(string By, Guid FileId, string Name, string Type, long Bytes, bool MayRead)
{
    public const int Most = 20;

    public const long MostBytes = 10L << 20;

    public static Result<Decision<Done>> Decide(AttachFile ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } => new CaseIsOver(Holding.Over(state)),
        { IsErased: true } => new CaseErased(),
        _ when state.Attachments.Count(attachment => attachment.RemovedAt is null) >= Most => new TooManyAttachments(),
        _ => new Decision<Done>(Done.Yes,
            new AttachmentAdded(now, state.SubjectId, ask.By, ask.FileId, ask.Name, ask.Type, ask.Bytes,
                ask.MayRead || state.Knows(ask.By))),
    };

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("attach", async (act, ct) =>
    {
        if (await act.Get<CaseDesk>().LoadAsync(act.Access, act.Client, act.CaseId, ct) is not { } state)
        {
            return new CaseNotFound();
        }

        if (!act.Get<CaseKinds>().MayJudge(act.Access, state.Kind))
        {
            return new NotYourKind();
        }

        if (act.Form.Files is not [var sent])
        {
            return new Invalid("Choose one file.");
        }

        if (sent.Length > MostBytes)
        {
            return new FileOverLimit("The file is longer than 10 MB.");
        }

        var content = new byte[sent.Length];
        await using (var from = sent.OpenReadStream())
        {
            await from.ReadExactlyAsync(content, ct);
        }

        return FileLook.TypeOf(content, sent.FileName).Is(out var type, out var refusal)
            ? await KeepAsync(act, state, FileLook.NameOf(sent.FileName, type), type, content, ct)
            : refusal;
    }, said: "The file is attached.").AllowUpload(MostBytes + (1 << 20));

    /// First the content, then the event that names it. What the event does not name is thrown away.
    private static async Task<Refusal?> KeepAsync(CaseAct act, Case state, string name, string type, byte[] content, CancellationToken ct)
    {
        var file = Ids.For(act.Client, "inbox.attachment", act.Command.ToString());
        var open = await act.Get<VerdictGate>().MayReadAsync(act.Access, act.Client, [act.CaseId], ct);
        var ask = new AttachFile(act.Me, file, name, type, content.LongLength, open.Contains(act.CaseId));
        var store = act.Get<FileStore>();
        if (state.AttachmentOf(file) is null && Decide(ask, state, act.Get<TimeProvider>().GetUtcNow()).Refusal is { } early)
        {
            return early;
        }

        var kept = await store.PutAsync(act.Access, new NewFile(file, act.Client, state.SubjectId, name, "application/octet-stream", MostBytes),
            new MemoryStream(content, writable: false), ct);
        if (kept.Refusal is { } refusal and not FileExists)
        {
            return refusal;
        }

        var refused = await act.DoAsync((fresh, now) => Decide(ask, fresh, now), ct);
        if (refused is not null && kept.Refusal is null)
        {
            await store.DestroyContentAsync(act.Access, act.Client, file, ct);
        }

        return refused;
    }
}

internal sealed record TooManyAttachments() : Conflict($"A case has at most {AttachFile.Most} files. Remove one first.");
