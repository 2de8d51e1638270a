using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Inbox.Escalating;

/// What can happen to a case that waits, as policies name it. Events keep the code, which is older for one of them.
internal static partial class Criteria
{
    public const string Due = "due", AtRisk = "at-risk", Breached = "breached", Unclaimed = "unclaimed", Bounced = "bounced",
        NobodyEligible = "nobody-eligible";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(2_000);

    public static IReadOnlyList<string> All { get; } = [AtRisk, Breached, Unclaimed, Bounced, NobodyEligible];

    public static string CodeOf(string criterion) => criterion == Breached ? EscalateCase.PastDue : criterion;

    public static string Words(string code) => code switch
    {
        Due => "due",
        AtRisk => "at risk",
        EscalateCase.PastDue or Breached => "past due",
        Unclaimed => "taken by nobody",
        Bounced => "handed around",
        NobodyEligible => "nobody eligible",
        _ => code,
    };

    /// "8h", "90m", "1h30m"; null when it is none.
    public static TimeSpan? Working(string? text)
    {
        if (text is not { Length: > 0 and <= 10 } || Span().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var minutes = 60 * Part(match, "h") + Part(match, "m");
        return minutes <= Longest.TotalMinutes ? TimeSpan.FromMinutes(minutes) : null;
    }

    private static long Part(Match match, string name) =>
        match.Groups[name] is { Success: true, Value: var digits } ? long.Parse(digits, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?=.)(?:(?<h>[0-9]{1,4})h)?(?:(?<m>[0-9]{1,4})m)?\z")]
    private static partial Regex Span();
}
