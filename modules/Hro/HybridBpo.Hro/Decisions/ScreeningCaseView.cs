using HybridBpo.Hro.Views;

namespace HybridBpo.Hro.Decisions;

/// <summary>How the inbox shows a screening case.</summary>
internal sealed class ScreeningCaseView : ICaseView
{
    public string Kind => ScreeningForm.Kind;

    public string Label => "Resume";

    public string DecideAct => Act.DecideHiring;

    public Type Evidence => typeof(ScreeningEvidenceView);

    public Type Proposal => typeof(ScreeningProposalView);

    public IReadOnlyList<string> Withholds => ["verdicts on the criteria", "red flags and document facts", "hidden text", "the rule set’s name"];

    public bool ComparesBesideEvidence => true;

    public string? SubjectHref(string client, Guid subjectId, string reference) => $"/candidates/{client}/{subjectId}";
}
