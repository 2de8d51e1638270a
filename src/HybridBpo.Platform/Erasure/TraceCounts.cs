using HybridBpo.Platform.Tracing;

namespace HybridBpo.Platform;

/// <summary>How much somebody is looked for by, or was known by: numbers, never what.</summary>
/// <param name="Mails">Mail addresses.</param>
/// <param name="Phones">Phone numbers.</param>
/// <param name="Names">Names, each with any of the references.</param>
/// <param name="References">References that make a name certain.</param>
public sealed record TraceCounts(int Mails, int Phones, int Names, int References = 0)
{
    /// <summary>Is there anything that can be looked for?</summary>
    public bool Any => Mails + Phones + Names + References > 0;

    /// <summary>Such as "2 mail addresses, 1 phone number".</summary>
    public string Words => string.Join(", ", new[]
    {
        Mails > 0 ? CountText.Of(Mails, "mail address", "mail addresses") : null, Phones > 0 ? CountText.Of(Phones, "phone number") : null,
        Names > 0 ? CountText.Of(Names, "name") : null,
        References > 0 ? CountText.Of(References, "reference of the client's", "references of the client's") : null,
    }.OfType<string>());

    /// <summary>Is there as much of each as elsewhere?</summary>
    public bool Covers(TraceCounts other) =>
        Mails >= other.Mails && Phones >= other.Phones && Names >= other.Names && References >= other.References;

    /// <summary>The greater of each.</summary>
    public TraceCounts Most(TraceCounts other) => new(
        Math.Max(Mails, other.Mails), Math.Max(Phones, other.Phones), Math.Max(Names, other.Names), Math.Max(References, other.References));

    /// <summary>What of it can be looked for: what is too short to be told from other text cannot.</summary>
    public static TraceCounts Of(SubjectTraces traces) => new Needles(traces).Counts;
}
