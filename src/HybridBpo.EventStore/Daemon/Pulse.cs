namespace HybridBpo.Events;

/// <summary>Wakes whoever waits. Take <see cref="Next"/> before looking for work, or a beat in between is missed.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource _next = New();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Beat() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Waits for a beat taken earlier, or until time is up.</summary>
    public static async Task Wait(Task next, TimeSpan atMost, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(next, Task.Delay(atMost, timeout.Token));
        await timeout.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
