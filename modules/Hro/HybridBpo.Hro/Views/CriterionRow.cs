namespace HybridBpo.Hro.Views;

/// <summary>A criterion as it is edited.</summary>
/// <param name="Id">Its id, or empty for a new one.</param>
/// <param name="Label">What is asked for.</param>
/// <param name="Must">A must, or nice to have.</param>
public sealed record CriterionRow(string Id, string Label, bool Must);
