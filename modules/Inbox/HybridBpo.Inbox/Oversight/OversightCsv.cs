using System.Globalization;
using System.Text;

namespace HybridBpo.Inbox.Oversight;

/// The report as a spreadsheet reads it. Line: decisions, by kind and mode, and reliance, where it is known what is right; each fills the columns
/// that it has. What is withheld on the page for too little data is withheld here.
internal sealed class OversightCsv(IPeople people)
{
    private const string Head = "line,client,kind,mode,team,person,decided,compared,agreed,agreed_low,agreed_high,overrode,evidence_opened,"
        + "median_seconds_to_judgement,median_seconds_to_decision,reviewed,sent_back,refused_by_module,withdrawn,known_answers,"
        + "followed_wrong,followed_wrong_low,followed_wrong_high,rejected_right,rejected_right_low,rejected_right_high\r\n";

    private static readonly string[] None = [.. Enumerable.Repeat("", 13)], NoReliance = [.. Enumerable.Repeat("", 7)];

    /// Reliance: by kind, by team and by person.
    public async Task<string> WriteAsync(
        IReadOnlyList<OversightLine> decisions, IReadOnlyList<RelianceLine> kinds, IReadOnlyList<RelianceLine> teams,
        IReadOnlyList<RelianceLine> persons, CancellationToken ct)
    {
        var names = await people.NamesAsync(
            decisions.Select(line => line.Person).OfType<string>().Concat(persons.Select(line => line.Who)).Distinct(), ct);
        var csv = new StringBuilder(Head);
        IEnumerable<string[]> rows =
        [
            .. decisions.Select(line => Decisions(line, line.Person is null ? "" : names.GetValueOrDefault(line.Person, line.Person))),
            .. kinds.Select(line => Relied(line, "", "", Share.Least)),
            .. teams.Select(line => Relied(line, line.Who.Length == 0 ? "no team" : line.Who, "", Share.Least)),
            .. persons.Select(line => Relied(line, "", names.GetValueOrDefault(line.Who, "Somebody"), Reliance.LeastOfPerson)),
        ];
        foreach (var cells in rows)
        {
            csv.AppendJoin(',', cells.Select(cell => CsvCell.Of(cell))).Append("\r\n");
        }

        return csv.ToString();
    }

    private static string[] Decisions(OversightLine line, string person)
    {
        var share = new Share(line.Agreed, line.Compared);
        var (low, high) = share.Interval();
        return
        [
            "decisions", line.ClientId, line.Kind, line.Mode, "", person, Number(line.Decided), Number(line.Compared),
            If(share.IsEnough, line.Agreed), If(share.IsEnough, low), If(share.IsEnough, high), If(share.IsEnough, line.Compared - line.Agreed),
            If(line.Decided >= Share.Least, line.Evidence), If(line.Decided >= Share.Least, line.JudgeSeconds),
            If(line.Decided >= Share.Least, line.DecideSeconds), Number(line.Reviewed), If(line.Reviewed >= Share.Least, line.SentBack),
            Number(line.Refused), Number(line.Withdrawn), .. NoReliance,
        ];
    }

    private static string[] Relied(RelianceLine line, string team, string person, int least) =>
    [
        "reliance", line.ClientId, line.Kind, "", team, person, .. None, Number(line.Known), .. Rate(line.Followed, line.Wrong, line, least),
        .. Rate(line.Rejected, line.Right, line, least),
    ];

    private static string[] Rate(long hits, long of, RelianceLine line, int least)
    {
        var share = new Share(hits, of);
        var (low, high) = share.Interval();
        return of == 0 ? ["", "", ""] : line.IsEnough(of, least) ? [Number(share.Value), Number(low), Number(high)] : [OversightWords.TooFew, "", ""];
    }

    private static string Number(double number) => Math.Round(number, 4).ToString(CultureInfo.InvariantCulture);

    /// Empty where there is too little of it.
    private static string If(bool enough, double? number) => enough && number is { } known ? Number(known) : "";
}
