namespace HybridBpo.Platform;

/// <summary>Once a night: carries out every retention policy in force.</summary>
/// <param name="runs">Does it.</param>
public sealed class RetentionScan(RetentionRuns runs) : IScan
{
    /// <summary>Its name among the scans.</summary>
    public const string Name = "platform.retention";

    /// <summary>When it runs, unless the installation says otherwise: at half past two, UTC.</summary>
    public const string Usual = "0 30 2 * * ?";

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken ct) => runs.RunAsync(Access.System(Name), null, ct);
}
