using System.CommandLine;
using System.Text.Json;
using HybridBpo.Host.Erasure;

namespace HybridBpo.Host.Cli;

/// <summary><c>erase</c>: erases one person as the page Erasure does, and prints the proof.</summary>
internal static class EraseCommand
{
    public static Command Make(CommandHost host)
    {
        var client = new Option<string>("--client") { Description = "Code of the client", Required = true };
        var subject = new Option<string>("--subject")
        {
            Description = "Code of the candidate, reference of the debtor's account or customer, or their id",
            Required = true,
        };
        var reason = new Option<string>("--reason")
        {
            Description = $"Why: {string.Join(", ", ErasePeople.Reasons.Select(r => $"{r.Key} ({r.Value})"))}",
            Required = true,
        };
        reason.AcceptOnlyFromAmong([.. ErasePeople.Reasons.Keys]);
        var despite = new Option<string?>("--despite") { Description = "Why, though something stands against it: no names" };
        var also = new Option<bool>("--also") { Description = "Look for more: standard input has their other mails, phones and names, one a line" };
        var yes = new Option<bool>("--yes") { Description = "Erase; without it only who it would be is said" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        const string does = "Erase a person for good and print the proof; refused while a legal hold stands";
        var command = new Command("erase", does) { client, subject, reason, despite, also, yes, json };
        command.SetAction((parsed, ct) => host.WithInstallationAsync((services, stop) => RunAsync(
            host, services.GetRequiredService<ErasePeople>(), services.GetRequiredService<ErasureRuns>(), new ErasureRequest(
                parsed.GetRequiredValue(client), parsed.GetRequiredValue(subject), parsed.GetRequiredValue(reason), parsed.GetValue(despite),
                parsed.GetValue(also), parsed.GetValue(yes), parsed.GetValue(json)), stop), ct));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, ErasePeople people, ErasureRuns runs, ErasureRequest ask, CancellationToken ct)
    {
        // The operator stands beside the roles: whoever holds the data folder is recorded by the name of their account.
        var access = Access.System($"command-line ({Environment.UserName})", ask.Client);
        if (!(await people.FindAsync(access, ask.Client, ask.Subject, ct)).Is(out var hits, out var refusal)) return await host.SayAsync(refusal);
        // The page also finds by requisition; here only who was named may be meant. A debtor is meant by any of their accounts.
        var found = hits.Where(hit => hit.What.StartsWith("Debtor", StringComparison.Ordinal)
            || hit.Code.Equals(ask.Subject.Trim(), StringComparison.OrdinalIgnoreCase)
            || (Guid.TryParse(ask.Subject, out var id) && hit.Id == id)).ToList();
        if (found is not [var who])
            return await host.SayAsync(new NotFound(found.Count == 0 ? $"{ask.Client} has nobody {ask.Subject} whose data can be erased."
                : $"{ask.Subject} fits {found.Count} people: name one by id ({string.Join(", ", found.Select(f => f.Id))})."));
        if (!ask.Yes) return await host.SayAsync(await ForeseeAsync(people, runs, access, ask.Client, who, ct));
        var told = SubjectTraces.Told(ask.AlsoFromInput ? await Console.In.ReadToEndAsync(ct) : null);
        using var line = new ProgressLine<ErasureProgress>(host.Error, ask.Json, at => at.Of == 0 ? at.Where
            : $"looked through {at.Bytes / 1_000_000.0:N0} of about {at.Of / 1_000_000.0:N0} MB, {at.Where}");
        if (!(await people.EraseAsync(access, ask.Client, who.Id, ask.Reason, ct, ask.Despite, told, line)).Is(out var proof, out var refused))
            return await host.SayAsync(refused);
        await host.Out.WriteLineAsync(ask.Json ? JsonSerializer.Serialize(proof, JsonSerializerOptions.Web) : ErasureText.Of(proof));
        // Of whom nothing was ever known there is nothing to prove.
        return proof.State == ErasureStates.Done || proof is { Scan: null, Lacks: false, Unreadable: null } ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<Refusal> ForeseeAsync(
        ErasePeople people, ErasureRuns runs, Access access, string client, SubjectFound who, CancellationToken ct)
    {
        var against = (await people.ObstaclesAsync(access, client, who.Id, whole: true, ct)).Value;
        if (against.Any(o => o.Stands)) return new HeldWithOthers([.. against.Where(o => o.Stands)]);
        var begun = (await runs.UnfinishedAsync(access, client, [who.Id], ct)).GetValueOrDefault(who.Id);
        if (begun is { Interrupted: false }) return begun.Busy;
        return new Invalid((begun is { Interrupted: true }
            ? $"The erasure of {who.What} ({who.Detail}) was begun on {begun.BeganAt:yyyy-MM-dd HH:mm} UTC and did not end: this would end it. "
            : $"This would erase {who.What} ({who.Detail}) for good. ")
            + (against.Count == 0 ? "" : $"Against it stand: {string.Join("; ", against.Select(o => o.Words))}: say --despite WHY. ")
            + (await people.LackingAsync(access, client, who, ct) is { Any: true } lacking
                ? $"Name {lacking.Words} of theirs with --also, as they were known: without them nothing is proven. " : "")
            + string.Concat((await people.ClosedAsync(access, ct)).Select(what => $"{ErasureWords.Closed} {what}. "))
            + "Add --yes to do it.");
    }

    private sealed record ErasureRequest(
        string Client, string Subject, string Reason, string? Despite, bool AlsoFromInput, bool Yes, bool Json);
}
