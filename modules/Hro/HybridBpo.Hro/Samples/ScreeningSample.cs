using HybridBpo.Hro.Applications;
using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Requisitions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Samples;

/// <summary>
/// Screening cases with a known answer: an invented resume, read by the very same rules against the criteria of a real requisition. No event and no
/// row of hiring is written, so nothing of it is in any list or figure.
/// </summary>
internal sealed class ScreeningSample(EventStore store, CandidateReads candidates, RealCandidates real, TimeProvider time) : ICaseSample
{
    public string Kind => ScreeningForm.Kind;

    public IReadOnlyList<string> Proposes { get; } = [ScreeningForm.Advance, ScreeningForm.Ask, ScreeningForm.Decline];

    public bool FromFile => true;

    public string Invent(string reference, Guid of) => CandidateCode.For(of, new HashSet<string>());

    public async Task<bool> IsTakenAsync(string client, string reference, CancellationToken ct) =>
        (await candidates.ByCodeAsync(Access.System("screening-sample", client), client, reference, ct)).Any(line => line.Code == reference);

    public async Task<Result<SampleCase>> MakeAsync(SampleSource source, CancellationToken ct)
    {
        if (source.File is not { } file)
            return new NoFiles();
        if (file.Content.LongLength > Limits.FileBytes)
            return new FileTooLarge(file.Name, file.Content.LongLength, Limits.FileBytes);
        var id = HroJson.Read<ScreeningEvidence>(source.Evidence).Requisition;
        if (await store.AggregateStreamAsync<Requisition>(source.Client, id, ct: ct) is not { } requisition)
            return new UnknownRequisition();
        if (requisition.Filled)
            return new RequisitionIsFilled();
        if (requisition.Rubric is not { } rubric)
            return new CriteriaNotSettled();
        if (!(await CheckResume.RunAsync(file.Content, file.Name, ct)).Is(out var format, out var refusal))
            return refusal;
        if (await real.SentAsync(source.Client, ResumeScreening.Sha256(file.Content), ct))
            return new ResumeOfSomebody();
        var now = time.GetUtcNow();
        var nobody = new Application(id, source.Reference, States.Received) { AppliedAt = now, Format = format };
        return await ReadResume.RunAsync(file.Content, nobody, requisition, rubric, now, ct) switch
        {
            Screened.Read read => await real.IsOneAsync(source.Client, read.Identity, ct) ? new ResumeOfSomebody() : Of(read.Evidence, read.Proposal),
            var not => new SampleNotRead(not.Evidence.WhyUnreadable),
        };
    }

    public Result<SampleCase> Alter(SampleCase sample, IReadOnlyDictionary<string, AlteredAnswer> answers)
    {
        var evidence = HroJson.Read<ScreeningEvidence>(sample.Evidence.Json);
        return AlteredVerdicts.In(HroJson.Read<ScreeningProposal>(sample.Proposal.Json), evidence, answers).Is(out var altered, out var refusal)
            ? Of(evidence, altered)
            : refusal;
    }

    /// <summary>Applied a moment before the case: that long the rules read.</summary>
    public SampleCase On(SampleCase sample, DateTimeOffset at) => Of(
        HroJson.Read<ScreeningEvidence>(sample.Evidence.Json) with { AppliedAt = at.AddSeconds(-6) },
        HroJson.Read<ScreeningProposal>(sample.Proposal.Json));

    /// <summary>Of a filled position every open case is withdrawn; and after the criteria were changed a real one asks for others.</summary>
    public async Task<SampleStand> StandAsync(string client, SampleCase sample, CancellationToken ct)
    {
        var evidence = HroJson.Read<ScreeningEvidence>(sample.Evidence.Json);
        var requisition = await store.AggregateStreamAsync<Requisition>(client, evidence.Requisition, ct: ct);
        if (requisition is not { Filled: false })
            return new SampleStand(false, PositionFilled);
        return new SampleStand(requisition.Rubric is { } rubric
            && CriteriaForm.Read(rubric, "").Criteria.Select(c => (c.Id, c.Label, c.Need == "must"))
                .SequenceEqual(evidence.Criteria.Select(c => (c.Id, c.Label, c.Must)))
            && !await IsTakenAsync(client, evidence.Candidate, ct));
    }

    /// <summary>An answer about a candidate needs nothing but its form.</summary>
    public AnswerImpossible? Check(string evidenceJson, Answer answer, DateTimeOffset now) => null;

    public const string PositionFilled = "position-filled";

    private static SampleCase Of(ScreeningEvidence evidence, ScreeningProposal proposal)
    {
        var open = ScreeningCase.Open("", Guid.Empty, Guid.Empty, evidence, proposal);
        return new SampleCase(open.Question, open.Title, open.Evidence, open.Form, open.Proposal!, AlteredVerdicts.ComeTo(proposal.Criteria));
    }
}

internal sealed record SampleNotRead(string Why) : Invalid($"Nobody could be asked about this file: {Why} Send another.");

internal sealed record ResumeOfSomebody()
    : Conflict("This is the resume of a real person: its file, name, e-mail or phone is that of a candidate of this client. Invent one.");
