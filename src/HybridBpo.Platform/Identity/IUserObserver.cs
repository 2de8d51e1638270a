namespace HybridBpo.Platform;

/// <summary>Told when somebody's sign-in is switched off, so that what they hold (cases) goes back to the others.</summary>
public interface IUserObserver
{
    /// <summary>The person can no longer sign in. Must be harmless when told twice.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="by">Who switched it off.</param>
    /// <param name="ct">Cancellation.</param>
    Task DisabledAsync(string userId, Actor by, CancellationToken ct);
}
