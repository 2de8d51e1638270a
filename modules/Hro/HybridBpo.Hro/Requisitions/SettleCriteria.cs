using HybridBpo.Hro.Views;

namespace HybridBpo.Hro.Requisitions;

/// <summary>The recruiter settles what is asked for; only settled criteria are used.</summary>
internal static class SettleCriteria
{
    public static Result<Decision<Done>> Decide(IReadOnlyList<CriterionRow> rows, string settledBy, Requisition? state)
    {
        if (state is null)
            return new UnknownRequisition();
        if (state.Filled)
            return new RequisitionIsFilled();
        if (!Rubrics.Settle(rows, state.Rubric ?? state.Proposed).Is(out var rubric, out var refusal))
            return refusal;
        return rubric.Hash == state.RubricHash
            ? new Decision<Done>(Done.Yes)
            : new Decision<Done>(Done.Yes, new CriteriaSettled(rubric.Json, rubric.Hash, rubric.Count, settledBy));
    }
}
