using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.Text;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>The dated rules. The shipped book is data beside this file; a deploying firm's counsel reads and dates it.</summary>
internal sealed class RuleBook
{
    private RuleBook(string version, IReadOnlyList<Rule> rules) => (Version, Rules) = (version, rules);

    /// <summary>The book that comes with the product.</summary>
    public static RuleBook Shipped { get; } = LoadShipped();

    /// <summary>First 12 hex digits of the text's SHA-256.</summary>
    public string Version { get; }

    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>The rules in force on any of these days. A rule that changes between them stands there with both its rows.</summary>
    /// <param name="first">The day where it is earliest: a row that ends holds until its day is over for the person.</param>
    /// <param name="last">The day where it is latest.</param>
    public IEnumerable<Rule> InForce(LocalDate first, LocalDate last) => Rules.Where(r => r.From <= last && (r.To is not { } end || first < end));

    /// <summary>Is there a rule of law for this place?</summary>
    public bool Knows(string place) => Rules.Any(r => r.Jurisdiction != "*"
        && (r.Jurisdiction == place || place.StartsWith(r.Jurisdiction + "-", StringComparison.Ordinal)));

    /// <summary>Reads a book and checks it whole: known ids, dates that do not overlap, the numbers and words its rules need.</summary>
    /// <exception cref="InvalidDataException">It cannot be used; the message names the rule.</exception>
    public static RuleBook Parse(string yaml)
    {
        var reader = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();
        var rows = reader.Deserialize<Dictionary<string, List<Row>>>(yaml)["rules"];
        var rules = rows.Select(r => r.ToRule()).ToList();
        foreach (var rule in rules.Where(r => !RuleChecks.ById.ContainsKey(r.Id)))
            throw new InvalidDataException($"Rule {rule.Id}: no check is known under this id.");
        foreach (var group in rules.GroupBy(r => r.Id))
        {
            var dated = group.OrderBy(r => r.From).ToList();
            for (var i = 1; i < dated.Count; i++)
                if (dated[i - 1].To is not { } end || end > dated[i].From)
                    throw new InvalidDataException($"Rule {group.Key}: two rows are in force on {dated[i].From:uuuu-MM-dd}.");
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(yaml.ReplaceLineEndings("\n"))));
        return new RuleBook(hash[..12], rules);
    }

    private static RuleBook LoadShipped()
    {
        using var stream = typeof(RuleBook).Assembly.GetManifestResourceStream("HybridBpo.Collections.Nudges.ContactRules.contact-rules.yaml")!;
        return Parse(new StreamReader(stream).ReadToEnd());
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public string Citation { get; set; } = "";

        public string Jurisdiction { get; set; } = "*";

        public string Role { get; set; } = "";

        public string Debt { get; set; } = "";

        public List<string> Channels { get; set; } = [];

        public string From { get; set; } = "";

        public string? To { get; set; }

        public bool House { get; set; }

        public Dictionary<string, int> Numbers { get; set; } = [];

        public Dictionary<string, List<string>> Words { get; set; } = [];

        public Rule ToRule() => new()
        {
            Id = Id,
            Name = Name,
            Citation = Citation,
            Jurisdiction = Jurisdiction,
            Role = Role,
            Debt = Debt,
            Channels = Channels,
            From = Date(From),
            To = To is null ? null : Date(To),
            House = House,
            Numbers = Numbers.ToFrozenDictionary(),
            Words = Words.ToFrozenDictionary(w => w.Key, w => (IReadOnlyList<string>)w.Value),
        };

        private LocalDate Date(string text) => LocalDatePattern.Iso.Parse(text) is { Success: true } day
            ? day.Value : throw new InvalidDataException($"Rule {Id}: \"{text}\" is not a date of the form YYYY-MM-DD.");
    }
}
