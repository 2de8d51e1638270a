namespace HybridBpo.Inbox.Supervision;

/// What is due, and what of it leaves when one stop ends: all that nothing else holds back.
internal sealed class DueMail(IReadOnlyList<DueDeliveries> due, IReadOnlyList<SendingStop> stops, IEnumerable<string> on)
{
    private readonly HashSet<string> on = [.. on];

    public string WhenTurnedOn(string client)
    {
        var waiting = due.Where(way => way.ClientId == client).ToList();
        return Say(waiting.Where(way => !stops.Any(stop => Covers(stop, way))), waiting.Where(way => stops.Any(stop => Covers(stop, way))));
    }

    /// After it was turned on: how much of it leaves now.
    public string Leaving(string client)
    {
        var leaves = due.Where(way => way.ClientId == client && !stops.Any(stop => Covers(stop, way))).Sum(way => way.Due);
        return leaves switch
        {
            0 => "nothing is due now",
            1 => "1 message that is due leaves now, unless a rule forbids it",
            _ => $"{leaves:N0} messages that are due leave now, unless a rule forbids one",
        };
    }

    public string WhenEnded(SendingStop ended)
    {
        var waiting = due.Where(way => Covers(ended, way)).ToList();
        bool Held(DueDeliveries way) => !on.Contains(way.ClientId) || stops.Any(stop => stop.Id != ended.Id && Covers(stop, way));
        return Say(waiting.Where(way => !Held(way)), waiting.Where(Held));
    }

    private static bool Covers(SendingStop stop, DueDeliveries way) => (stop.ClientId is null || stop.ClientId == way.ClientId)
        && (stop.Channel is null || stop.Channel == way.Channel) && (stop.Template is null || stop.Template == way.Template);

    private static string Say(IEnumerable<DueDeliveries> leaving, IEnumerable<DueDeliveries> held)
    {
        var going = leaving.ToList();
        var (leaves, stays) = (going.Sum(way => way.Due), held.Sum(way => way.Due));
        var first = leaves switch
        {
            0 => "Nothing is due, so nothing leaves at once.",
            1 => "1 message is due and leaves at once, unless a rule forbids it then.",
            _ => $"{leaves:N0} messages are due and leave at once, unless a rule forbids one then.",
        };
        var more = stays == 1 ? "1 more is" : $"{stays:N0} more are";
        var texts = string.Join(", ", going.Where(way => way.Template.Length > 0).GroupBy(way => way.Template).OrderBy(text => text.Key)
            .Select(text => $"“{text.Key}” to {text.Sum(way => way.Due):N0}"));
        first = texts.Length == 0 ? first : $"{first} By text: {texts}.";
        return stays == 0 ? first : $"{first} {more} held back by another stop, or because sending is off.";
    }
}
