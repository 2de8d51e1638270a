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

    public bool ComparesBesideEvidence => true;

    public string? SubjectHref(string client, Guid subjectId, string reference) => $"/candidates/{client}/{subjectId}";
}
