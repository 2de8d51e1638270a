using HybridBpo.Collections.Nudges.ContactRules;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace HybridBpo.Collections.Nudges;

/// <param name="From">First day, counted from the due day; negative is before.</param>
/// <param name="Until">Last day.</param>
/// <param name="Purpose">What the contact rules are asked about.</param>
internal sealed record NudgeLevel(string Code, string Name, int From, int Until, string Template, string Purpose = Purposes.Reminder);

/// <summary>The levels of reminder, as data beside this file.</summary>
internal static class NudgeLevels
{
    public static readonly IReadOnlyList<NudgeLevel> All = Load();

    /// <summary>Not a reminder and no day begins it: the letter with a plan that a person decided to offer.</summary>
    public static readonly NudgeLevel PlanLetter = new("plan-letter", "Plan letter", 0, 0, "plan-offer", Purposes.Offer);

    /// <summary>The level of a bill that is due this many days ago (negative: ahead), or null.</summary>
    public static NudgeLevel? On(int days) => All.LastOrDefault(l => l.From <= days && days <= l.Until);

    public static string NameOf(string code) => All.Append(PlanLetter).FirstOrDefault(l => l.Code == code)?.Name ?? code;

    private static List<NudgeLevel> Load()
    {
        using var stream = typeof(NudgeLevels).Assembly.GetManifestResourceStream("HybridBpo.Collections.Nudges.levels.yaml")!;
        var rows = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build()
            .Deserialize<Dictionary<string, List<Row>>>(new StreamReader(stream))["levels"];
        return [.. rows.Select(r => new NudgeLevel(r.Code, r.Name, r.From, r.Until, r.Template))];
    }

    private sealed class Row
    {
        public string Code { get; set; } = "";

        public string Name { get; set; } = "";

        public int From { get; set; }

        public int Until { get; set; }

        public string Template { get; set; } = "";
    }
}
