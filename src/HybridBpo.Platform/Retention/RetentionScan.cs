using Microsoft.Extensions.Logging;

namespace HybridBpo.Platform;

/// <summary>Once a night: carries out every retention policy in force.</summary>
/// <param name="runs">Does it.</param>
/// <param name="log">Told what stays beyond its time.</param>
public sealed class RetentionScan(RetentionRuns runs, ILogger<RetentionScan> log) : IScan
{
    /// <summary>Its name among the scans.</summary>
    public const string Name = "platform.retention";

    /// <summary>When it runs, unless the installation says otherwise: at half past two, UTC.</summary>
    public const string Usual = "0 30 2 * * ?";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken ct)
    {
        var outcome = await runs.RunAsync(Access.System(Name), null, ct);
        foreach (var run in outcome.Runs)
            if (run.Left > 0)
                log.LogWarning(
                    "The retention of {Kind} at {Client} left out {Left}, as events cannot be read here. See the page Retention.",
                    run.Kind, run.Client, CountText.Of(run.Left, "key"));
        outcome.OrThrow();
    }
}
