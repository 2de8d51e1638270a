using HybridBpo.Platform.Tracing;

namespace HybridBpo.Platform.Scanning;

/// <summary>Counts what was read, and keeps where somebody was found. Whose record it is decides on which side a place stands.</summary>
internal sealed class ScanLedger(string client, IReadOnlySet<string> own, IProgress<ErasureProgress>? progress)
{
    private const int Most = 1000, MostPeople = 1000;
    private readonly HashSet<Guid> people = [];
    private readonly HashSet<TracePlace> hits = [], others = [];
    private long tables, columns, rows, files, elsewhere, overflow, reported;

    public long Bytes { get; private set; }

    public long Of { get; set; }

    public List<string> NotRead { get; } = [];

    /// <summary>What others held all the time, in words: another look may read it.</summary>
    public List<string> Missed { get; } = [];

    /// <summary>Places in other people's records, for the statistics that the database keeps of them.</summary>
    public bool IsKnownOfOthers(string place, string kind) => others.Contains(new TracePlace(place, AnyRecord, kind));

    public const string AnyRecord = "*";

    public void Table(int columnsRead) => (tables, columns) = (tables + 1, columns + columnsRead);

    public void Row(long bytes, string where) => (rows, _) = (rows + 1, Read(bytes, where));

    public void File(string where) => (files, _) = (files + 1, Read(0, where));

    public long Read(long bytes, string where)
    {
        Bytes += bytes;
        if (Bytes - reported < 4_000_000 && reported > 0) return Bytes;
        reported = Math.Max(1, Bytes);
        progress?.Report(new ErasureProgress(ErasureStates.Scanning, where, Bytes, Math.Max(Of, Bytes)));
        return Bytes;
    }

    /// <param name="place">Table and column, or file.</param>
    /// <param name="ofClient">Whose row it is; null when of none.</param>
    /// <param name="owner">Id of the person whose record it is; null when it is nobody's.</param>
    /// <param name="record">Id of the record, when it is nobody's.</param>
    /// <param name="kinds">By what.</param>
    public void Found(string place, string? ofClient, string? owner, string record, IEnumerable<string> kinds)
    {
        if (ofClient is not null && ofClient != client && ofClient != "*DEFAULT*")
        {
            elsewhere++;
            return;
        }

        var apart = owner is not null && !own.Contains(owner);
        if (apart && Guid.TryParse(owner, out var other) && people.Count < MostPeople) people.Add(other);
        foreach (var kind in kinds)
        {
            Add(apart ? others : hits, new TracePlace(place, Shown(owner ?? record), kind));
            if (apart) others.Add(new TracePlace(place, AnyRecord, kind));
        }
    }

    /// <summary>Others in whose records something of the person was found.</summary>
    public IReadOnlyList<Guid> OtherPeople => [.. people];

    public ErasureScan Close(TraceCounts sought, IReadOnlyList<Guid> same, DateTimeOffset now, double seconds) => new(
        now, Math.Round(seconds, 1), sought.Mails, sought.Phones, sought.Names, tables, columns, rows, files, Bytes, [.. hits],
        [.. others.Where(o => o.Record != AnyRecord)], elsewhere,
        overflow == 0 ? NotRead : [.. NotRead, $"{overflow} more places are not listed"], same, Missed, sought.References);

    // What names a row may itself be somebody's address: only ids and places in the table are shown.
    private static string Shown(string record) => Guid.TryParse(record.Split(' ')[0], out _) || record.StartsWith('(') ? record : "";

    private void Add(HashSet<TracePlace> places, TracePlace place)
    {
        if (places.Count < Most) places.Add(place);
        else if (!places.Contains(place)) overflow++;
    }
}
