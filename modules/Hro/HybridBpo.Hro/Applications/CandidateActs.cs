using HybridBpo.Hro.Decisions;

namespace HybridBpo.Hro.Applications;

/// <summary>A candidate's own file as it came.</summary>
internal sealed record OriginalFile(string Name, Stream Content);

/// <summary>What people do with one candidate besides deciding: loads, asks the pure decision, writes one batch.</summary>
internal sealed class CandidateActs(
    EventStore store, CandidateReads reads, VerdictShown verdicts, RevealedNames names, FileStore files, TimeProvider time)
{
    public Task<Result<Again?>> CorrectAsync(Access access, string client, Guid id, string field, string now, CancellationToken ct) =>
        DecideAsync<Again?>(access, client, id, state => CorrectField.Decide(field, now, access.Actor.Id, state), (session, again) =>
        {
            if (again is not null)
                AskAnew(session, id, again, "facts-corrected");
        }, ct);

    public Task<Result<int>> AnswerAsync(Access access, string client, Guid id, string answer, CancellationToken ct) =>
        DecideAsync<int>(access, client, id, state => RecordAnswer.Decide(answer, access.Actor.Id, state),
            (session, run) => session.Send(ScreenMessage.Kind, new ScreenMessage(id, run)), ct);

    public Task<Result<Again>> AgainAsync(Access access, string client, Guid id, CancellationToken ct) =>
        DecideAsync<Again>(access, client, id, state => AskAgain.Decide(access.Actor.Id, state),
            (session, again) => AskAnew(session, id, again, "read-again"), ct);

    public Task<Result<Guid?>> WithdrawAsync(Access access, string client, Guid id, CancellationToken ct) =>
        DecideAsync<Guid?>(access, client, id, state => WithdrawCandidate.Decide(access.Actor.Id, state),
            (session, open) => session.WithdrawCase(open, "candidate-withdrew"), ct);

    public async Task<Result<Done>> RevealAsync(Access access, string client, Guid id, string reason, string note, CancellationToken ct)
    {
        if (await LoadAsync(access, client, id, ct) is not { } application)
            return new UnknownCandidate();
        var judged = await verdicts.HasJudgedAsync(access, client, application, ct);
        var name = Identity.Read(application.Identity) is { Name.Length: > 0 } known ? await names.SealAsync(client, id, known.Name, ct) : null;
        return await DecideAsync<Done>(
            access, client, id, state => RevealIdentity.Decide(access.Actor.Id, reason, note, judged, state), (session, _) =>
            session.Queue($"""
                insert into hro.reveals (client_id, application_id, user_id, sealed_name, reason, revealed_at)
                values ({client}, {id}, {access.Actor.Id}, {name}, {reason}, {time.GetUtcNow()}) on conflict do nothing
                """), ct);
    }

    /// <summary>The file as it came, for somebody to whom the identity was revealed.</summary>
    public async Task<Result<OriginalFile>> OriginalAsync(Access access, string client, Guid id, CancellationToken ct)
    {
        if (await LoadAsync(access, client, id, ct) is not { } application)
            return new UnknownCandidate();
        if (!application.RevealedTo.Contains(access.Actor.Id))
            return new FileStillMasked();
        return (await files.OpenAsync(access, client, application.File, ct)).Is(out var content, out var refusal)
            ? new OriginalFile(application.FileName ?? $"resume.{application.Format}", content)
            : refusal;
    }

    private async Task<Application?> LoadAsync(Access access, string client, Guid id, CancellationToken ct) =>
        await reads.FindAsync(access, client, id, ct) is null ? null : await store.AggregateStreamAsync<Application>(client, id, ct: ct);

    private async Task<Result<T>> DecideAsync<T>(
        Access access, string client, Guid id, Func<Application?, Result<Decision<T>>> decide, Action<EventSession, T>? also, CancellationToken ct) =>
        access.Sees(client)
            ? await store.DecideAsync(access, client, id, Ids.New(time), decide, also, ct)
            : new UnknownCandidate();

    private static void AskAnew(EventSession session, Guid id, Again again, string why)
    {
        session.WithdrawCase(again.OpenCase, why);
        session.Send(ScreenMessage.Kind, new ScreenMessage(id, again.Run));
    }
}
