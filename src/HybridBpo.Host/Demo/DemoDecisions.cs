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

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2), Pause = TimeSpan.FromMilliseconds(250);

    private sealed record CaseLine(string Client, Guid CaseId, string State);

    /// <param name="filling">Ends when all modules have filled the demo, so that nobody asks any more.</param>
    public static async Task RunAsync(
        IServiceProvider services, IReadOnlyList<DemoSignIn> signIns, Task filling, TextWriter output, CancellationToken ct)
    {
        var marks = services.GetRequiredService<Marks>();
        if (await marks.HasAsync(Mark, ct) || Staff(services) is not { } staff) return;
        try
        {
            var time = services.GetRequiredService<TimeProvider>();
            using var jonas = await DemoVisitor.SignInAsync(staff, signIns.Single(s => s.Name == Supervisor), time, ct);
            var decided = await DecideAllAsync(jonas, filling, output, ct);
            await marks.SetAsync(Mark, ct);
            await UntilAsync(() => CasesAsync(jonas, Flagged, ct), found => Task.FromResult(found.DistinctBy(c => c.Client).Count() >= decided),
                Task.CompletedTask, ct);
        }
        catch (Exception trouble) when (trouble is HttpRequestException || trouble is TaskCanceledException && !ct.IsCancellationRequested)
        {
            await output.WriteLineAsync($"The risk models wait in the inbox for a supervisor's decision ({trouble.Message})");
        }
    }

    /// <summary>Decides on each model as soon as its case is there. Says how many.</summary>
    private static async Task<int> DecideAllAsync(DemoVisitor jonas, Task filling, TextWriter output, CancellationToken ct)
    {
        var decided = new HashSet<Guid>();
        await UntilAsync(() => CasesAsync(jonas, GoLive, ct), async cases =>
        {
            foreach (var asked in cases.Where(c => c.State == "open" && decided.Add(c.CaseId)))
            {
                await output.WriteLineAsync($"Filling the demo: a supervisor decides on the risk model of {asked.Client} …");
                await DecideAsync(jonas, $"/inbox/cases/{asked.Client}/{asked.CaseId}", ct);
            }

            return decided.Count >= DemoPeople.Clients.Count;
        }, filling, ct);
        return decided.Count;
    }

    private static async Task DecideAsync(DemoVisitor jonas, string path, CancellationToken ct)
    {
        await jonas.PostAsync(path, $"{path}/take", ct);
        await jonas.PostAsync(path, $"{path}/judge", ct, ("choice", "go-live"), ("sure", "fairly"));
        await jonas.PostAsync(path, $"{path}/decide", ct, ("take", "own"), ("reason", "better"), ("note", Note));
    }

    private static Task<List<CaseLine>> CasesAsync(DemoVisitor jonas, string kind, CancellationToken ct) =>
        jonas.ReadAsync<List<CaseLine>>($"/api/inbox/cases?tab=team&kind={kind}", ct);

    /// <summary>Looks again and again until it is enough, or patience ends; it begins to run out when <paramref name="filling"/> has ended.</summary>
    private static async Task UntilAsync(
        Func<Task<List<CaseLine>>> read, Func<List<CaseLine>, Task<bool>> enough, Task filling, CancellationToken ct)
    {
        var waited = TimeSpan.Zero;
        while (waited < Patience && !filling.IsFaulted && !await enough(await read()))
        {
            await Task.Delay(Pause, ct);
            if (filling.IsCompleted) waited += Pause;
        }
    }

    // Its own staff pages, as this machine reaches them without a certificate.
    private static Uri? Staff(IServiceProvider services) =>
        services.GetRequiredService<Listeners>().Staff.Select(a => BindingAddress.Parse(a)).FirstOrDefault(a => a.Scheme == "http") is { } bound
            ? new UriBuilder("http", bound.Host is "localhost" or "127.0.0.1" ? bound.Host : "127.0.0.1", bound.Port).Uri
            : null;
}
