using System.Globalization;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Oversight;

/// Over- and under-reliance and agreement as people read them.
internal sealed class RelianceWords(CaseKinds kinds, Clients clients, IPeople people)
{
    /// Of: of whom the lines are: kind, team, person, or mine.
    public async Task<IReadOnlyList<RelianceView>> SayAsync(Access access, IReadOnlyList<RelianceLine> lines, string of, CancellationToken ct)
    {
        var firms = (await clients.ListAsync(access, ct)).ToDictionary(client => client.ClientId, client => client.Name);
        var names = of == "person" ? await people.NamesAsync(lines.Select(line => line.Who).Distinct(), ct) : new Dictionary<string, string>();
        var least = of is "person" or "mine" ? Reliance.LeastOfPerson : Share.Least;
        return [.. lines.Select(line => new RelianceView(
            firms.GetValueOrDefault(line.ClientId, line.ClientId), kinds.LabelOf(line.Kind),
            of == "person" ? names.GetValueOrDefault(line.Who, "Somebody") : line.Who.Length == 0 ? "no team" : line.Who, line.Known,
            Say(line.Followed, line.Wrong, line, least, of == "mine"), Say(line.Rejected, line.Right, line, least, of == "mine")))];
    }

    public async Task<IReadOnlyList<AgreementView>> SayAsync(Access access, IReadOnlyList<AgreementLine> lines, CancellationToken ct)
    {
        var firms = (await clients.ListAsync(access, ct)).ToDictionary(client => client.ClientId, client => client.Name);
        return [.. lines.Select(line => new AgreementView(
            firms.GetValueOrDefault(line.ClientId, line.ClientId), kinds.LabelOf(line.Kind), line.Pairs,
            OversightWords.Say(new Share(line.Same, line.Pairs), false), Alpha(line)))];
    }

    /// "On seeded errors you caught 4 of 9: not enough data yet."
    public static string Mirror(IReadOnlyList<RelianceLine> mine) =>
        (mine.Sum(line => line.Caught), mine.Sum(line => line.Seeded), mine.Sum(line => line.Known)) switch
        {
            (_, 0, _) => "No seeded case with a wrong proposal came to you yet.",
            var (caught, seeded, known) => $"On seeded errors you caught {caught:N0} of {seeded:N0}"
                + (known < Reliance.LeastOfPerson ? $": {OversightWords.TooFew}, about {Reliance.LeastOfPerson} known answers are needed." : "."),
        };

    internal static string Alpha(AgreementLine line) => line switch
    {
        { Pairs: < Krippendorff.Least } => OversightWords.TooFew,
        { Alpha: { } alpha, Low: { } low, High: { } high } => string.Create(CultureInfo.InvariantCulture,
            $"{alpha:0.00} ({low:0.00} to {high:0.00})").Replace('-', '−'),
        _ => "all answers are the same",
    };

    private static string Say(long hits, long of, RelianceLine line, int least, bool own)
    {
        if (of == 0)
        {
            return "—";
        }

        var (low, high) = new Share(hits, of).Interval();
        return line.IsEnough(of, least)
            ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * hits / of:0} % ({100 * low:0.0} to {100 * high:0.0})")
            : own ? $"{hits:N0} of {of:N0}: {OversightWords.TooFew}" : OversightWords.TooFew;
    }
}
