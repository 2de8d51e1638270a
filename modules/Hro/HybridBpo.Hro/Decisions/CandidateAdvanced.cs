using System.Text.Json.Serialization;

namespace HybridBpo.Hro.Decisions;

/// <summary>The candidate goes on to the next step. Made from a human decision alone.</summary>
internal sealed record CandidateAdvanced
{
    [JsonConstructor]
    private CandidateAdvanced(Guid @case, Guid decision, string decidedBy, string? confirmedBy, string reason, string? note) =>
        (Case, Decision, DecidedBy, ConfirmedBy, Reason, Note) = (@case, decision, decidedBy, confirmedBy, reason, note);

    public Guid Case { get; }

    public Guid Decision { get; }

    [Code]
    public string DecidedBy { get; }

    [Code]
    public string? ConfirmedBy { get; }

    [Code]
    public string Reason { get; }

    [Personal]
    public string? Note { get; }

    public static CandidateAdvanced By(HumanDecision made)
    {
        var o = made.Outcome;
        return new(o.CaseId, o.DecisionId, o.DecidedBy, o.ConfirmedBy, o.Reason, o.Note);
    }
}
