using HybridBpo.Host.Web;

namespace HybridBpo.Host.Demo;

/// <summary>
/// The demo's risk models go live as any model does: a supervisor of the demo takes the case in the inbox, judges and decides it, in that person's
/// name and with a note that says so. There is no other way in. When it does not work out, the cases wait in the inbox for whoever looks.
/// </summary>
internal static class DemoDecisions
{
    private const string Mark = "demo:go-live", Supervisor = "jonas", GoLive = "models.go-live", Flagged = "collections.flagged-account";
    private const string Note = "Decided when the demo was filled, in the name of an invented person.";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2), Pause = TimeSpan.FromSeconds(1);

    private sealed record CaseLine(string Client, Guid CaseId, string State);

    public static async Task RunAsync(IServiceProvider services, IReadOnlyList<DemoSignIn> signIns, TextWriter output, CancellationToken ct)
    {
        var marks = services.GetRequiredService<Marks>();
        if (await marks.HasAsync(Mark, ct) || Staff(services) is not { } staff) return;
        await output.WriteLineAsync("Filling the demo: a supervisor decides on the risk models …");
        try
        {
            var time = services.GetRequiredService<TimeProvider>();
            using var jonas = await DemoVisitor.SignInAsync(staff, signIns.Single(s => s.Name == Supervisor), time, ct);
            var cases = await UntilAsync(jonas, GoLive, DemoPeople.Clients.Count, ct);
            foreach (var asked in cases) await DecideAsync(jonas, $"/inbox/cases/{asked.Client}/{asked.CaseId}", ct);
            await marks.SetAsync(Mark, ct);
            if (cases.Count > 0) await UntilAsync(jonas, Flagged, cases.Count, ct);
        }
        catch (Exception trouble) when (trouble is HttpRequestException || trouble is TaskCanceledException && !ct.IsCancellationRequested)
        {
            await output.WriteLineAsync($"The risk models wait in the inbox for a supervisor's decision ({trouble.Message})");
        }
    }

    private static async Task DecideAsync(DemoVisitor jonas, string path, CancellationToken ct)
    {
        await jonas.PostAsync(path, $"{path}/take", ct);
        await jonas.PostAsync(path, $"{path}/judge", ct, ("choice", "go-live"), ("sure", "fairly"));
        await jonas.PostAsync(path, $"{path}/decide", ct, ("take", "own"), ("reason", "better"), ("note", Note));
    }

    /// <summary>Waits until so many clients have a case of a kind, or patience ends.</summary>
    private static async Task<IReadOnlyList<CaseLine>> UntilAsync(DemoVisitor jonas, string kind, int clients, CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            var found = await jonas.ReadAsync<List<CaseLine>>($"/api/inbox/cases?tab=team&kind={kind}", ct);
            if (found.DistinctBy(c => c.Client).Count() >= clients || waited >= Patience) return found;
            await Task.Delay(Pause, ct);
        }
    }

    // Its own staff pages, as this machine reaches them without a certificate.
    private static Uri? Staff(IServiceProvider services) =>
        services.GetRequiredService<Listeners>().Staff.Select(a => BindingAddress.Parse(a)).FirstOrDefault(a => a.Scheme == "http") is { } bound
            ? new UriBuilder("http", bound.Host is "localhost" or "127.0.0.1" ? bound.Host : "127.0.0.1", bound.Port).Uri
            : null;
}
