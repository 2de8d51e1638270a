using System.Globalization;
using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Oversight;

/// Figures as people read them.
internal sealed class OversightWords(CaseKinds kinds, Clients clients, IPeople people)
{
    public const string TooFew = "not enough data yet";

    public async Task<IReadOnlyList<OversightLineView>> SayAsync(Access access, IReadOnlyList<OversightLine> lines, bool own, CancellationToken ct)
    {
        var names = await NamesAsync(lines, ct);
        var firms = (await clients.ListAsync(access, ct)).ToDictionary(client => client.ClientId, client => client.Name);
        return [.. lines.Select(line => new OversightLineView(
            firms.GetValueOrDefault(line.ClientId, line.ClientId), kinds.LabelOf(line.Kind),
            line.Mode == OversightRows.Bulk ? "many at once" : CaseWords.Modes([line.Mode])[0],
            line.Person is null ? "" : names.GetValueOrDefault(line.Person, "Somebody"), line.Decided,
            Say(new Share(line.Agreed, line.Compared), own), Say(new Share(line.Compared - line.Agreed, line.Compared), own),
            Say(new Share(line.Evidence, line.Decided), own), Seconds(line.JudgeSeconds, line.Decided), Seconds(line.DecideSeconds, line.Decided),
            Say(new Share(line.SentBack, line.Reviewed), own), NotCarriedOut(line)))];
    }

    /// "In these weeks you agreed with the machine in 97 of 100 decisions."
    public static string Mirror(IReadOnlyList<OversightLine> mine) => (mine.Sum(line => line.Agreed), mine.Sum(line => line.Compared)) switch
    {
        (_, 0) => "You have decided no case yet on which a machine had proposed an answer.",
        var (agreed, compared) => $"You agreed with the machine in {agreed:N0} of {CountText.Of(compared, "decision")}.",
    };

    /// "97 % (91.5 to 99.0)", or that there is too little to say so; the bare counts only to whose they are.
    internal static string Say(Share share, bool own)
    {
        if (share.Of == 0)
        {
            return "—";
        }

        var (low, high) = share.Interval();
        return share.IsEnough
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * share.Value:0} % ({100 * low:0.0} to {100 * high:0.0})")
            : own ? $"{share.Hits:N0} of {share.Of:N0}: {TooFew}" : TooFew;
    }

    /// "2 refused, 1 withdrawn".
    private static string NotCarriedOut(OversightLine line) => (line.Refused, line.Withdrawn) switch
    {
        (0, 0) => "—",
        (var refused, 0) => $"{refused:N0} refused",
        (0, var withdrawn) => $"{withdrawn:N0} withdrawn",
        var (refused, withdrawn) => $"{refused:N0} refused, {withdrawn:N0} withdrawn",
    };

    private static string Seconds(double? seconds, long of) => seconds is not { } known || of < Share.Least ? TooFew
        : known < 120 ? $"{Math.Round(known)} s" : $"{Math.Round(known / 60)} min";

    private Task<IReadOnlyDictionary<string, string>> NamesAsync(IReadOnlyList<OversightLine> lines, CancellationToken ct) =>
        people.NamesAsync(lines.Select(line => line.Person).OfType<string>().Distinct(), ct);
}
