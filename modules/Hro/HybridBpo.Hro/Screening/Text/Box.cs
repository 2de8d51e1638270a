namespace HybridBpo.Hro.Screening;

/// <summary>A rectangle on a page in points (1/72 inch), origin at the top left.</summary>
internal readonly record struct Box(double X0, double Y0, double X1, double Y1)
{
    public double Width => X1 - X0;

    public double Height => Y1 - Y0;

    public double MiddleY => (Y0 + Y1) / 2;

    public Box Union(Box other) =>
        new(Math.Min(X0, other.X0), Math.Min(Y0, other.Y0), Math.Max(X1, other.X1), Math.Max(Y1, other.Y1));

    public double SharedArea(Box other) =>
        Math.Max(0, Math.Min(X1, other.X1) - Math.Max(X0, other.X0)) * Math.Max(0, Math.Min(Y1, other.Y1) - Math.Max(Y0, other.Y0));

    public double SharedHeight(Box other) => Math.Max(0, Math.Min(Y1, other.Y1) - Math.Max(Y0, other.Y0));

    public static Box? Around(IEnumerable<Box?> boxes) =>
        boxes.Aggregate((Box?)null, (all, box) => all is { } a && box is { } b ? a.Union(b) : all ?? box);
}
