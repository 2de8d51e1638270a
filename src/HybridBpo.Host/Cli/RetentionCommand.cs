using System.CommandLine;
using System.Text.Json;

namespace HybridBpo.Host.Cli;

/// <summary><c>retention status|run</c>: how long things are kept, and the nightly run at once.</summary>
internal static class RetentionCommand
{
    private static Access Operator => Access.System($"command-line ({Environment.UserName})");

    public static Command Make(CommandHost host) =>
        new("retention", "How long personal fields are kept: policies, and carrying them out") { Status(host), Run(host) };

    private static Command Status(CommandHost host)
    {
        var (client, json) = Options();
        var command = new Command("status", "List the policies, and what a run would do now") { client, json };
        command.SetAction((parsed, ct) => host.WithInstallationAsync(async (services, stop) =>
        {
            if (!(await ClientsAsync(services, parsed.GetValue(client), stop)).Is(out var clients, out var unknown))
                return await host.SayAsync(unknown);
            var rows = new List<(RetentionPolicy Policy, RetentionPreview? Preview)>();
            foreach (var code in clients)
                foreach (var policy in await services.GetRequiredService<RetentionPolicies>().OfAsync(Operator, code, stop))
                    rows.Add((policy, policy.Does == RetentionDoes.Fields && (policy.AskedDays ?? policy.Days) is { } days
                        && (await services.GetRequiredService<RetentionRuns>().PreviewAsync(Operator, code, policy.Kind, days, stop))
                            .Is(out var found, out _) ? found : null));
            var leftOut = await services.GetRequiredService<LastRuns>().LeftOutAsync(Operator, parsed.GetValue(client), stop);
            if (parsed.GetValue(json))
                await host.Out.WriteLineAsync(JsonSerializer.Serialize(
                    new { policies = rows.Select(r => new { r.Policy, r.Preview }), leftOut }, JsonSerializerOptions.Web));
            else if (rows.Count == 0)
                await host.Out.WriteLineAsync("No policy was ever asked for: everything is kept. A compliance officer asks on the page Retention.");
            else foreach (var (policy, preview) in rows) await host.Out.WriteLineAsync(Line(policy, preview));
            if (!parsed.GetValue(json))
                foreach (var left in leftOut) await host.Out.WriteLineAsync($"{left.Client} {left.Kind}: {Retention.KindWords.LeftOut(left)}");
            return ExitCode.Done;
        }, ct));
        return command;
    }

