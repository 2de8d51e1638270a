using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Requisitions;

namespace HybridBpo.Hro.Applications;

/// <summary>
/// Reads a resume in the background and puts it to people. What it found, the case and the read model go down in one batch; a host that dies before
/// that leaves nothing behind, and the message is handled again elsewhere.
/// </summary>
internal sealed class ScreenResume(EventStore store, FileStore files, TimeProvider time) : IMessageHandler
{
    // A PDF keeps several programs busy; more at once only makes each slower.
    private static readonly SemaphoreSlim Room = new(Math.Max(1, Environment.ProcessorCount / 2));

    public string Kind => ScreenMessage.Kind;

    public async Task HandleAsync(Message message, CancellationToken ct)
    {
        var wanted = message.Read<ScreenMessage>();
        var client = message.Client;
        var access = Access.System("screening", client);
        var application = await store.AggregateStreamAsync<Application>(client, wanted.Application, ct: ct);
        if (application is null || application.IsOver || application.Runs >= wanted.Number)
            return;
        // Nobody is asked about a position that is filled: what came too late stays "being read" until whoever filled it closes it as well.
        if (await store.AggregateStreamAsync<Requisition>(client, application.Requisition, ct: ct) is not
            { Rubric: { } rubric, Filled: false } requisition)
            return;
        if (await ContentAsync(access, client, application.File, ct) is not { } bytes)
            return;

        var run = Run.Of(client, wanted.Application, wanted.Number, rubric, requisition.RubricHash, time.GetUtcNow());
        var screened = await ReadAsync(bytes, application, requisition, rubric, run, ct);
        IReadOnlyList<Correction> corrections = [];
        var completed = await store.DecideAsync<Application, bool>(
            access, client, wanted.Application, message.Id,
            state =>
            {
                corrections = state?.Corrections ?? [];
                return CompleteScreening.Decide(run, screened, state);
            },
            (session, isNew) =>
            {
                if (isNew)
                {
                    var evidence = Corrections.Apply(screened.Evidence, corrections).Evidence;
                    session.Send(CaseMessages.Open, ScreeningCase.Open(
                        client, wanted.Application, run.Case, evidence, (screened as Screened.Read)?.Proposal));
                }
            },
            ct);
        if (!completed.Is(out _, out var refusal))
            throw new InvalidOperationException($"{refusal.Code}: {refusal.Message}");
    }

    private static async Task<Screened> ReadAsync(
        byte[] bytes, Application application, Requisition requisition, string rubric, Run run, CancellationToken ct)
    {
        await Room.WaitAsync(ct);
        try
        {
            return await ReadResume.RunAsync(bytes, application, requisition, rubric, run.DoneAt, ct);
        }
        finally
        {
            Room.Release();
        }
    }

    /// <returns>Null when the candidate was erased meanwhile: then there is nothing to read and nobody to ask.</returns>
    private async Task<byte[]?> ContentAsync(Access access, string client, Guid file, CancellationToken ct)
    {
        if (!(await files.OpenAsync(access, client, file, ct)).Is(out var content, out _))
            return null;
        await using var opened = content;
        using var bytes = new MemoryStream();
        await opened.CopyToAsync(bytes, ct);
        return bytes.ToArray();
    }
}
