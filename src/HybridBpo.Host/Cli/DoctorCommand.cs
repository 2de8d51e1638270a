using System.CommandLine;
using System.Text.Json;
using Npgsql;

namespace HybridBpo.Host.Cli;

/// <summary><c>doctor</c>: what was found, what is missing, and how to mend it.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Make(CommandHost host)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("doctor", "What was found, what is missing, and how to mend it") { json };
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

    private static async Task LookAsync(CommandHost host, List<DoctorCheck> checks, CancellationToken ct)
    {
        if (!(await DatabaseServer.OpenAsync(host.Configuration, ct)).Is(out var server, out var refusal))
        {
            checks.Add(new DoctorCheck("PostgreSQL", false, refusal.Code, refusal.Message));
            return;
        }
        await using (server)
        {
            Result<IReadOnlyList<string>> applied;
            try
            {
                applied = await Migrator.ApplyAsync(server.ConnectionString, Composition.Schemas, ct);
                checks.Add(new DoctorCheck("PostgreSQL", true, server.Description));
            }
            catch (NpgsqlException away)
            {
                checks.Add(new DoctorCheck("PostgreSQL", false, $"{server.Description}: {away.Message.ReplaceLineEndings(" ")}",
                    "Start that server, or mend ConnectionStrings__HybridBpo."));
                return;
            }
            var scripts = Composition.Schemas.Sum(s => s.Scripts.Count);
            checks.Add(applied.Refusal is { } outdated
                ? new DoctorCheck("schema", false, outdated.Code, outdated.Message)
                : new DoctorCheck("schema", true, $"up to date ({scripts} scripts)"));
            if (applied.Refusal is not null) return;
            await using var app = Web.HostApp.Build(
                new Web.StartOptions(server.ConnectionString, "", "", Demo: false, host.Modules), builder => builder.Logging.ClearProviders());
            checks.AddRange(await app.Services.GetRequiredService<MailSetup>().LookAsync(ct));
            var model = app.Services.GetRequiredService<LanguageModelStatus>();
            checks.Add(new DoctorCheck("language model", true, model.Text));
            checks.Add(await ProjectionsAsync(app.Services.GetRequiredService<Events.ProjectionDaemon>(), ct));
            checks.Add(await StuckAsync(app.Services.GetRequiredService<StuckWork>(), ct));
            foreach (var module in host.Modules) checks.AddRange(module.Doctor(app.Services));
        }
    }

    private static async Task<DoctorCheck> ProjectionsAsync(Events.ProjectionDaemon daemon, CancellationToken ct)
    {
        var status = await daemon.StatusAsync(ct);
        var stopped = status.Projections.Where(p => p.State == "stopped").ToList();
        return stopped.Count == 0
            ? new DoctorCheck("projections", true, $"{status.Projections.Count} asynchronous, none stopped")
            : new DoctorCheck("projections", false, string.Join(", ", stopped.Select(p => $"{p.Name} stopped at {p.FailedSeq}: {p.Error}")),
                "Look at ./run.sh events status, then ./run.sh events retry NAME or events skip NAME.");
    }

    private static async Task<DoctorCheck> StuckAsync(StuckWork stuck, CancellationToken ct)
    {
        var counts = await stuck.CountAsync(Access.System("doctor"), ct);
        return counts.Any
            ? new DoctorCheck("stuck work", false, counts.Words, "A supervisor finds each on the page Supervision, with what may be done about it.")
            : new DoctorCheck("stuck work", true, counts.Words);
    }
}