    private static Command Run(CommandHost host)
    {
        var (client, json) = Options();
        var yes = new Option<bool>("--yes") { Description = "Do it; without it only what it would come to is said" };
        var kind = new Option<string?>("--kind") { Description = "With --despite-unreadable: the kind of event" };
        var despite = new Option<string?>("--despite-unreadable")
        {
            Description = "Why keys go of whose events one cannot be read, though copies of it may stay in tables for good: no names",
        };
        var command = new Command("run", "Carry out the policies in force now, as the nightly run does") { client, kind, despite, yes, json };
        command.Validators.Add(typed =>
        {
            if (typed.GetResult(despite) is null != typed.GetResult(kind) is null
                || (typed.GetResult(kind) is not null && typed.GetResult(client) is null))
                typed.AddError("--despite-unreadable WHY is said of one kind of one client: name them with --client and --kind.");
            else if (typed.GetResult(despite) is not null && typed.GetValue(despite) is not { Length: > 9 and < 501 })
                typed.AddError("--despite-unreadable: say why, in 10 to 500 characters.");
        });
        command.SetAction((parsed, ct) => host.WithInstallationAsync(async (services, stop) =>
        {
            var named = parsed.GetValue(client);
            if (!(await ClientsAsync(services, named, stop)).Is(out var clients, out var unknown)) return await host.SayAsync(unknown);
            var runs = services.GetRequiredService<RetentionRuns>();
            var word = parsed.GetValue(kind) is { } only ? new DespiteUnreadable(only, parsed.GetValue(despite)!) : null;
            if (!parsed.GetValue(yes))
            {
                var would = new List<object>();
                foreach (var code in clients)
                    foreach (var policy in await services.GetRequiredService<RetentionPolicies>().OfAsync(Operator, code, stop))
                        if (policy is { Does: RetentionDoes.Fields, Days: { } days } && policy.Kind == (word?.Kind ?? policy.Kind)
                            && (await runs.PreviewAsync(Operator, code, policy.Kind, days, stop)).Is(out var preview, out _))
                        {
                            await host.Error.WriteLineAsync($"{code} {policy.Kind}: {Retention.KindWords.Preview(preview)}.");
                            would.Add(new { client = code, policy.Kind, preview });
                        }
                if (parsed.GetValue(json))
                    await host.Out.WriteLineAsync(JsonSerializer.Serialize(
                        new { error = "Nothing was done. Add --yes to carry out the policies in force.", would }, JsonSerializerOptions.Web));
                return await host.SayAsync(new Invalid("Nothing was done. Add --yes to carry out the policies in force."));
            }
            RetentionOutcome outcome;
            using (var line = new ProgressLine<RetentionProgress>(host.Error, parsed.GetValue(json), at =>
                $"{at.Client} {at.Kind}: {CountText.Of(at.Keys, "key")} destroyed{(at.IsReading ? "; the log is being read" : "")}"))
                outcome = await runs.RunAsync(Operator, named, stop, word, line);
            var (done, failures) = (outcome.Runs, outcome.Failures.Select(failed => failed.Message).ToList());
            var isNothing = done.Count + failures.Count == 0;
            if (word is not null && isNothing) return await host.SayAsync(new NotFound($"For {named} no policy of {word.Kind} is in force."));
            if (parsed.GetValue(json))
                await host.Out.WriteLineAsync(JsonSerializer.Serialize(new { runs = done, failures }, JsonSerializerOptions.Web));
            else if (isNothing) await host.Out.WriteLineAsync("No policy is in force: nothing to do.");
            else
                foreach (var run in done)
                    await host.Out.WriteLineAsync(run.Does == RetentionDoes.Archive
                        ? $"{run.Client} {run.Kind}: {CountText.Of(run.Keys, "stream")} archived."
                        : $"{run.Client} {run.Kind}: {CountText.Of(run.Keys, "key")} of {Retention.KindWords.People(run.People)} destroyed; "
                            + $"{run.Held:N0} held, {run.Open:N0} with something open are spared."
                            + Unread(run, word is not null));
            foreach (var failed in failures) await host.Error.WriteLineAsync($"Not carried out: {failed}");
            return failures.Count > 0 || done.Any(run => run.Left > 0) ? ExitCode.Failed : ExitCode.Done;
        }, ct));
        return command;
    }

    private static string Unread(RetentionRun run, bool despite) => run.Unreadable.Count == 0 ? ""
        : despite ? $" What tables copied of events that cannot be read may still be there: {string.Join(" ", run.Unreadable)}"
        : $" {Retention.KindWords.LeftOut(run.Left, run.Unreadable)}";

    private static (Option<string> Client, Option<bool> Json) Options() => (
        new Option<string>("--client") { Description = "Code of the client; without it all" },
        new Option<bool>("--json") { Description = "One JSON document" });

    private static async Task<Result<IReadOnlyList<string>>> ClientsAsync(IServiceProvider services, string? named, CancellationToken ct)
    {
        List<string> all = [.. (await services.GetRequiredService<Clients>().ListAsync(Operator, ct)).Select(c => c.ClientId)];
        return named is null ? all : all.Contains(named) ? new List<string> { named } : new NotFound($"There is no client {named}.");
    }

    private static string Line(RetentionPolicy policy, RetentionPreview? preview) =>
        $"{policy.ClientId,-16} {policy.Kind,-26} {policy.Does,-8} {(policy.Days is { } days ? Retention.KindWords.Days(days) : "off"),-12}"
        + (policy.AskedDays is { } asked ? $" {Retention.KindWords.Days(asked)} wait for a second person;" : "")
        + (preview is null ? "" : $" {Retention.KindWords.Preview(preview)}");
}
