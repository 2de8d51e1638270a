namespace HybridBpo.Trees;

/// <summary>What a side of a split is worth; a structure, so that the search is compiled for each kind.</summary>
internal interface ISplitScore
{
    double Of(RowSums side);

    bool Fits(RowSums left, RowSums right);
}

/// <summary>Of a leaf without bounds on a column without an order.</summary>
internal readonly struct FreeScore(SplitRules rules) : ISplitScore
{
    public double Of(RowSums side) => rules.Score(side.Gradient, side.Hessian);

    public bool Fits(RowSums left, RowSums right) => true;
}

/// <summary>Of a leaf with bounds, or on a column with an order.</summary>
internal readonly struct BoundedScore(SplitRules rules, LeafBounds bounds, int direction) : ISplitScore
{
    public double Of(RowSums side) => rules.Score(side.Gradient, side.Hessian, bounds, 0);

    public bool Fits(RowSums left, RowSums right) =>
        direction == 0 || direction * (bounds.Clamp(rules.Output(right)) - bounds.Clamp(rules.Output(left))) >= 0;
}
