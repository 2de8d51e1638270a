using System.CommandLine;
using System.Text.Json;
using HybridBpo.Host.EventLog;
using Npgsql;

namespace HybridBpo.Host.Cli;

/// <summary><c>doctor</c>: what was found, what is missing, and how to mend it.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Make(CommandHost host)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("doctor", "Say what was found, what is missing, and how to mend it") { json };
        command.SetAction(async (parsed, ct) =>
        {
            var checks = new List<DoctorCheck> { new(".NET", true, System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription) };
            await LookAsync(host, checks, ct);
            var ok = checks.All(c => c.Ok);
            if (parsed.GetValue(json)) await host.Out.WriteLineAsync(JsonSerializer.Serialize(new { ok, checks }, Json));
            else
                foreach (var check in checks)
                    await host.Out.WriteLineAsync(
                        $"{(check.Ok ? "ok     " : "missing")}  {check.Name,-16} {check.Found}{(check.Ok ? "" : $"  → {check.Mend}")}");
            return ok ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    // Looks and changes nothing: not even a schema that is behind.
    private static async Task LookAsync(CommandHost host, List<DoctorCheck> checks, CancellationToken ct)
    {
        checks.Add(await SdkCheck.LookAsync(ct));
        var opened = await DatabaseServer.OpenAsync(host.Configuration, ct);
        await using var server = opened.Is(out var found, out var refusal) ? found : null;
        if (server is null) checks.Add(new DoctorCheck("PostgreSQL", false, "cannot be started here", refusal!.Message));
        var hasSchema = server is not null && await SchemaAsync(server, checks, ct);
        await using var app = Web.HostApp.Build(
            new Web.StartOptions(server?.ConnectionString ?? "Host=none", "", "", Demo: false, host.Modules),
            builder => builder.Logging.ClearProviders());
        var services = app.Services;
        checks.AddRange(await services.GetRequiredService<MailSetup>().LookAsync(ct));
        checks.Add(new DoctorCheck("language model", true, services.GetRequiredService<LanguageModelStatus>().Text));
        checks.Add(new DoctorCheck("who looked", true, $"kept for {services.GetRequiredService<LookSettings>().Words}"));
        if (hasSchema)
        {
            checks.Add(await DifferencesAsync(server!, ct));
            checks.Add(await DurabilityCheck.LookAsync(server!.ConnectionString, ct));
            checks.Add(await MasterKeyAsync(services, ct));
            var log = await services.GetRequiredService<Events.ProjectionDaemon>().StatusAfterLookAsync(ct);
            checks.Add(Projections(log));
            checks.Add(Seals(log, TimeProvider.System.GetUtcNow()));
            checks.Add(SealedLog(log, TimeProvider.System.GetUtcNow()));
            checks.Add(LostEvents(log, TimeProvider.System.GetUtcNow()));
            checks.Add(SealKey(await services.GetRequiredService<Events.Sealer>().ChangedKeysAsync(ct)));
            checks.Add(await StuckAsync(services.GetRequiredService<StuckWork>(), ct));
            checks.Add(Erasures(await services.GetRequiredService<ErasureRuns>().InterruptedAsync(Access.System("doctor"), ct)));
            checks.Add(Retained(await services.GetRequiredService<LastRuns>().LeftOutAsync(Access.System("doctor"), null, ct)));
            checks.Add(await BackupAsync(services.GetRequiredService<LastBackup>(), ct));
        }
        foreach (var module in host.Modules) checks.AddRange(await module.DoctorAsync(services, hasSchema, ct));
    }

    /// <returns>Is the database there with its schema up to date?</returns>
    private static async Task<bool> SchemaAsync(DatabaseServer server, List<DoctorCheck> checks, CancellationToken ct)
    {
        Result<SchemaState> compared;
        try
        {
            compared = await Migrator.CompareAsync(server.ConnectionString, Composition.Schemas, ct);
        }
        catch (NpgsqlException away)
        {
            checks.Add(new DoctorCheck("PostgreSQL", false, $"{server.Description}: {away.Message.ReplaceLineEndings(" ")}",
                "Start that server, or mend ConnectionStrings__HybridBpo."));
            return false;
        }
        checks.Add(new DoctorCheck("PostgreSQL", true, server.Description));
        checks.Add(!compared.Is(out var state, out var refusal) ? new DoctorCheck("schema", false, "does not fit this version", refusal.Message)
            : state.Missing == 0 ? new DoctorCheck("schema", true, $"up to date ({state.Applied} scripts)")
            : state.Applied == 0 ? new DoctorCheck("schema", true, "empty: the first start makes it")
            : new DoctorCheck(
                "schema", false, $"{CountText.Of(state.Missing, "script")} behind this version",
                "Run ./run.sh serve (or demo) to bring it up to date."));
        return compared.Refusal is null && compared.Value.Missing == 0;
    }

    private static async Task<DoctorCheck> MasterKeyAsync(IServiceProvider services, CancellationToken ct)
    {
        var uses = await services.GetRequiredService<MasterKeyChange>().StatusAsync(Access.System("doctor"), ct);
        var source = services.GetRequiredService<MasterKey>().Source;
        if (uses.FirstOrDefault(use => !use.IsKnown) is { } unknown)
            return new DoctorCheck("master key", false, $"something lies under {unknown.Id}, which is not in {source}",
                "Bring it back with ./run.sh keys import FILE.");
        var current = uses.First(use => use.IsCurrent);
        return new DoctorCheck("master key", true, $"{current.Id} from {source}, "
            + (current.ExportedAt is { } at ? $"exported {at:yyyy-MM-dd}" : "never exported: keep a copy with ./run.sh keys export FILE"));
    }

    // What others added does no harm, and is said all the same.
    private static async Task<DoctorCheck> DifferencesAsync(DatabaseServer server, CancellationToken ct)
    {
        var differences = await ExpectedSchema.CompareAsync(server.ConnectionString, ct);
        return differences.Breaking.Count > 0
            ? new DoctorCheck("tables", false, string.Join("; ", differences.Breaking), "Undo what was changed by hand, or restore a backup.")
            : differences.Doubtful.Count > 0
            ? new DoctorCheck("tables", false, string.Join("; ", differences.Doubtful), "Undo it unless you know what it is for: it may do harm.")
            : new DoctorCheck("tables", true, differences.Foreign.Count == 0 ? "as the scripts make them"
                : $"as the scripts make them, but for what others changed: {string.Join("; ", differences.Foreign)}");
    }

    private static async Task<DoctorCheck> BackupAsync(LastBackup backups, CancellationToken ct)
    {
        var last = await backups.FindAsync(ct) is { TakenAt: var at, Restored: var restored }
            ? $"{BackupText.Ago(TimeProvider.System.GetUtcNow() - at)} ({at:yyyy-MM-dd HH:mm} UTC)"
                + (restored ? ", and this database came out of it" : "")
            : "none was ever taken: ./run.sh backup FILE";
        // The product itself runs without those programs.
        return new DoctorCheck("last backup", true, await backups.WhyNotNextAsync(ct) is { } lacking ? $"{last}. {lacking.Message}" : last);
    }

    private static DoctorCheck Projections(Events.DaemonStatus status)
    {
        var stopped = status.Projections.Where(p => p.State == "stopped").ToList();
        return stopped.Count == 0
            ? new DoctorCheck("projections", true, $"{status.Projections.Count} asynchronous, none stopped")
            : new DoctorCheck("projections", false, string.Join(", ", stopped.Select(p => $"{p.Name} stopped at {p.FailedSeq}: {p.Error}")),
                "Look at ./run.sh events status, then ./run.sh events retry NAME or events skip NAME.");
    }

    // Only while a host runs, whose turn it is, is a late seal a fault.
    private static DoctorCheck Seals(Events.DaemonStatus status, DateTimeOffset now)
    {
        if (status.SealTrouble is { } trouble)
            return new DoctorCheck("seals", false, $"events cannot be sealed: {trouble}",
                "It is tried again every minute; others are sealed meanwhile. An insufficient privilege or a full disk shows in PostgreSQL's log.");
        if (status.Unsealed is not [var oldest, ..]) return new DoctorCheck("seals", true, "every event is sealed");
        var words = $"the oldest event that is not sealed came {EventsText.Age(now - oldest.Since)} ago, of {oldest.Client}"
            + (status.MoreUnsealed ? ", and so many wait that other clients may too" : "");
        return status.SealHolder is null ? new DoctorCheck("seals", true, $"{words}; no host runs that would seal it")
            : now - oldest.Since <= Web.LogAttention.Longest ? new DoctorCheck("seals", true, words)
            : new DoctorCheck("seals", false, words, "Look at ./run.sh events status for what blocks the log, and at the host's log.");
    }

    private static DoctorCheck SealedLog(Events.DaemonStatus status, DateTimeOffset now)
    {
        if (status.Unfit is [var unfit, ..])
        {
            return new DoctorCheck("sealed log", false,
                $"{unfit.Client}: {unfit.Problem}{(status.Unfit.Count == 1 ? "" : $" And {CountText.Of(status.Unfit.Count - 1, "other log")}.")}",
                $"Look with ./run.sh verify-log --client {unfit.Client}, with a checkpoint from before if there is one. It stands here until a "
                + "verification finds all in order.");
        }
        if (Web.LogAttention.IsRaised(status, now))
        {
            return new DoctorCheck("sealed log", false, status.SealsRaised is { } raised
                ? $"somebody wrote by hand that all is sealed up to {raised:N0}, which is not so: a running host sets it back within a minute"
                : $"somebody had written by hand how far sealing is; a host set it back {EventsText.Age(now - status.SealsSetBackAt!.Value)} ago",
                "Find out who writes to the database, and verify each client's log against a checkpoint from before: ./run.sh verify-log.");
        }
        return new DoctorCheck("sealed log", true, "no verification found anything against it");
    }

    private static DoctorCheck LostEvents(Events.DaemonStatus status, DateTimeOffset now)
    {
        var (lost, changed) = (status.Lost!, LostWords.Changed(status, now));
        var words = lost.Count > 0 ? LostWords.Gone(lost) : $"{LostWords.None(lost)}{(LostWords.Unknown(lost) is { } unknown ? $". {unknown}" : "")}";
        return new DoctorCheck("lost events", lost.Count == 0 && changed is null, changed is null ? words : $"{words} {changed}", LostWords.Mend);
    }

    private static DoctorCheck SealKey(IReadOnlyList<string> changed) => changed.Count == 0
        ? new DoctorCheck("seal key", true, "as it was written")
        : new DoctorCheck("seal key", false, $"somebody changed {string.Join(", ", changed)} in the database",
            "Find out who, verify each log with --key and the fingerprint that you noted, then sign with a new key: ./run.sh verify-log --client C "
            + "--export F --new-key.");

    private static DoctorCheck Erasures(long interrupted) => interrupted == 0
        ? new DoctorCheck("erasures", true, "none waits to be ended")
        : new DoctorCheck("erasures", false, $"{CountText.Of(interrupted, "erasure")} begun and not ended",
            "End them on the page Erasure, or with ./run.sh erase: part of what was known is gone.");

    private static DoctorCheck Retained(IReadOnlyList<KeysLeftOut> leftOut) => leftOut.Count == 0
        ? new DoctorCheck("retention", true, "nothing that is over is left out")
        : new DoctorCheck("retention", false,
            string.Join("; ", leftOut.Select(l => $"{l.Client} {l.Kind}: {HybridBpo.Host.Retention.KindWords.LeftOut(l)}")),
            "A host that can read them, perhaps of a newer version, goes on by itself. Where none can, ./run.sh retention run --client C --kind K "
            + "--despite-unreadable WHY --yes destroys the keys all the same; copies may stay.");

    private static async Task<DoctorCheck> StuckAsync(StuckWork stuck, CancellationToken ct)
    {
        var counts = await stuck.CountAsync(Access.System("doctor"), ct);
        return counts.IsFault
            ? new DoctorCheck("stuck work", false, counts.Words, "A supervisor finds each on the page Supervision, with what may be done about it.")
            : new DoctorCheck("stuck work", true, counts.Words);
    }
}
