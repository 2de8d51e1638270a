using HybridBpo.Inbox.Judging;
using HybridBpo.Inbox.Screens;

namespace HybridBpo.Inbox.Seeding;

/// Lets a module make a case about nobody of a decided one or of an invented file, and looks whether that went well.
internal sealed class Disguises(Proposals proposals, TimeProvider time)
{
    /// Stands in a preview, until somebody invented a name.
    public const string Nobody = "Robin Example";

    private const int Tries = 50;

    public async Task<Result<SampleCase>> MakeAsync(
        Access access, ICaseSample module, Source source, Case state, NewSample ask, CancellationToken ct)
    {
        if (module.FromFile && ask.Read is null)
        {
            return new SampleNotFit("Choose the file again: what was read from it is kept for four hours only.");
        }

        if (Refuses(ask, module, source, state) is { } unfit)
        {
            return unfit;
        }

        if (await module.IsTakenAsync(source.ClientId, ask.Reference.Trim(), ct))
        {
            return new SampleNotFit($"There is something real with the reference “{ask.Reference.Trim()}”: invent another.");
        }

        if (!(await CaseAsync(access, module, source, state, ask, ct)).Is(out var made, out var refusal))
        {
            return refusal;
        }

        return Left(made, source) is { } word ? new SampleTells(word)
            : made.Form.Choices.All(choice => choice.Code != ask.Truth) ? new SampleNotFit("Choose the right answer.")
            : made;
    }

    /// What the form shows before anything is invented. Null: the proposal is gone, or closed to the asker.
    public async Task<SampleCase?> PreviewAsync(Access access, ICaseSample module, Source source, Case state, CancellationToken ct) =>
        await proposals.ReadAsync(access, source.ClientId, state, ct) is { } proposal
            && (await module.MakeAsync(new(source.CaseId, state.EvidenceJson!, proposal, Nobody, module.Invent(source.Reference, source.CaseId),
                proposal.Choice ?? module.Proposes[0], source.ClientId), ct)).Is(out var made, out _) ? made : null;

    /// An invented reference that nothing has, as far as some tries find one.
    public async Task<string> FreeAsync(ICaseSample module, Source source, Guid of, CancellationToken ct)
    {
        var reference = module.Invent(source.Reference, of);
        for (var tries = 1; tries < Tries && await module.IsTakenAsync(source.ClientId, reference, ct); tries++)
        {
            reference = module.Invent(source.Reference, Ids.For(source.ClientId, "sample-reference", $"{of}:{tries}"));
        }

        return reference;
    }

    /// What the module reads from an invented file, under a reference that nothing has.
    public async Task<Result<ReadSample>> ReadAsync(
        Access access, ICaseSample module, Source source, Case state, SampleFile file, CancellationToken ct)
    {
        if (await proposals.ReadAsync(access, source.ClientId, state, ct) is not { } proposal)
        {
            return NotKept;
        }

        var reference = await FreeAsync(module, source, Ids.New(time), ct);

        var made = await module.MakeAsync(
            new(source.CaseId, state.EvidenceJson!, proposal, Nobody, reference, module.Proposes[0], source.ClientId, file), ct);
        return made.Is(out var found, out var refusal) ? new ReadSample(reference, found) : refusal;
    }

    /// What of the machine's answers is not as it was found, in words for whoever answered the case.
    internal static string Altered(SampleCase found, SampleCase made)
    {
        return string.Concat(made.Form.Questions.Where(question => Label(question, found) != Label(question, made)).Select(question =>
            $" The error put in: “{question.Label}”, of which the machine was made to say “{Label(question, made)}”; "
            + $"its rules find “{Label(question, found)}”."));

        static string Label(CaseQuestion question, SampleCase of) =>
            CaseWords.Labels(question.Options, [of.Proposal.Answers.GetValueOrDefault(question.Id, "")]);
    }

    private static SampleNotFit NotKept { get; } = new("What the machine proposed there is not kept any more. Choose another case.");

    private async Task<Result<SampleCase>> CaseAsync(
        Access access, ICaseSample module, Source source, Case state, NewSample ask, CancellationToken ct) =>
        ask.Read is { } read ? module.Alter(read.Found, ask.Altered ?? new Dictionary<string, AlteredAnswer>())
        : await proposals.ReadAsync(access, source.ClientId, state, ct) is not { } proposal ? NotKept
        : await module.MakeAsync(new(source.CaseId, state.EvidenceJson!, proposal, ask.Name.Trim(), ask.Reference.Trim(), ask.Proposed,
            source.ClientId), ct);

    internal static Refusal? Refuses(NewSample ask, ICaseSample module, Source source, Case state) =>
        !Purposes.Has(ask.Purpose) ? new SampleNotFit("Say what it is for.")
        : !module.FromFile && ask.Name.Trim().Length is 0 or > 100 ? new SampleNotFit("Invent a name of up to 100 characters.")
        : ask.Reference.Trim().Length is 0 or > 100 ? new SampleNotFit("Invent a reference of up to 100 characters.")
        : ask.Why.Trim().Length is 0 or > 500 ? new SampleNotFit("Say in up to 500 characters why the answer is right: who answered reads it.")
        : !module.FromFile && !module.Proposes.Contains(ask.Proposed) ? new SampleNotFit("Choose what the machine is said to propose.")
        : SampleBook.Told(source, state, [ask.Name, ask.Reference, ask.Why]) is { } word ? new SampleTells(word)
        : !ask.Attested ? new SampleNotFit("Confirm that nothing in it tells whom the decided case was about.")
        : null;

    /// The module took out the name and the reference; that it did is not taken for granted.
    private static string? Left(SampleCase made, Source source)
    {
        string[] texts =
            [made.Question, made.Title ?? "", made.Evidence.Json, made.Evidence.Text, made.Proposal.Json, .. made.Proposal.Fields.Values];
        return new[] { source.Reference, source.Title }.FirstOrDefault(word => word is { Length: > 0 }
            && texts.Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }
}
