namespace HybridBpo.Inbox.Replay;

/// What was withheld at a moment, and who had come to see it by then. From the stream alone: who had which role then is not in it.
internal sealed record KeptBack(string What, IReadOnlyList<string> SeenBy, bool IsOpen)
{
    public static IReadOnlyList<KeptBack> At(Case then)
    {
        var kept = new List<KeptBack>();
        var judged = then.Judgements.Keys.Order(StringComparer.Ordinal).ToList();
        if (then.ProposalHash is not null)
        {
            kept.Add(new("The machine’s proposal", [.. then.Revealed.Order(StringComparer.Ordinal)], then.IsOver));
        }

        kept.AddRange(then.Judgements.Values.OrderBy(own => own.At).Select(own => new KeptBack($"judgement:{own.By}", judged, then.IsOver)));
        if (then.Decision is { } decision)
        {
            kept.Add(new("The decision", [.. judged.Union([decision.By])], then.IsOver));
        }

        return kept;
    }
}
