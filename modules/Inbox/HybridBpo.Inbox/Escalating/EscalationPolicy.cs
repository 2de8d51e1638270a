using HybridBpo.Inbox.Routing;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace HybridBpo.Inbox.Escalating;

/// When cases are due and what happens to those that wait, per client and kind. Every case has exactly one line for each criterion: two that share
/// one are refused, and so is a criterion without a line for the rest. Pure, so that a version explains all that ever came of it.
internal sealed class EscalationPolicy
{
    private const int RestHours = 24;

    /// The policy before anybody wrote one, where no kind has hours of its own.
    public static readonly string First = $$"""
        lines:
          - { id: due, on: due, within: {{RestHours}}h }
          - id: at-risk
            on: at-risk
            steps:
              - { at: 75%, do: [tell] }
          - id: breached
            on: breached
            steps:
              - { after: 0h, do: [tell] }
          - id: unclaimed
            on: unclaimed
            steps:
              - { after: 16h, do: [tell] }
          - id: bounced
            on: bounced
            steps:
              - { times: 3, do: [tell] }
          - id: nobody
            on: nobody-eligible
            steps:
              - { after: 0h, do: [tell] }
        """;

    private const int MostLines = 200, LongestYaml = 50_000;

    private readonly IReadOnlyList<EscalationLine> lines;

    private EscalationPolicy(int version, IReadOnlyList<EscalationLine> lines) => (Version, this.lines) = (version, lines);

    public int Version { get; }

    public IEnumerable<string> Clients => lines.SelectMany(line => line.Clients ?? []).Distinct();

    public IEnumerable<string> Kinds => lines.SelectMany(line => line.Kinds ?? []).Distinct();

    public IEnumerable<string> Teams => lines.SelectMany(line => line.Steps ?? []).SelectMany(step => step.Do ?? [])
        .Where(act => act.StartsWith(EscalationLine.Team, StringComparison.Ordinal)).Select(act => act[EscalationLine.Team.Length..]).Distinct();

    /// The policy before anybody wrote one, with the hours that are usual for each kind.
    public static string FirstOf(IEnumerable<ICaseView> kinds) => string.Join('\n', kinds
        .Where(view => view.UsualHours != RestHours).GroupBy(view => view.UsualHours).OrderBy(group => group.Key)
        .Select(group => $"  - {{ id: due-{group.Key}h, on: due, kinds: [{Names(group)}], within: {group.Key}h }}").Prepend(First));

    /// The one line for this case and criterion, "id@version", and its steps.
    public (string By, IReadOnlyList<EscalationStep> Steps) Of(string criterion, string client, string kind)
    {
        var line = Line(criterion, client, kind);
        return ($"{line.Id}@{Version}", line.Read());
    }

    public (string By, TimeSpan Within) DueOf(string client, string kind)
    {
        var line = Line(Criteria.Due, client, kind);
        return ($"{line.Id}@{Version}", Criteria.Working(line.Within)!.Value);
    }

    public EscalationLine Line(string criterion, string client, string kind) => lines.First(line => line.On == criterion && line.Fits(client, kind));

    /// Reads a policy and looks for gaps and overlaps, line by line.
    public static Result<EscalationPolicy> Read(int version, string yaml)
    {
        if (yaml.Length > LongestYaml)
        {
            return new EscalationUnreadable($"It is longer than {LongestYaml:N0} characters.");
        }

        try
        {
            var lines = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build()
                .Deserialize<Text?>(yaml)?.Lines;
            return lines is null or { Count: 0 } ? new EscalationUnreadable("It has no line under “lines”.")
                : lines.Count > MostLines ? new EscalationUnreadable($"It has more than {MostLines} lines.")
                : lines.Any(line => line is null) ? new EscalationUnreadable("A line is empty.")
                : Wrong(lines) is { } why ? new EscalationUnreadable(why)
                // The line for the rest is asked last, wherever it stands.
                : new EscalationPolicy(version, [.. lines.OrderBy(line => line.TakesTheRest)]);
        }
        catch (YamlException error)
        {
            return new EscalationUnreadable(YamlWords.Say(error.Start.Line, error));
        }
    }

    private static string Names(IEnumerable<ICaseView> kinds) =>
        string.Join(", ", kinds.Select(view => view.Kind).Distinct().Order(StringComparer.Ordinal));

    private static string? Wrong(List<EscalationLine> lines) =>
        lines.Select(line => line.Wrong()).OfType<string>().FirstOrDefault()
        ?? (lines.GroupBy(line => line.Id).FirstOrDefault(group => group.Count() > 1)?.Key is { } twice ? $"Two lines have the id “{twice}”." : null)
        ?? lines.Index().SelectMany(at => lines.Take(at.Index), (at, before) => Overlap(before, at.Item)).OfType<string>().FirstOrDefault()
        ?? Criteria.All.Prepend(Criteria.Due).Select(on => Gap(on, lines)).OfType<string>().FirstOrDefault();

    private static string? Overlap(EscalationLine one, EscalationLine other) =>
        one.On == other.On && one.TakesTheRest == other.TakesTheRest && one.Shared(other) is { } shared
            ? $"Overlap: “{one.Id}” and “{other.Id}” are both on {one.On} for {shared}. Say which one it is." : null;

    private static string? Gap(string on, List<EscalationLine> lines) => lines.Any(line => line.On == on && line.TakesTheRest) ? null
        : lines.Where(line => line.On == on).Select(line => $"“{line.Id}”").ToList() is { Count: > 0 } some
            ? $"Gap: on {on} only {string.Join(", ", some)} say what happens. Add a line without clients and kinds, for all other cases."
            : $"Gap: no line is on {on}. Add one; steps: [] is to do nothing.";

    private sealed class Text
    {
        public List<EscalationLine>? Lines { get; init; }
    }
}

internal sealed record EscalationUnreadable(string Why) : Invalid($"The policy cannot be used. {Why}");
