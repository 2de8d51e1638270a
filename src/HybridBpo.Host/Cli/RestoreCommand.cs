using System.CommandLine;
using System.Text.Json;
using HybridBpo.Host.Scheduling;
using HybridBpo.Host.SignIn;

namespace HybridBpo.Host.Cli;

/// <summary><c>restore F</c>: brings a backup back, erased again, with sending off.</summary>
internal static class RestoreCommand
{
    public static Command Make(CommandHost host)
    {
        var file = new Argument<string>("FILE") { Description = "The backup" };
        var keys = new Option<string?>("--keys") { Description = "Its keys, or those of a later backup; else FILE.keys" };
        var erasures = new Option<string[]>("--erasures")
        {
            Description = "A further list of erasures: of a later backup, or erasures.jsonl of another host's data folder",
        };
        var journals = new Option<string[]>("--journal")
        {
            Description = "A further folder send-journal, of another host or of the data folder that the backup was taken beside",
        };
        var replace = new Option<bool>("--replace") { Description = "Put it in the place of a database that is not empty, which is lost" };
        var despite = new Option<string?>("--despite-journal")
        {
            Description = "How you know that the journals tell all that left, though something stands against it, such as an age: no names",
        };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("restore", "Bring a backup back, erased again, with sending off")
        {
            file, keys, erasures, journals, despite, replace, json,
        };
        command.Validators.Add(typed =>
        {
            if (typed.GetResult(despite) is null) return;
            if (typed.GetResult(journals) is null)
                typed.AddError("--despite-journal WHY is said of journals: name them with --journal.");
            else if (typed.GetValue(despite) is not { Length: > 9 and < 501 } why || why.Any(char.IsControl))
                typed.AddError("--despite-journal: say how you know it, in 10 to 500 characters.");
        });
        command.SetAction((parsed, ct) => RunAsync(host, new RestoreOrder(
            parsed.GetRequiredValue(file), parsed.GetValue(keys), parsed.GetValue(erasures) ?? [], parsed.GetValue(journals) ?? [],
            parsed.GetValue(replace), parsed.GetValue(despite)), parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, RestoreOrder order, bool json, CancellationToken ct)
    {
        if (order.Journals.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
            return await host.SayAsync(new NotFound($"There is no folder {missing}."));
        var since = TimeProvider.System.GetTimestamp();
        var restoring = new RestoringHost(
            Composition.Schemas,
            (connectionString, work) => host.WithServicesAsync(connectionString, async services =>
            {
                await work(services);
                return ExitCode.Done;
            }),
            async connection =>
            {
                await ScanSchedule.ForgetHostsAsync(connection);
                await ApiKeys.ApiKeys.DisableAllAsync(connection, TimeProvider.System.GetUtcNow());
                return await Sessions.EndEverybodysAsync(connection, TimeProvider.System.GetUtcNow());
            });
        Result<RestoreReport> result;
        using (var line = new ProgressLine<string>(host.Error, json, words => $"{words} …"))
        {
            result = await new RestoreBackup(host.Configuration, restoring).RunAsync(
                order, () => DatabaseServer.OpenAsync(host.Configuration, ct), line, ct);
        }
        if (!result.Is(out var report, out var refusal)) return await host.SayAsync(refusal);
        var seconds = Math.Round(TimeProvider.System.GetElapsedTime(since).TotalSeconds, 1);
        if (json) await host.Out.WriteLineAsync(JsonSerializer.Serialize(new { ok = true, seconds, report }, BackupText.Json));
        else await host.Out.WriteAsync(BackupText.Of(report, seconds));
        return ExitCode.Done;
    }
}
