using System.Text.RegularExpressions;

namespace HybridBpo.Architecture.Tests;

/// <summary>
/// Hosts of the version before go on while a new one brings the schema up to date, so no script since the last release takes away what they use or
/// asks what they do not give. A statement that has to is marked: a line <c>-- breaks the version before: why</c> stands right above it.
/// </summary>
public sealed partial class AdditiveScriptsTests
{
    private const string Mark = "-- breaks the version before: ";

    // At a release: the names of all scripts.
    private static readonly string[] Released = File.ReadAllLines(Path.Combine(House.Root, "tests", "HybridBpo.Architecture.Tests", "released.txt"));

    [Fact]
    public void No_script_since_the_last_release_breaks_hosts_of_the_version_before()
    {
        var scripts = Scripts().ToList();
        Assert.Empty(Released.Except(scripts.Select(script => script.Name)));
        var fresh = scripts.Where(script => !Released.Contains(script.Name)).ToList();
        var made = fresh.SelectMany(script => Made().Matches(script.Sql)).Select(match => match.Groups["name"].Value).ToHashSet();
        Assert.Empty(fresh.SelectMany(script => Breaking(script.Sql, made).Select(why => $"{script.Name}: {why}")));
    }

    [Theory]
    [InlineData("alter table a.b add column c int", null)]
    [InlineData("alter table a.b add column c int not null default 0, add column d text", null)]
    [InlineData("create index on a.b (c); comment on table a.b is 'it; was'", null)]
    [InlineData("create table a.n (x int not null); alter table a.n drop column x; create unique index on a.n (x)", null)]
    [InlineData("create function a.f() returns void language plpgsql as $$ begin drop table a.b; end $$", null)]
    [InlineData("create or replace view a.v as select 1", null)]
    [InlineData("-- breaks the version before: the table was never used\ndrop table a.b", null)]
    [InlineData("-- it's\n-- breaks the version before: the column was never used\nalter table a.b drop column c, add d text default 'x'", null)]
    [InlineData("alter table a.b drop column c", "takes away")]
    [InlineData("-- it's\nalter table a.b drop column c, add d text default 'x'", "takes away")]
    [InlineData("drop function a.f()", "takes away")]
    [InlineData("drop index a.i; create index i on a.b (c)", "takes away")]
    [InlineData("alter table a.b rename column c to d", "renames")]
    [InlineData("alter table a.b add column c int not null", "must be filled")]
    [InlineData("alter table a.b add column c int, add column d int not null", "must be filled")]
    [InlineData("alter table a.b alter column c set not null", "must be filled")]
    [InlineData("alter table a.b alter column c type bigint", "changes a type")]
    [InlineData("alter table a.b add constraint k check (c > 0)", "new rule")]
    [InlineData("create unique index k on a.b (c)", "new rule")]
    [InlineData("create trigger t before insert on a.b for each row execute function a.f()", "new rule")]
    [InlineData("create policy p on a.b using (true)", "new rule")]
    public void A_statement_is_judged_by_what_it_does_to_tables_that_were_there_before(string sql, string? why) =>
        Assert.Equal(why, Breaking(sql, Made().Matches(sql).Select(match => match.Groups["name"].Value).ToHashSet()).FirstOrDefault()?.Split(':')[0]);

    private static IEnumerable<string> Breaking(string sql, HashSet<string> made) =>
        from text in Statements(sql)
        where !text.Contains(Mark, StringComparison.Ordinal)
        let statement = Spaces().Replace(Comment().Replace(text, " "), " ").Trim().ToLowerInvariant()
        where !(Table().Match(statement) is { Success: true } of && made.Contains(of.Groups["name"].Value))
        let why = Why(statement)
        where why is not null
        select $"{why}: {statement}";

    private static string? Why(string statement) =>
        TakesAway().IsMatch(statement) ? "takes away"
        : Renames().IsMatch(statement) ? "renames"
        : statement.Contains(" set not null", StringComparison.Ordinal) || AddedColumns(statement).Any(MustBeFilled) ? "must be filled"
        : ChangesType().IsMatch(statement) ? "changes a type"
        : NewRule().IsMatch(statement) ? "new rule" : null;

    private static IEnumerable<string> AddedColumns(string statement) => !statement.StartsWith("alter table ", StringComparison.Ordinal) ? []
        : statement.Split(" add column ").Skip(1);

    private static bool MustBeFilled(string column) =>
        column.Contains(" not null", StringComparison.Ordinal) && !column.Contains(" default ", StringComparison.Ordinal)
        && !column.Contains(" generated ", StringComparison.Ordinal);

    // Cut at semicolons, but for those within quotes and bodies of functions.
    private static IEnumerable<string> Statements(string sql) => Piece().Matches(sql)
        .Select(match => Body().Replace(match.Value, body => body.Value.StartsWith("--", StringComparison.Ordinal) ? body.Value : "''"));

    private static IEnumerable<(string Name, string Sql)> Scripts() =>
        from folder in House.Projects.Values
        let scripts = Path.Combine(folder, "Sql")
        where Directory.Exists(scripts)
        from file in Directory.GetFiles(scripts, "*.sql").Order(StringComparer.Ordinal)
        select ($"{Path.GetFileName(folder)}/{Path.GetFileNameWithoutExtension(file)}", File.ReadAllText(file));

    [GeneratedRegex(@"(?:--[^\n]*|'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$|[^;])+", RegexOptions.Singleline)]
    private static partial Regex Piece();

    // Comments too, so that a quote in one begins no text.
    [GeneratedRegex(@"--[^\n]*|\$(\w*)\$.*?\$\1\$|'(?:[^']|'')*'", RegexOptions.Singleline)]
    private static partial Regex Body();

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"create table (?:if not exists )?(?<name>[a-z_]+\.[a-z_]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Made();

    [GeneratedRegex(@"(?:alter table (?:only )?|^create (?:unique )?index .*?\bon (?:only )?|^create (?:trigger|policy) .*?\bon "
        + @"|^drop table (?:if exists )?)(?<name>[a-z_]+\.[a-z_]+)")]
    private static partial Regex Table();

    [GeneratedRegex(@"^drop |\bdrop (column|constraint|default|expression|identity)\b|^truncate ")]
    private static partial Regex TakesAway();

    [GeneratedRegex(@"\brename (to|column|constraint)\b|\bset schema\b")]
    private static partial Regex Renames();

    [GeneratedRegex(@"\balter column \S+ (set data )?type\b")]
    private static partial Regex ChangesType();

    [GeneratedRegex(@"^create unique index|^create (constraint )?trigger|^create policy|\b(enable|force) row level"
        + @"|\badd (constraint|check|unique|primary key|foreign key|exclude)\b")]
    private static partial Regex NewRule();
}
