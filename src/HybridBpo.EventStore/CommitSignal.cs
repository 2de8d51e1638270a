using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Says that something was committed: at once to the workers of this host, and to other hosts by NOTIFY, gathered so that a busy host sends a few
/// dozen a second. Never inside the appending transaction, where NOTIFY makes commits wait for each other.
/// </summary>
internal sealed class CommitSignal(NpgsqlDataSource database)
{
    public const string Channel = "es_committed";
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pending;

    /// <summary>Completes at the next commit. Take it before looking for work, or a commit in between is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Committed()
    {
        Wake();
        if (Interlocked.Exchange(ref _pending, 1) == 0)
            _ = TellOthers();
    }

    /// <summary>Wakes this host only.</summary>
    public void Wake() => Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private async Task TellOthers()
    {
        await Task.Delay(Gather);
        Volatile.Write(ref _pending, 0);
        try
        {
            await using var command = database.CreateCommand($"notify {Channel}");
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or InvalidOperationException or TimeoutException)
        {
            // Other hosts also poll.
        }
    }
}
