using System.Text;
using System.Text.Json;

namespace HybridBpo.Host.Cli;

/// <summary>Backups and restores in words.</summary>
internal static class BackupText
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>What came of a restore, a line for each thing that a person wants to know.</summary>
    public static string Of(RestoreReport report, double seconds)
    {
        var text = new StringBuilder();
        text.AppendLine($"{report.File}, taken {report.TakenAt:yyyy-MM-dd HH:mm:ss} UTC, is restored: {report.Rows:N0} rows, as its manifest says "
            + $"({seconds} s).");
        foreach (var chain in report.Chains)
        {
            var (events, blocks) = (CountText.Of(chain.Result.Events, "event"), CountText.Of(chain.Result.Blocks, "block"));
            text.AppendLine(chain.Against
                ? $"  log of {chain.Client}: {events} in {blocks} are as the checkpoint says; {chain.Result.Unsealed:N0} are not sealed yet"
                : $"  log of {chain.Client}: nothing was sealed yet when the backup was taken");
        }
        if (report.Scripts.Count > 0)
            text.AppendLine($"  schema: {CountText.Of(report.Scripts.Count, "script")} applied, because the backup is of an older version");
        text.AppendLine($"  erasures: {report.Erased:N0} carried out again");
        if (report.Redacted > 0)
            text.AppendLine($"  retention: what tables and files held of {CountText.Of(report.Redacted, "event")} was taken away again");
        text.AppendLine($"  deliveries: {report.Sent:N0} left since and are marked as sent; of {report.Unknown:N0} nobody can tell: a supervisor "
            + "settles them, one by one or together, on the page Supervision");
        foreach (var journal in report.Journals ?? [])
            text.AppendLine($"  send journal: {journal.Folder} {(journal.Last is not { } last ? "holds none" : $"holds {CountText.Of(journal.Lines,
                "line")}, the last of {last:yyyy-MM-dd HH:mm} UTC")}");
        if (report.NotInBackup.Count > 0)
        {
            text.AppendLine($"  {CountText.Of(report.NotInBackup.Count, "delivery", "deliveries")} left since that the backup does not know "
                + "(never sent again):");
            foreach (var left in report.NotInBackup.Take(20))
                text.AppendLine($"    {left.At:yyyy-MM-dd HH:mm} {left.Client} {left.Outcome} {left.Delivery} {left.MessageId}");
            if (report.NotInBackup.Count > 20) text.AppendLine($"    and {report.NotInBackup.Count - 20:N0} more: --json names all");
        }
        text.AppendLine($"  {CountText.Of(report.SessionsEnded, "session")} ended: everybody signs in again");
        foreach (var warning in report.Warnings) text.AppendLine($"  Note: {warning}");
        text.AppendLine("Sending is off for every client until a supervisor turns it on.");
        return text.ToString();
    }

    /// <summary>How long ago something was, in the largest unit that fits.</summary>
    public static string Ago(TimeSpan age) =>
        age.TotalDays >= 2 ? $"{age.TotalDays:N0} days ago" : age.TotalHours >= 2 ? $"{age.TotalHours:N0} hours ago"
        : age.TotalMinutes >= 2 ? $"{age.TotalMinutes:N0} minutes ago" : "just now";
}
