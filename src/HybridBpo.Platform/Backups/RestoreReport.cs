using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>What a restore is to do.</summary>
/// <param name="File">The backup.</param>
/// <param name="Keys">Its keys, or those of a later backup of the same installation; null for beside it.</param>
/// <param name="Erasures">Further lists of erasures.</param>
/// <param name="Journals">Further folders with send journals.</param>
/// <param name="Replace">May it take the place of a database that holds something?</param>
/// <param name="DespiteJournal">How a person knows that those journals tell all that left, though something stands against it; else null.</param>
public sealed record RestoreOrder(
    string File, string? Keys, IReadOnlyList<string> Erasures, IReadOnlyList<string> Journals, bool Replace, string? DespiteJournal = null);

/// <summary>What the host gives a restore.</summary>
/// <param name="Schemas">The schemas of this host.</param>
/// <param name="WithServices">Runs work with the product's services on a database.</param>
/// <param name="ForgetHosts">
/// Makes the database forget the hosts and browsers that it once knew: scheduler and sessions. Answers how many sessions were open.
/// </param>
public sealed record RestoringHost(
    IReadOnlyList<SchemaSource> Schemas,
    Func<string, Func<IServiceProvider, Task>, Task> WithServices,
    Func<Npgsql.NpgsqlConnection, Task<int>> ForgetHosts);

/// <summary>What came of a restore.</summary>
/// <param name="File">The backup.</param>
/// <param name="Id">The backup's id.</param>
/// <param name="TakenAt">The moment that it shows.</param>
/// <param name="Rows">Rows that were restored, as many as its manifest names in every table.</param>
/// <param name="Scripts">Scripts that were applied because the backup was older than this version.</param>
/// <param name="Erased">People who were erased again, and people whose keys retention had destroyed and that went again.</param>
/// <param name="Redacted">Events of which tables and files had copies again that retention had taken away, and that were taken away again.</param>
/// <param name="JournalKnown">Was there anything that tells what left since?</param>
/// <param name="Sent">Deliveries marked as sent, because they left after the backup was taken.</param>
/// <param name="Unknown">Deliveries of which nobody can tell whether they left since: they wait for a person and never go by themselves.</param>
/// <param name="NotInBackup">Deliveries handed over since that the backup does not know: a person must look what they were.</param>
/// <param name="SendingOff">Clients whose sending was turned off.</param>
/// <param name="SessionsEnded">Sessions that were ended: everybody signs in again.</param>
/// <param name="Chains">What verifying the log of each client found.</param>
/// <param name="Warnings">What a person should know.</param>
/// <param name="Journals">Where a send journal was looked for.</param>
public sealed record RestoreReport(
    string File, Guid Id, DateTimeOffset TakenAt, long Rows, IReadOnlyList<string> Scripts, int Erased, long Redacted, bool JournalKnown, int Sent,
    int Unknown, IReadOnlyList<ForeignHandover> NotInBackup, int SendingOff, int SessionsEnded, IReadOnlyList<RestoredChain> Chains,
    IReadOnlyList<string> Warnings, IReadOnlyList<JournalRead>? Journals = null);

/// <summary>A folder in which a send journal was looked for.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Lines">How many lines of handovers it holds.</param>
/// <param name="Last">When the last of them was written; null when there is none.</param>
public sealed record JournalRead(string Folder, long Lines, DateTimeOffset? Last);

/// <summary>A delivery that left after the backup was taken and that the backup does not know.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="Delivery">The delivery.</param>
/// <param name="Outcome">sent or unknown.</param>
/// <param name="MessageId">The mail's Message-ID, to be found in a mail server's log.</param>
/// <param name="At">When.</param>
public sealed record ForeignHandover(string Client, Guid Delivery, string Outcome, string MessageId, DateTimeOffset At);

/// <summary>The restored log of one client.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="Result">What verifying against the backup's checkpoint found.</param>
/// <param name="Against">Was there a checkpoint to verify against?</param>
public sealed record RestoredChain(string Client, Verification Result, bool Against);
