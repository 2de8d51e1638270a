using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Platform;

/// <summary>
/// Writes into the send journal that a host is here: when it starts, and after each backup. So the journal that was in use has a line from before a
/// backup and one from after it, though nothing was sent, and a restore tells it from an old copy, or from one that began later. It also says when
/// the database came out of a backup: what is written from then on proves nothing of what came before.
/// </summary>
internal sealed class JournalPresence(Database database, SendJournal journal, RelayOptions options, ILogger<JournalPresence> log)
{
    private static readonly Access Relay = Access.System("delivery-relay");

    private bool isNoted;
    private Guid? latest;
    private long looked;

    private sealed record Moment(DateTimeOffset At, Guid? Backup, DateTimeOffset? Restored);

    public async Task NoteAsync(CancellationToken ct)
    {
        if (isNoted && Stopwatch.GetElapsedTime(looked) < options.Poll)
            return;
        looked = Stopwatch.GetTimestamp();
        var now = (await database.SingleOrDefaultAsync<Moment>(Relay, $"""
            select clock_timestamp() as at, (select subject from platform.acts where act = 'backup-taken' order by id desc limit 1) as backup,
              (select at from platform.acts where act = 'restored' order by id desc limit 1) as restored
            """, ct))!;
        if (isNoted && now.Backup == latest)
            return;
        try
        {
            journal.WriteHere(now.At, now.Backup, now.Restored);
            (isNoted, latest) = (true, now.Backup);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogError("The send journal cannot be written: {Error}. Mails wait until it can.", error.GetType().Name);
        }
    }
}
