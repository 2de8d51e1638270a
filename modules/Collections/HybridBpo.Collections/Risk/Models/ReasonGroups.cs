using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>One reason: a group of columns that moved the score.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Contribution">How much it moved the margin; above 0 raises the risk.</param>
/// <param name="Column">The group's column that moved it most.</param>
internal sealed record Reason(string Group, double Contribution, string Column);

/// <summary>Which columns belong together when a score is explained; a column in no group is a group of its own.</summary>
internal sealed class ReasonGroups
{
    private readonly string[] groupOf;
    private readonly Schema schema;

    public ReasonGroups(Schema schema, IReadOnlyDictionary<string, string>? groupByColumn = null)
    {
        this.schema = schema;
        groupOf = [.. schema.Features.Select(f => groupByColumn?.GetValueOrDefault(f.Name) ?? f.Name)];
    }

    /// <summary>The groups that raise the risk most, strongest first; when fewer raise it, fewer come back.</summary>
    /// <param name="contributions">Per feature its contribution, then the expected margin.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<Reason> Top(double[] contributions, int count) =>
    [
        .. Enumerable.Range(0, groupOf.Length)
            .GroupBy(f => groupOf[f], StringComparer.Ordinal)
            .Select(g => new Reason(g.Key, g.Sum(f => contributions[f]), schema.Features[g.MaxBy(f => contributions[f])].Name))
            .Where(r => r.Contribution > 0)
            .OrderByDescending(r => r.Contribution).ThenBy(r => r.Group, StringComparer.Ordinal)
            .Take(count),
    ];
}
