using System.Collections.Concurrent;
using HybridBpo.Events;

namespace HybridBpo.Host.EventLog;

/// <summary>
/// Rebuilds and verifications that somebody started on the page: they go on when the page is left, one of a kind at a time, and end with the host.
/// Their effect and who asked for them is in the database; only how far they are is known on this host alone.
/// </summary>
internal sealed class LogWork(ProjectionDaemon daemon, LogVerifier verifier, IHostApplicationLifetime life, ILogger<LogWork> log)
{
    private readonly ConcurrentDictionary<string, LogJob> jobs = new();

    public LogJob? Rebuild(string projection) => jobs.GetValueOrDefault($"rebuild {projection}");

    public LogJob? Verification(string client) => jobs.GetValueOrDefault($"verify {client}");

    /// <returns>False when one is under way.</returns>
    public bool StartRebuild(string projection, string by, string reason) => Start($"rebuild {projection}", (job, ct) =>
        daemon.RebuildAsync(projection, by, progress: job, reason: reason, ct: ct));

    /// <returns>False when one is under way.</returns>
    public bool StartVerification(string client, string by) => Start($"verify {client}", async (job, ct) =>
    {
        await verifier.RecordAsync(client, await verifier.VerifyAsync(client, progress: job, ct: ct), by, ct);
        await verifier.LookForLostAsync(ct);
    });

    private bool Start(string key, Func<LogJob, CancellationToken, Task> act)
    {
        var job = new LogJob();
        var current = jobs.AddOrUpdate(key, job, (_, before) => before.Runs ? before : job);
        if (current != job) return false;
        _ = Task.Run(() => RunAsync(key, job, act), CancellationToken.None);
        return true;
    }

    private async Task RunAsync(string key, LogJob job, Func<LogJob, CancellationToken, Task> act)
    {
        try
        {
            await act(job, life.ApplicationStopping);
            job.End(null);
        }
        catch (Exception failure)
        {
            // What other exceptions say may quote an event: of those the page gets the kind alone.
            var words = failure is ProjectionFailed or UnreadableEvent ? failure.Message : failure.GetType().Name;
            log.LogWarning("{Work} did not come to its end: {Kind}", key, words);
            job.End(words);
        }
    }
}

/// <summary>One piece of work and how far it is.</summary>
internal sealed class LogJob : IProgress<(long At, long Of)>
{
    private readonly Lock turn = new();
    private (long At, long Of) progress;

    public (long At, long Of) Progress
    {
        get
        {
            lock (turn) return progress;
        }
    }

    public bool Runs { get; private set; } = true;

    /// <summary>What ended it; null when it came to its end.</summary>
    public string? Failure { get; private set; }

    public void Report((long At, long Of) value)
    {
        lock (turn) progress = value;
    }

    public void End(string? failure) => (Failure, Runs) = (failure, false);
}
