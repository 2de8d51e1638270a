using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Reach;

/// <summary>
/// The calls with a person, each once however many sources tell of it. Two files tell of the same call when direction, number and second are the
/// same. What the desk recorded by hand is the same as a call of a file with that direction and number (or none named), whose time lies between
/// <see cref="MinutesBefore"/> minutes before its start and <see cref="MinutesAfter"/> after its end; each of them answers for one of the other.
/// So no order of telling makes fewer calls of them than the one source that tells the most.
/// </summary>
internal sealed class ToldCalls
{
    public const int MinutesBefore = 5, MinutesAfter = 10;

    private readonly List<ToldCall> all = [], ofDesk = [];

    private readonly Dictionary<Guid, ToldCall> byId = [];

    private readonly Dictionary<(bool, Guid?, long), ToldCall> ofFiles = [];

    public IReadOnlyList<ToldCall> All => all;

    /// <summary>The call that this is a telling of; null when nobody has told of it yet.</summary>
    public ToldCall? Find(Telling telling) => telling.IsFromFile
        ? ofFiles.GetValueOrDefault(Key(telling))
            ?? Nearest(ofDesk.Where(c => c.Tellings.All(t => !t.IsFromFile)), c => c.Tellings.Min(t => Gap(t, telling)))
        : Nearest(all.Where(c => !c.HasDesk), c => c.Tellings.Min(t => Gap(telling, t)));

    public void Add(Guid id, Telling telling)
    {
        if (byId.TryGetValue(id, out var call)) call.Add(telling);
        else all.Add(byId[id] = call = new ToldCall(id, telling));
        if (telling.IsFromFile) ofFiles.TryAdd(Key(telling), call);
        else if (!ofDesk.Contains(call)) ofDesk.Add(call);
    }

    /// <summary>A file is taken back: what nobody else told counts no longer.</summary>
    public void TakeBack(Guid import)
    {
        foreach (var call in all) call.TakeBack(import);
        foreach (var gone in all.Where(c => c.Tellings.Count == 0)) byId.Remove(gone.Id);
        all.RemoveAll(c => c.Tellings.Count == 0);
        ofFiles.Clear();
        foreach (var call in all)
            foreach (var telling in call.Tellings.Where(t => t.IsFromFile)) ofFiles.TryAdd(Key(telling), call);
    }

    /// <summary>As the rules count them: once for each debt, and a talk if anybody says that there was one.</summary>
    public IEnumerable<PastContact> Contacts => all.SelectMany(call => call.Tellings.SelectMany(t => t.Debts).Distinct().Select(debt =>
        new PastContact
        {
            Channel = Channels.Call,
            At = call.Tellings.Max(t => t.At),
            Debt = debt,
            Kind = call.Tellings.Any(t => t.Talked) ? "conversation" : "placed",
            Inbound = call.Tellings.All(t => t.Inbound),
            AttemptId = call.Id,
            Excluded = call.Tellings.Any(t => t.Connected) ? null : "not-connected",
        }));

    private static (bool, Guid?, long) Key(Telling t) => (t.Inbound, t.Number, t.At.ToUnixTimeSeconds());

    private static ToldCall? Nearest(IEnumerable<ToldCall> calls, Func<ToldCall, TimeSpan?> gap) =>
        calls.Select(c => (Call: c, Gap: gap(c))).Where(c => c.Gap is not null).OrderBy(c => c.Gap).ThenBy(c => c.Call.Id)
            .Select(c => c.Call).FirstOrDefault();

    private static TimeSpan? Gap(Telling desk, Telling file)
    {
        if (desk.Inbound != file.Inbound || (desk.Number is not null && desk.Number != file.Number)) return null;
        return desk.At < file.At.AddMinutes(-MinutesBefore) || desk.At > file.Ended.AddMinutes(MinutesAfter) ? null
            : desk.At < file.At ? file.At - desk.At
            : desk.At > file.Ended ? desk.At - file.Ended : TimeSpan.Zero;
    }
}
