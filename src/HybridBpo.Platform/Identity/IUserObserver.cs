namespace HybridBpo.Platform;

/// <summary>
/// Told when somebody may do something else than before, so that what they hold and may judge no longer (cases) goes back to the others.
/// </summary>
public interface IUserObserver
{
    /// <summary>The sign-in was switched off, or roles or clients were changed. Must be harmless when told twice.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="by">Who changed it.</param>
    /// <param name="ct">Cancellation.</param>
    Task RightsChangedAsync(string userId, Actor by, CancellationToken ct);
}
