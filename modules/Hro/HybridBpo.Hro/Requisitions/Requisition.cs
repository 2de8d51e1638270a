namespace HybridBpo.Hro.Requisitions;

/// <summary>A position that a client wants filled, folded from its stream.</summary>
internal sealed record Requisition(string Reference, string? Title, string? JobText)
{
    /// <summary>JSON of the criteria that stand now: settled by a person, or null.</summary>
    public string? Rubric { get; init; }

    public string RubricHash { get; init; } = "";

    /// <summary>JSON of the criteria that the rules read out of the job text.</summary>
    public string? Proposed { get; init; }

    public bool Filled { get; init; }

    public static Requisition Create(RequisitionOpened e) => new(e.Reference, e.Title, e.JobText);

    public Requisition Apply(CriteriaProposed e) => this with { Proposed = e.Rubric };

    public Requisition Apply(CriteriaSettled e) => this with { Rubric = e.Rubric, RubricHash = e.RubricHash };

    public Requisition Apply(RequisitionFilled _) => this with { Filled = true };

    public static Guid IdOf(string client, string reference) => Ids.For(client, "requisition", reference.ToUpperInvariant());
}
