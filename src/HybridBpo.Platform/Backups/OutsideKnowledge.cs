using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>What is known outside the backup of what happened after it was taken: from the data folder, files that were named, and the database that
/// is replaced.</summary>
/// <param name="Erasures">Everything that was ever erased.</param>
/// <param name="NotListedHere">Those of them that this data folder's own list lacks.</param>
/// <param name="Handovers">What was handed over since.</param>
/// <param name="Own">What this data folder holds of a journal.</param>
/// <param name="Named">The journals that somebody named.</param>
/// <param name="JournalKnown">
/// Is it known what left? So it is when the replaced database is the one that the backup was taken of, or when somebody names the journals and this
/// data folder's own can be read; a journal that merely lies here may be that of one host among several.
/// </param>
/// <param name="LastNumber">The last event number that the replaced database handed out.</param>
/// <param name="Held">Keys that stand in the replaced database, of people who are held there.</param>
internal sealed record OutsideKnowledge(
    IReadOnlyList<ErasureLine> Erasures, IReadOnlyCollection<ErasureLine> NotListedHere, IReadOnlyList<Handover> Handovers, JournalFolder Own,
    IReadOnlyList<JournalFolder> Named, bool JournalKnown, long LastNumber, IReadOnlySet<(string Client, Guid Key)> Held)
{
    public static async Task<OutsideKnowledge> GatherAsync(
        IConfiguration configuration, RestoreFiles files, IReadOnlyList<JournalFolder> named, Npgsql.NpgsqlConnection? old, CancellationToken ct)
    {
        var own = new ErasureList(configuration, TimeProvider.System).Read();
        // Clocks of hosts and database differ by little; what a line of the day before says is known to the backup anyway.
        var since = files.Database.TakenAt - TimeSpan.FromDays(1);
        var journal = JournalFolder.Read(SendJournal.FolderIn(configuration), files.Database.TakenAt);
        var handovers = Handover.Of(named.Append(journal).DistinctBy(folder => Path.GetFullPath(folder.Path)).SelectMany(folder => folder.Since))
            .ToList();
        var journalsTell = named.Count > 0
            && (journal.Problem is null || named.Any(folder => Path.GetFullPath(folder.Path) == Path.GetFullPath(journal.Path)));
        var (before, number, known) = ((IReadOnlyList<ErasureLine>)[], 0L, journalsTell);
        IReadOnlySet<(string, Guid)> held = new HashSet<(string, Guid)>();
        if (old is not null)
        {
            await using var replaced = await BackupSnapshot.JoinAsync(old, ct);
            if (await replaced.HasOurTablesAsync())
            {
                (before, number) = (await replaced.ErasuresAsync(), Math.Max(await replaced.LastNumberAsync(), await replaced.HighWaterMarkAsync()));
                held = await replaced.HeldAsync();
                handovers.AddRange(await Handover.ReadAsync(old, since, besidesDoubt: journalsTell));
                known |= await replaced.HasTakenAsync(files.Database.Id);
            }
        }
        var erasures = TakeBackup.Merge(files.Erasures, own, before);
        var listed = TakeBackup.Merge(own).ToLookup(line => (line.Client, line.Subject, line.Person));
        return new OutsideKnowledge(
            erasures, [.. erasures.Where(line => !Cover(listed[(line.Client, line.Subject, line.Person)], line))],
            Handover.Merge(handovers), journal, named, known, number, held);
    }

    private static bool Cover(IEnumerable<ErasureLine> listed, ErasureLine line)
    {
        var same = listed.Where(l => line.Person ? !l.IsOpen || line.IsOpen : l.At >= line.At).ToList();
        return same.Count > 0 && !line.Keys.Except(same.SelectMany(l => l.Keys)).Any();
    }
}
