using System.Text.RegularExpressions;

namespace HybridBpo.Inbox.Routing;

/// What a case asks of whoever takes it: one team, any number of skills, or nothing. Written "skill:spanish team:north", as rows keep it.
internal sealed partial record Needs(string? Team, IReadOnlyList<string> Skills)
{
    private const string OfTeam = "team:", OfSkill = "skill:";

    public static Needs None { get; } = new(null, []);

    public static bool IsCode(string text) => Code().IsMatch(text);

    public static Needs Read(string text)
    {
        var tokens = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new Needs(tokens.FirstOrDefault(token => token.StartsWith(OfTeam, StringComparison.Ordinal))?[OfTeam.Length..],
            [.. tokens.Where(token => token.StartsWith(OfSkill, StringComparison.Ordinal)).Select(token => token[OfSkill.Length..])]);
    }

    /// What somebody of this team with these skills brings.
    public static string[] TagsOf(string team, IEnumerable<string> skills) =>
        [.. skills.Select(skill => OfSkill + skill), .. team.Length > 0 ? [OfTeam + team] : Array.Empty<string>()];

    public IReadOnlyList<string> Tokens => [.. Skills.Select(skill => OfSkill + skill).Order(StringComparer.Ordinal),
        .. Team is null ? Array.Empty<string>() : [OfTeam + Team]];

    public bool AreMetBy(IEnumerable<string> tags) => !Tokens.Except(tags).Any();

    /// As people read it: "Spanish, team north".
    public string Words => string.Join(", ", Skills.Order(StringComparer.Ordinal).Concat(Team is null ? [] : [$"team {Team}"]));

    public override string ToString() => string.Join(' ', Tokens);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,29}\z")]
    private static partial Regex Code();
}
