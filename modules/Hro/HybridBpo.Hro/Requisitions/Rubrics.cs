using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HybridBpo.Hro.Screening;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Requisitions;

/// <summary>A file of criteria that cannot be used, and why.</summary>
internal sealed record BadCriteria(string File, string Reason)
    : Invalid($"{File} holds no usable criteria: {Reason}. Needed: "
        + $"{{\"title\":\"…\",\"criteria\":[{{\"label\":\"…\",\"need\":\"must|nice\",\"kind\":\"skill|…\",\"terms\":[…],\"years\":2}}]}}.");

/// <summary>Makes rubrics: from a job's text by rules, or from criteria a person wrote.</summary>
internal static class Rubrics
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 16
    };

    public static Rubric FromText(string jobText)
    {
        var (title, criteria) = ProposeCriteria.From(jobText);
        return Of(title, criteria, jobText);
    }

    public static Rubric Of(string title, IReadOnlyList<Criterion> criteria, string jobText)
    {
        var table = SkillTable.Current.Hash;
        var content = JsonSerializer.Serialize(new { title, criteria, table, rules = FlagRules.RuleSet }, Json);
        return new Rubric(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..12], title, criteria, jobText, table,
            FlagRules.RuleSet);
    }

    public static Result<Rubric> FromJson(string json, string file)
    {
        Draft? draft;
        try
        {
            draft = json.TrimStart().StartsWith('[')
                ? new Draft { Criteria = JsonSerializer.Deserialize<List<Entry>>(json, Json) ?? [] }
                : JsonSerializer.Deserialize<Draft>(json, Json);
        }
        catch (JsonException wrong)
        {
            return new BadCriteria(file, $"it is not JSON of that form (line {wrong.LineNumber + 1})");
        }

        if (draft is null || draft.Criteria.Count is 0 or > 100)
            return new BadCriteria(file, "there are none, or more than 100");
        var criteria = new List<Criterion>();
        foreach (var entry in draft.Criteria)
        {
            var at = $"criterion {criteria.Count + 1}";
            if (entry is null || string.IsNullOrWhiteSpace(entry.Label) || entry.Label.Length > 500)
                return new BadCriteria(file, $"{at} has no label of 1 to 500 characters");
            var need = entry.Need ?? (entry.Must == false ? "nice" : "must");
            if (need is not ("must" or "nice"))
                return new BadCriteria(file, $"{at}: need is must or nice, not \"{need}\"");
            if (entry.Kind is not null && !CriterionKind.All.Contains(entry.Kind))
                return new BadCriteria(file, $"{at}: kind is one of {string.Join(", ", CriterionKind.All)}");
            if (entry.Years is < 0 or > 60 || entry.DegreeLevel is < 1 or > 5)
                return new BadCriteria(file, $"{at}: years are 0 to 60 and degreeLevel 1 to 5");
            criteria.Add(Complete(entry, need, criteria.Count + 1));
        }

        if (criteria.Select(c => c.Id).Distinct(StringComparer.Ordinal).Count() < criteria.Count)
            return new BadCriteria(file, "two criteria have the same id");
        return Of(draft.Title ?? Path.GetFileNameWithoutExtension(file), criteria, draft.JobText ?? string.Join('\n', criteria.Select(c => c.Label)));
    }

    /// <summary>What the file leaves open is read from the label, as from a line of a job.</summary>
    private static Criterion Complete(Entry entry, string need, int number)
    {
        var read = ProposeCriteria.Read(entry.Label!, need).First();
        var terms = entry.Terms ?? entry.Skills;
        return read with
        {
            Id = string.IsNullOrWhiteSpace(entry.Id) ? $"c{number}" : entry.Id,
            Label = entry.Label!,
            Kind = entry.Kind ?? (entry.Skills is not null ? CriterionKind.Skill : read.Kind),
            Terms = terms ?? read.Terms,
            AnyOf = entry.AnyOf ?? (terms is null && read.AnyOf),
            Years = entry.Years ?? read.Years,
            DegreeLevel = entry.DegreeLevel ?? read.DegreeLevel,
            OrEquivalent = entry.OrEquivalent ?? read.OrEquivalent,
        };
    }

    private sealed class Draft
    {
        public string? Title { get; set; }

        public string? JobText { get; set; }

        public List<Entry> Criteria { get; set; } = [];
    }

    private sealed class Entry
    {
        public string? Id { get; set; }

        public string? Label { get; set; }

        public string? Need { get; set; }

        public bool? Must { get; set; }

        public string? Kind { get; set; }

        public List<string>? Terms { get; set; }

        public List<string>? Skills { get; set; }

        public bool? AnyOf { get; set; }

        public double? Years { get; set; }

        public int? DegreeLevel { get; set; }

        public bool? OrEquivalent { get; set; }
    }
}
