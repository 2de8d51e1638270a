namespace HybridBpo.Hro.Requisitions;

internal sealed record RequisitionOpened(
    [property: Code] string Reference,
    [property: Personal] string? Title,
    [property: Personal] string? JobText,
    [property: Code] string OpenedBy);

/// <summary>What the rules read out of the job text; nothing is screened by it before a person has settled the criteria.</summary>
internal sealed record CriteriaProposed([property: Personal] string? Rubric, [property: Code] string RuleSet);

internal sealed record CriteriaSettled(
    [property: Personal] string? Rubric, [property: Code] string RubricHash, int Count, [property: Code] string SettledBy);
