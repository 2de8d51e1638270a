namespace HybridBpo.Hro.Decisions;

/// <summary>Makes the case that asks people about a candidate.</summary>
internal static class ScreeningCase
{
    public static Guid IdOf(string client, Guid run) => Ids.For(client, ScreeningForm.Kind, run.ToString("D"));

    /// <param name="evidence">What people read.</param>
    /// <param name="proposal">What the rules found, or null when the file could not be read.</param>
    public static OpenCase Open(
        string client, Guid application, Guid @case, ScreeningEvidence evidence, ScreeningProposal? proposal) => new(
        @case,
        client,
        ScreeningForm.Kind,
        $"How does {evidence.Candidate} fit {evidence.Title}?",
        evidence.Candidate,
        application,
        Urgency: 0,
        DueAt: null,
        new Evidence(ScreeningEvidence.Version, HroJson.Write(evidence), $"Candidate {evidence.Candidate} {evidence.Reference} {evidence.Title}"),
        ScreeningForm.For(evidence.Criteria),
        proposal is null ? null : Proposed(proposal),
        NotFor: [],
        Title: $"{evidence.Candidate}, {evidence.Title}");

    /// <summary>The machine answers the questions; what happens to the person is not its to propose, so the choice stays empty.</summary>
    private static Proposal Proposed(ScreeningProposal proposal) => new(
        Choice: null,
        Fields: new Dictionary<string, string>(),
        Answers: proposal.Criteria.ToDictionary(c => c.Id, c => c.Verdict),
        Model: proposal.RuleSet,
        Json: HroJson.Write(proposal));
}
