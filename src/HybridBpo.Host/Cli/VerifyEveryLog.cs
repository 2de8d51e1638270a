using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Host.Cli;

/// <summary><c>verify-log</c> without a client: every log that there is, without checkpoints, and the numbers of all.</summary>
internal static class VerifyEveryLog
{
    public static async Task<int> RunAsync(
        CommandHost host, Clients clients, LogVerifier verifier, Sealer sealer, string by, bool json, CancellationToken ct)
    {
        // Whoever took a client's row away would otherwise take its log out of this.
        var codes = (await clients.ListAsync(Access.System("verify-log"), ct)).Select(c => c.ClientId)
            .Union((await sealer.SummaryAsync(ct: ct)).Select(s => s.Client)).Order(StringComparer.Ordinal);
        var logs = new List<object>();
        var fit = true;
        foreach (var client in codes)
        {
            Verification found;
            using (var line = new ProgressBar(host.Error, json, client))
                found = await verifier.VerifyAsync(client, progress: line, ct: ct);
            await verifier.RecordAsync(client, found, by, ct);
            fit &= found.Ok;
            logs.Add(VerifyLogText.Json(client, found, null, null, null));
            if (!found.Ok) await host.SayAsync(new Conflict(VerifyLogText.Unfit(client, found)));
            else if (!json) await host.Out.WriteLineAsync(VerifyLogText.Fits(client, found, null));
        }
        var lost = await verifier.LookForLostAsync(ct);
        if (json) await host.Out.WriteLineAsync(JsonSerializer.Serialize(new { logs, lostNumbers = lost }, JsonSerializerOptions.Web));
        if (lost.Count > 0) await host.SayAsync(new Conflict(VerifyLogText.Lost(lost)));
        else if (!json) await host.Out.WriteLineAsync($"Lost events: {EventLog.LostWords.None(lost)}.");
        return fit && lost.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
