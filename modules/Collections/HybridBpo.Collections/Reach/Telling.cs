namespace HybridBpo.Collections.Reach;

/// <summary>What one source says of a call: a row of a dialer's file, or somebody who recorded it at the desk.</summary>
/// <param name="Number">Over which of the person's numbers; null when the desk names none.</param>
/// <param name="Debts">References of the debts that it was about.</param>
/// <param name="Import">The file; null for the desk.</param>
internal sealed record Telling(
    DateTimeOffset At, bool Inbound, string Outcome, Guid? Number, IReadOnlyList<string> Debts, Guid? Import = null, int Seconds = 0)
{
    public bool IsFromFile => Import is not null;

    public bool Talked => Outcome == CallOutcomes.RightParty;

    public bool Connected => Outcome != CallOutcomes.NotConnected;

    /// <summary>When the call was over, as far as it is told.</summary>
    public DateTimeOffset Ended => At.AddSeconds(Seconds);
}

/// <summary>One call with all that was told of it. What protects the person most counts: one source that says so is enough.</summary>
internal sealed class ToldCall(Guid id, Telling first)
{
    private readonly List<Telling> tellings = [first];

    public Guid Id => id;

    public IReadOnlyList<Telling> Tellings => tellings;

    public bool HasDesk => tellings.Exists(t => !t.IsFromFile);

    public void Add(Telling telling) => tellings.Add(telling);

    public bool TakeBack(Guid import) => tellings.RemoveAll(t => t.Import == import) > 0;

    /// <summary>Is all of this known of the call already, by the same source?</summary>
    public bool Says(Telling telling) => tellings.Where(t => t.Import == telling.Import) is var same
        && telling.Debts.All(d => same.Any(t => t.Outcome == telling.Outcome && t.Debts.Contains(d)));
}
