using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace HybridBpo.Inbox.Routing;

/// What is known of a case when it is opened. Traits: codes that its module gives, such as "language:es"; nothing of score or verdict.
internal sealed record RoutingFacts(string Client, string Kind, int Urgency, IReadOnlyList<string> Traits);

/// Where a case goes, and which line of which version said so.
internal sealed record Route(Needs Needs, string By);

/// Which cases ask for which team and skills: rules in order, the first that fits. Pure, so that a version explains every case that it ever routed.
internal sealed class RoutingPolicy
{
    /// The policy before anybody wrote one: every case goes to everybody who may judge its kind.
    public const string First = """
        routes:
          - id: everybody
        """;

    private const int MostRules = 200, LongestYaml = 50_000;

    private readonly IReadOnlyList<Rule> rules;

    private RoutingPolicy(int version, IReadOnlyList<Rule> rules) => (Version, this.rules) = (version, rules);

    public int Version { get; }

    public IEnumerable<string> Teams => rules.Select(rule => rule.Needs?.Team).OfType<string>().Distinct();

    public IEnumerable<string> Skills => rules.SelectMany(rule => rule.Needs?.Skills ?? []).Distinct();

    public Route Choose(RoutingFacts facts)
    {
        var rule = rules.First(rule => rule.Fits(facts));
        return new Route(new Needs(rule.Needs?.Team, rule.Needs?.Skills ?? []), $"{rule.Id}@{Version}");
    }

    /// Reads a policy and looks for gaps, lines that nothing reaches, and codes that are none.
    public static Result<RoutingPolicy> Read(int version, string yaml)
    {
        if (yaml.Length > LongestYaml)
        {
            return new RoutingUnreadable($"It is longer than {LongestYaml:N0} characters.");
        }

        try
        {
            var rules = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build()
                .Deserialize<Text?>(yaml)?.Routes;
            return rules is null or { Count: 0 } ? new RoutingUnreadable("It has no line under “routes”.")
                : rules.Count > MostRules ? new RoutingUnreadable($"It has more than {MostRules} lines.")
                : Wrong(rules) is { } why ? new RoutingUnreadable(why)
                : new RoutingPolicy(version, rules);
        }
        catch (YamlException error)
        {
            return new RoutingUnreadable(YamlWords.Say(error.Start.Line, error));
        }
    }

    private static string? Wrong(List<Rule> rules)
    {
        if (rules.Select(rule => rule?.Id ?? "").FirstOrDefault(id => !Needs.IsCode(id)) is { } unnamed)
        {
            return $"“{unnamed}” is no id: small letters, digits and dashes, at most 30.";
        }

        if (rules.GroupBy(rule => rule.Id).FirstOrDefault(group => group.Count() > 1)?.Key is { } twice)
        {
            return $"Two lines have the id “{twice}”.";
        }

        if (rules.SelectMany(rule => (rule.Needs?.Skills ?? []).Append(rule.Needs?.Team ?? "x")).FirstOrDefault(code => !Needs.IsCode(code ?? ""))
            is { } code)
        {
            return $"“{code}” is no team or skill: small letters, digits and dashes, at most 30.";
        }

        if (rules[^1].When is not null)
        {
            return $"The last line, “{rules[^1].Id}”, has conditions: some cases would go nowhere. Let the last one have none.";
        }

        var hidden = rules.Index().SelectMany(pair => rules.Take(pair.Index).Where(before => before.Covers(pair.Item))
            .Select(before => $"“{pair.Item.Id}” is never reached: “{before.Id}” above it takes all of its cases.")).FirstOrDefault();
        return hidden;
    }

    private sealed class Text
    {
        public List<Rule>? Routes { get; init; }
    }

    private sealed class Rule
    {
        public string? Id { get; init; }

        public Conditions? When { get; init; }

        public Asked? Needs { get; init; }

        public bool Fits(RoutingFacts facts) => When is null || When.Fit(facts);

        public bool Covers(Rule later) => When is null || (later.When is not null && When.Cover(later.When));
    }

    private sealed class Asked
    {
        public string? Team { get; init; }

        public List<string> Skills { get; init; } = [];
    }

    /// Each list that is given must hold one of the case's; traits must all be there.
    private sealed class Conditions
    {
        public List<string>? Clients { get; init; }

        public List<string>? Kinds { get; init; }

        public List<string>? Traits { get; init; }

        public int? UrgencyFrom { get; init; }

        public bool Fit(RoutingFacts facts) => (Clients is null || Clients.Contains(facts.Client)) && (Kinds is null || Kinds.Contains(facts.Kind))
            && (Traits is null || !Traits.Except(facts.Traits).Any()) && (UrgencyFrom is null || facts.Urgency >= UrgencyFrom);

        /// Does everything that fits the other fit this one?
        public bool Cover(Conditions other) => IsWithin(other.Clients, Clients) && IsWithin(other.Kinds, Kinds)
            && (Traits is null || (other.Traits is not null && !Traits.Except(other.Traits).Any()))
            && (UrgencyFrom is null or <= 0 || (other.UrgencyFrom is { } from && from >= UrgencyFrom));

        private static bool IsWithin(List<string>? narrow, List<string>? wide) => wide is null || (narrow is not null && !narrow.Except(wide).Any());
    }
}

internal sealed record RoutingUnreadable(string Why) : Invalid($"The routing cannot be used. {Why}");
