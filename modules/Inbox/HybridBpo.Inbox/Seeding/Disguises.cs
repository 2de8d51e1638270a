using HybridBpo.Inbox.Judging;

namespace HybridBpo.Inbox.Seeding;

/// Lets a module tell a decided case of its own about nobody, and looks whether that went well.
internal sealed class Disguises(Proposals proposals)
{
    /// Stands in a preview, until somebody invented a name.
    public const string Nobody = "Robin Example";

    public async Task<Result<SampleCase>> MakeAsync(
        Access access, ICaseSample module, Source source, Case state, NewSample ask, CancellationToken ct)
    {
        if (Refuses(ask, module, source, state) is { } refusal)
        {
            return refusal;
        }

        if (await module.IsTakenAsync(source.ClientId, ask.Reference.Trim(), ct))
        {
            return new SampleNotFit($"There is something real with the reference “{ask.Reference.Trim()}”: invent another.");
        }

        if (await proposals.ReadAsync(access, source.ClientId, state, ct) is not { } proposal)
        {
            return new SampleNotFit("What the machine proposed there is not kept any more. Choose another case.");
        }

        var made = module.Make(new(source.CaseId, state.EvidenceJson!, proposal, ask.Name.Trim(), ask.Reference.Trim(), ask.Proposed));
        return Left(made, source) is { } word ? new SampleTells(word)
            : made.Form.Choices.All(choice => choice.Code != ask.Truth) ? new SampleNotFit("Choose the right answer.")
            : made;
    }

    /// What the form shows before anything is invented. Null: the proposal is gone, or closed to the asker.
    public async Task<SampleCase?> PreviewAsync(Access access, ICaseSample module, Source source, Case state, CancellationToken ct) =>
        await proposals.ReadAsync(access, source.ClientId, state, ct) is { } proposal
            ? module.Make(new(source.CaseId, state.EvidenceJson!, proposal, Nobody, module.Invent(source.Reference, source.CaseId),
                proposal.Choice ?? module.Proposes[0]))
            : null;

    internal static Refusal? Refuses(NewSample ask, ICaseSample module, Source source, Case state) =>
        !Purposes.Has(ask.Purpose) ? new SampleNotFit("Say what it is for.")
        : ask.Name.Trim().Length is 0 or > 100 ? new SampleNotFit("Invent a name of up to 100 characters.")
        : ask.Reference.Trim().Length is 0 or > 100 ? new SampleNotFit("Invent a reference of up to 100 characters.")
        : ask.Why.Trim().Length is 0 or > 500 ? new SampleNotFit("Say in up to 500 characters why the answer is right: who answered reads it.")
        : !module.Proposes.Contains(ask.Proposed) ? new SampleNotFit("Choose what the machine is said to propose.")
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
