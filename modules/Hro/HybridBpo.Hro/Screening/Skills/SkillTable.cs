using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace HybridBpo.Hro.Screening;

/// <summary>A skill of the table; <see cref="Since"/> is the first year in which anybody could have used it.</summary>
internal sealed class Skill
{
    public string Name { get; set; } = "";

    public List<string> Aliases { get; set; } = [];

    public int? Since { get; set; }

    public string? Source { get; set; }

    /// <summary>The word means other things as well ("go", "spark"): it counts only in a list of skills.</summary>
    public bool Context { get; set; }

    public IEnumerable<string> Names => Aliases.Prepend(Name);
}

/// <summary>A skill found in a text.</summary>
internal sealed record FoundSkill(Skill Skill, int Start, int Length);

/// <summary>Our own table of skills and their other names.</summary>
internal sealed class SkillTable
{
    private readonly Dictionary<string, Skill> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Regex any;

    private SkillTable(string yaml)
    {
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(yaml)));
        All = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<List<Skill>>(yaml);
        foreach (var skill in All)
        {
            foreach (var name in skill.Names)
                byName.TryAdd(name, skill);
        }

        any = Pattern(byName.Keys);
    }

    /// <summary>The table of this build.</summary>
    public static SkillTable Current { get; } = new(Resources.Read("skills.yaml"));

    public IReadOnlyList<Skill> All { get; }

    /// <summary>SHA-256 of the table, so that a run can say which one it used.</summary>
    public string Hash { get; }

    public Skill? Named(string name) => byName.GetValueOrDefault(name.Trim());

    /// <summary>Skills of the table in a text. Words with other meanings count only in a list or when written as a name beside another
    /// skill.</summary>
    public IReadOnlyList<FoundSkill> Find(string text)
    {
        var found = any.Matches(text).Select(m => new FoundSkill(byName[m.Value], m.Index, m.Length)).ToList();
        return [.. found.Where(f => !f.Skill.Context || HasContext(text, f, found))];
    }

    /// <summary>Where a skill (by any of its names) stands in a text.</summary>
    public FoundSkill? FindOne(string text, Skill skill) => Find(text).FirstOrDefault(f => f.Skill == skill);

    /// <summary>No letter and no part of an address stands before; a slash only between two names ("HTML/CSS").</summary>
    public const string Before = @"(?<![\p{L}\d_@#+.-])(?<!(?:\.(?:com|org|net|io|dev|edu|gov|me|in|co|uk|de|us)|:/|(?:^|[\s(]))/(?:\S*/)?)";

    /// <summary>The name ends here: no letter goes on, and neither does ".js" nor "-based".</summary>
    public const string After = @"(?![\p{L}\d_+#@]|[.-][\p{L}\d])";

    public static Regex Pattern(IEnumerable<string> names) => new(
        Before + "(?:" + string.Join('|', names.OrderByDescending(n => n.Length).ThenBy(n =>
            n, StringComparer.Ordinal).Select(Regex.Escape))
        + ")" + After, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));

    private static bool HasContext(string text, FoundSkill found, List<FoundSkill> all)
    {
        var written = text.AsSpan(found.Start, found.Length);
        if (!char.IsUpper(written[0]) && char.IsLetter(written[0]))
            return false;
        if (found.Length == text.Trim(' ', '•', '-', '*', '·', '.', '▪').Length)
            return true;
        var after = found.Start + found.Length < text.Length ? text[found.Start + found.Length] : ',';
        var before = text[..found.Start].TrimEnd();
        var listed = after is ',' or ';' or '/' or ')' or '|' or ' '
            && (before.Length == 0 || before[^1] is ',' or ';' or '/' or ':' or '|' or '(' or '&'
            || before.EndsWith(" and", StringComparison.Ordinal));
        return listed && (after != ' ' || before.Length > 0 || found.Length > 2)
            && (all.Any(o => o != found && Math.Abs(o.Start - found.Start) < 60) || text.Contains(',', StringComparison.Ordinal)
            || found.Length == text.TrimEnd('.').Length)
            || Programming(text, found);
    }

    private static bool Programming(string text, FoundSkill found) =>
        text.AsSpan(found.Start + found.Length).TrimStart().StartsWith("program", StringComparison.OrdinalIgnoreCase)
        || text.AsSpan(found.Start + found.Length).TrimStart().StartsWith("develop", StringComparison.OrdinalIgnoreCase)
        || text.AsSpan(found.Start + found.Length).TrimStart().StartsWith("language", StringComparison.OrdinalIgnoreCase);
}
