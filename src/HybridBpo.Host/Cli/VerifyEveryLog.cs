using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Host.Cli;

/// <summary><c>verify-log</c> without a client: every log that there is, without checkpoints, and the numbers of all.</summary>
internal static class VerifyEveryLog
{
    public static async Task<int> RunAsync(
        CommandHost host, Clients clients, LogVerifier verifier, string by, bool json, CancellationToken ct)
    {
        // Whoever took a client's row away would otherwise take its log out of this.
        var codes = (await clients.ListAsync(Access.System("verify-log"), ct)).Select(c => c.ClientId)
            .Union(await verifier.ClientsAsync(ct)).Order(StringComparer.Ordinal);
        var logs = new List<object>();
        var fit = true;
        foreach (var client in codes)
        {
            try
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
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                // What hinders one client is no matter of the others.
                fit = false;
                var words = VerifyLogText.NotDone(client, failure);
                logs.Add(new { client, ok = false, problem = words });
                await host.SayAsync(new Conflict(words));
            }
        }
        var lost = await LookAsync(host, verifier, ct);
        if (json) await host.Out.WriteLineAsync(JsonSerializer.Serialize(new { logs, lostNumbers = lost }, JsonSerializerOptions.Web));
        else if (lost is not null && VerifyLogText.Numbers(lost) is { } words) await host.Out.WriteLineAsync(words);
        return fit && lost is { Count: 0 } ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Looks for lost numbers, and says it when there are some, or when that could not be told.</summary>
    /// <returns>Null when it could not.</returns>
    public static async Task<LostNumbers?> LookAsync(CommandHost host, LogVerifier verifier, CancellationToken ct)
    {
        try
        {
            var lost = await verifier.LookForLostAsync(ct);
            if (lost.Count > 0) await host.SayAsync(new Conflict(VerifyLogText.Lost(lost)));
            return lost;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            await host.SayAsync(new Conflict(VerifyLogText.NotDone("Whether events are gone", failure)));
            return null;
        }
    }
}
