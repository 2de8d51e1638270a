using System.Text.Json.Serialization;

namespace HybridBpo.Hro.Requisitions;

/// <summary>A named person says that the position is filled. It closes applications and never counts as a rejection by screening.</summary>
internal sealed record RequisitionFilled
{
    [JsonConstructor]
    private RequisitionFilled(string filledBy, string reason) => (FilledBy, Reason) = (filledBy, reason);

    [Code]
    public string FilledBy { get; }

    [Code]
    public string Reason { get; }

    public static RequisitionFilled By(NamedPerson person, string reason) => new(person.UserId, reason);
}
