namespace HybridBpo.Hro.Requisitions;

/// <summary>A named person closes the requisition because the position is filled.</summary>
internal static class FillRequisition
{
    public static Result<Decision<Done>> Decide(NamedPerson person, string reason, Requisition? state) => state switch
    {
        null => new UnknownRequisition(),
        { Filled: true } => new Decision<Done>(Done.Yes),
        _ => Reasons.Any(r => r.Code == reason)
            ? new Decision<Done>(Done.Yes, RequisitionFilled.By(person, reason))
            : new BadRequisition("Choose why the requisition is closed."),
    };

    public static IReadOnlyList<CaseOption> Reasons { get; } =
        [new("hired", "Somebody was hired"), new("cancelled", "The client needs nobody any more")];
}
