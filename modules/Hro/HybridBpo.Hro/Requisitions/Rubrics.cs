using HybridBpo.Hro.Views;

namespace HybridBpo.Hro.Requisitions;

internal static class Rubrics
{
    public const int Most = 30, MostLabel = 200;

    public static IReadOnlyList<CriterionRow> Rows(string? rubric) => [];
}
