namespace HybridBpo.Host.Erasure;

/// <summary>What somebody typed into the form that erases a person: kept when it is refused.</summary>
/// <param name="Subject">About whom.</param>
/// <param name="Reason">Why.</param>
/// <param name="Despite">Why all the same.</param>
/// <param name="Also">What to look for.</param>
/// <param name="Typed">The person's own reference.</param>
/// <param name="Without">Is it to end without a proof?</param>
public sealed record ErasureTyped(Guid Subject, string? Reason, string? Despite, string? Also, string? Typed, bool Without)
{
    /// <summary>What is to be typed: their reference or code; of whoever has none, "erase".</summary>
    public static string WordFor(SubjectFound who) => who.Code.Trim() is { Length: > 0 } code ? code : "erase";

    /// <summary>Is it that? Phones begin with a capital and end with a blank.</summary>
    public static bool Same(string? typed, SubjectFound who) => WordFor(who).Equals(typed?.Trim(), StringComparison.OrdinalIgnoreCase);
}
