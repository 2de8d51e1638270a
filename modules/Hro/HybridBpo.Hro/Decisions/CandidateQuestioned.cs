using System.Text.Json.Serialization;

namespace HybridBpo.Hro.Decisions;

/// <summary>A person wants an answer from the candidate before deciding. Made from a human decision alone.</summary>
internal sealed record CandidateQuestioned
{
    [JsonConstructor]
    private CandidateQuestioned(Guid @case, Guid decision, string decidedBy, string reason, string? question) =>
        (Case, Decision, DecidedBy, Reason, Question) = (@case, decision, decidedBy, reason, question);

    public Guid Case { get; }

    public Guid Decision { get; }

    [Code]
    public string DecidedBy { get; }

    [Code]
    public string Reason { get; }

    [Personal]
    public string? Question { get; }

    public static CandidateQuestioned By(HumanDecision made)
    {
        var o = made.Outcome;
        return new(o.CaseId, o.DecisionId, o.DecidedBy, o.Reason, o.Fields.GetValueOrDefault(ScreeningForm.QuestionField));
    }
}
