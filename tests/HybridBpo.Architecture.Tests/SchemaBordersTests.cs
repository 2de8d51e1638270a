using System.Text.RegularExpressions;

namespace HybridBpo.Architecture.Tests;

public partial class SchemaBordersTests
{
    private static readonly Dictionary<string, string[]> Owns = new()
    {
        ["HybridBpo.EventStore"] = ["events"],
        ["HybridBpo.Platform"] = ["platform", "events"],
        ["HybridBpo.Inbox.Contracts"] = [],
        ["HybridBpo.Inbox"] = ["inbox"],
        ["HybridBpo.Collections"] = ["collections"],
        ["HybridBpo.Hro"] = ["hro"],
        ["HybridBpo.Host"] = ["identity", "quartz"],
        ["HybridBpo.Trees"] = [],
    };

    public static TheoryData<string> Projects => [.. House.Projects.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_sql_names_the_schema_of_another_module(string project)
    {
        var foreign = Owns.Values.SelectMany(names => names).Distinct().Except(Owns[project]).ToArray();
        var found =
            from path in House.Files(House.Projects[project], ".cs", ".sql", ".razor")
            from Match match in Table().Matches(File.ReadAllText(path))
            where foreign.Contains(match.Groups["schema"].Value)
            select $"{House.Relative(path)}: {match.Value}";
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("select * from inbox.cases", "inbox")]
    [InlineData("insert into hro.files", "hro")]
    [InlineData("UPDATE collections.accounts set", "collections")]
    [InlineData("create index on events.mt_events", "events")]
    public void The_pattern_sees_a_table_of_a_schema(string sql, string schema) =>
        Assert.Equal(schema, Table().Match(sql).Groups["schema"].Value);

    [GeneratedRegex(@"\b(from|join|into|update|table|on|only|references|exists|copy)\s+(?<schema>[a-z]+)\.[a-z_]+", RegexOptions.IgnoreCase)]
    private static partial Regex Table();
}
