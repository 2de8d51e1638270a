using HybridBpo.Events;
using HybridBpo.Platform.Tracing;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform.Scanning;

/// <summary>
/// Looks through everything of ours for somebody: every table of the database, what events, stored files and captured mails say under keys that are
/// still there, the server's own samples, and files below the data folder. Streams; what it keeps in memory is one row, or one document, at a time.
/// </summary>
internal sealed class ErasureScanner(
    Database database, EventStore store, FileStore files, CapturedMails mails, IEnumerable<ISubjectEraser> erasers, IEnumerable<IFileText> texts,
    IConfiguration configuration, TimeProvider time)
{
    private static readonly string[] Outside =
    [
        "the database server's own files: until it has cleaned up they may hold what was deleted (see README)",
        "other hosts' disks: of files that lie in no database only this host's were read",
        "backups, and what was taken out of the product: mails sent, exports, training sets, logs that somebody else keeps",
        "columns that modules keep encrypted for one reader: a candidate's name, by itself",
    ];

    /// <summary>How long it waits for tables that others hold, and at the end once more for their samples.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(20);

    public async Task<ErasureScan> RunAsync(
        string client, Guid subject, SubjectTraces traces, IProgress<ErasureProgress>? progress, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        var own = traces.Own.Append(subject).Select(id => $"{id:D}").ToHashSet();
        var ledger = new ScanLedger(client, own, progress);
        var reader = new TraceReader(new Needles(traces));
        var contents = new ContentReader(reader, [.. texts]);
        var samples = new StatisticsScan(database.Source, reader, ledger) { Patience = Patience };
        await samples.ReadAsync(await TablesAsync(reader, ledger, ct), ct);
        await new EventScan(store, reader, ledger).ReadAsync(ct);
        var stored = new StoredScan(database, files, mails, contents, reader, erasers, ledger);
        await stored.ReadFilesAsync(ct);
        await stored.ReadMailsAsync(ct);
        await new FolderScan(configuration, contents, ledger).ReadAsync(ct);
        await samples.ReadHeldAsync(ct);
        ledger.NotRead.AddRange(Outside);
        var same = await SameAsync(client, traces, ledger.OtherPeople, ct);
        return ledger.Close(TraceCounts.Of(traces), same, time.GetUtcNow(), time.GetElapsedTime(began).TotalSeconds);
    }

    // Whoever applied twice, or came in two files under two numbers, is two people to the product.
    private async Task<IReadOnlyList<Guid>> SameAsync(string client, SubjectTraces traces, IReadOnlyList<Guid> others, CancellationToken ct)
    {
        // Each by itself: an address mostly spells its owner's name.
        var (names, contacts) = (new TraceSearch(SubjectTraces.None with { Names = traces.Names }),
            new TraceSearch(SubjectTraces.None with { Mails = traces.Mails, Phones = traces.Phones }));
        var same = new List<Guid>();
        foreach (var other in others)
        {
            var known = SubjectTraces.None;
            foreach (var eraser in erasers) known = known.And(await eraser.TracesAsync(client, other, ct));
            if (known.Names.Any(names.IsIn) && known.Mails.Concat(known.Phones).Any(contacts.IsIn)) same.Add(other);
        }

        return same;
    }

    private async Task<IReadOnlyList<ScannedTable>> TablesAsync(TraceReader reader, ScanLedger ledger, CancellationToken ct)
    {
        var owners = new Dictionary<string, string>();
        foreach (var (table, owner) in erasers.SelectMany(e => e.Owners)) owners[table] = owner;
        return await new EveryTable(database, owners, new TableScan(reader, ledger), ledger, Patience).ReadAsync(ct);
    }
}
