using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace HybridBpo.Collections.Risk.Flags;

/// <summary>What the policy looks at for one account.</summary>
internal sealed record FlagCandidate(Guid Account, Guid Person, double? Score, int DaysLate, long BalanceMinor, bool Stopped,
    DateTimeOffset? LastCaseAt);

/// <param name="Reason"><c>score</c> or <c>days-late</c>.</param>
internal sealed record Flag(Guid Account, string Reason);

/// <summary>When an account goes to a person: a dated row of flag-policy.yaml.</summary>
internal sealed record FlagPolicy(
    string Id, DateOnly From, DateOnly? To, double MinScore, int DaysLate, int PerDay, int QuietDays, int LastDays,
    IReadOnlyList<(string Band, double From)> Bands)
{
    private static readonly IReadOnlyList<FlagPolicy> All = Load();

    public static FlagPolicy On(DateOnly day) => All.Last(p => p.From <= day && (p.To is null || day < p.To));

    public string BandOf(double score) => Bands.Last(b => score >= b.From).Band;

    /// <summary>
    /// Who is flagged today. One account per person; who is stopped (hold, dispute, promise, attorney, bankruptcy, cease, death) or was looked at
    /// lately is left alone. First who is very late, oldest first, then by score; at most so many a day.
    /// </summary>
    public IReadOnlyList<Flag> Decide(IEnumerable<FlagCandidate> candidates, int flaggedToday, DateTimeOffset now)
    {
        var open = candidates.Where(c => c.BalanceMinor > 0 && !c.Stopped && !(c.LastCaseAt > now.AddDays(-QuietDays))).ToList();
        var late = open.Where(c => c.DaysLate >= DaysLate).OrderByDescending(c => c.DaysLate).ThenByDescending(c => c.BalanceMinor)
            .ThenBy(c => c.Account)
            .Select(c => (c, Flag: new Flag(c.Account, "days-late")));
        var risky = open.Where(c => c.DaysLate < DaysLate && c.Score >= MinScore).OrderByDescending(c => c.Score).ThenBy(c => c.Account)
            .Select(c => (c, Flag: new Flag(c.Account, "score")));
        // Half of the day's room is kept for each, so that neither starves the other.
        var room = Math.Max(0, PerDay - flaggedToday);
        var (a, b) = (OnePerPerson(late), OnePerPerson(risky));
        var fromA = Math.Min(a.Count, Math.Max(room / 2, room - b.Count));
        return [.. OnePerPerson([.. a.Take(fromA), .. b.Take(room - fromA)]).Select(x => x.Flag)];
    }

    /// <summary>
    /// How urgent a flagged account is, from the age of its oldest bill alone: what is about to be late can still be kept from it, what is late
    /// already cannot, and the queue's order says nothing about a score.
    /// </summary>
    public int Urgency(DateOnly? oldestDue, DateOnly today) =>
        oldestDue is { } due && DaysLeft(due, today) is > 0 and var left && left <= LastDays ? 1 : 0;

    /// <summary>Can it still be kept from being late?</summary>
    public static bool InTime(DateOnly? oldestDue, DateOnly today) => oldestDue is not { } due || DaysLeft(due, today) > 0;

    private static int DaysLeft(DateOnly due, DateOnly today) => due.DayNumber + Features.Outcomes.LateDays - today.DayNumber;

    private static List<(FlagCandidate, Flag Flag)> OnePerPerson(IEnumerable<(FlagCandidate c, Flag Flag)> all) =>
        [.. all.DistinctBy(x => x.c.Person)];

    private static List<FlagPolicy> Load()
    {
        using var stream = typeof(FlagPolicy).Assembly.GetManifestResourceStream("HybridBpo.Collections.Risk.flag-policy.yaml")!;
        var rows = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build()
            .Deserialize<Dictionary<string, List<Row>>>(new StreamReader(stream))["policies"];
        return [.. rows.Select(r => new FlagPolicy(
            r.Id, DateOnly.Parse(r.From, System.Globalization.CultureInfo.InvariantCulture), r.To is null ? null
                : DateOnly.Parse(r.To, System.Globalization.CultureInfo.InvariantCulture),
            r.MinScore, r.DaysLate, r.PerDay, r.QuietDays, r.LastDays,
            [.. r.Bands.OrderBy(b => b.Value).Select(b => (b.Key, b.Value))])).OrderBy(p => p.From)];
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string From { get; set; } = "";

        public string? To { get; set; }

        public double MinScore { get; set; }

        public int DaysLate { get; set; }

        public int PerDay { get; set; }

        public int QuietDays { get; set; }

        public int LastDays { get; set; }

        public Dictionary<string, double> Bands { get; set; } = [];
    }
}
