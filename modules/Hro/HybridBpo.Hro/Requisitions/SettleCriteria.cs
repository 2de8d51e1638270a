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
        if (!CriteriaForm.Settle(rows, state).Is(out var rubric, out var refusal))
            return refusal;
        return rubric.Version == state.RubricHash
            ? new Decision<Done>(Done.Yes)
            : new Decision<Done>(Done.Yes, new CriteriaSettled(CriteriaForm.Write(rubric), rubric.Version, rubric.Criteria.Count, settledBy));
    }
}
