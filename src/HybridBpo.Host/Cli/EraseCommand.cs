using System.CommandLine;
using System.Text.Json;

namespace HybridBpo.Host.Cli;

/// <summary><c>erase</c>: erases one person as the page Erasure does, and prints the proof.</summary>
internal static class EraseCommand
{
    public static Command Make(CommandHost host)
    {
        var client = new Option<string>("--client") { Description = "Code of the client", Required = true };
        var subject = new Option<string>("--subject") { Description = "Code of the candidate, or their id", Required = true };
        var reason = new Option<string>("--reason")
        {
            Description = $"Why: {string.Join(", ", ErasePeople.Reasons.Select(r => $"{r.Key} ({r.Value})"))}",
            Required = true,
        };
        reason.AcceptOnlyFromAmong([.. ErasePeople.Reasons.Keys]);
        var yes = new Option<bool>("--yes") { Description = "Erase; without it only who it would be is said" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        const string does = "Erase a person for good and print the proof; refused while a legal hold stands";
        var command = new Command("erase", does) { client, subject, reason, yes, json };
        command.SetAction((parsed, ct) => host.WithServicesAsync((services, stop) => RunAsync(
            host, services.GetRequiredService<ErasePeople>(), parsed.GetRequiredValue(client), parsed.GetRequiredValue(subject),
            parsed.GetRequiredValue(reason), parsed.GetValue(yes), parsed.GetValue(json), stop), ct));
        return command;
    }

    private static async Task<int> RunAsync(
        CommandHost host, ErasePeople people, string client, string subject, string reason, bool yes, bool json, CancellationToken ct)
    {
        // The operator stands beside the roles: whoever holds the data folder is recorded by the name of their account.
        var access = Access.System($"command-line ({Environment.UserName})", client);
        if (!(await people.FindAsync(access, client, subject, ct)).Is(out var hits, out var refusal)) return await host.SayAsync(refusal);
        // The page also finds by requisition; here only who was named may be meant.
        var found = hits.Where(hit => hit.Code.Equals(subject.Trim(), StringComparison.OrdinalIgnoreCase)
            || (Guid.TryParse(subject, out var id) && hit.Id == id)).ToList();
        if (found is not [var who])
            return await host.SayAsync(new NotFound(found.Count == 0 ? $"{client} has nobody {subject} whose data can be erased."
                : $"{subject} fits {found.Count} people: name one by id ({string.Join(", ", found.Select(f => f.Id))})."));
        if (!yes)
            return await host.SayAsync(new Invalid($"This would erase {who.What} ({who.Detail}) for good. Add --yes to do it."));
        if (!(await people.EraseAsync(access, client, who.Id, reason, ct)).Is(out var proof, out var refused)) return await host.SayAsync(refused);
        await host.Out.WriteLineAsync(json
            ? JsonSerializer.Serialize(proof, JsonSerializerOptions.Web)
            : $"{proof.What} ({proof.Subject}) was erased on {proof.At:yyyy-MM-dd HH:mm:ss} UTC: {CountText.Of(proof.Keys, "key")} destroyed, "
                + $"{CountText.Of(proof.Events, "event")} kept without what was personal, {CountText.Of(proof.Files, "file")} made unreadable, "
                + $"{CountText.Of(proof.Mails, "captured mail")} deleted.");
        return ExitCode.Done;
    }
}
