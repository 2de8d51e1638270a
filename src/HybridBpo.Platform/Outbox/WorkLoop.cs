using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// Keeps up to so many pieces of work going at once. A slow one holds only its own place: the others go on and new work is taken meanwhile.
/// </summary>
internal sealed class WorkLoop(Wake wake, RelayOptions options, ILogger log, string name)
{
    /// <summary>Takes and does work until the host stops; then waits for what is under way.</summary>
    /// <param name="take">Takes at most so many pieces under leases.</param>
    /// <param name="work">Does one piece.</param>
    /// <param name="ct">Set when the host stops.</param>
    public async Task RunAsync<T>(
        Func<int, CancellationToken, Task<IReadOnlyList<T>>> take, Func<T, CancellationToken, Task> work, CancellationToken ct)
    {
        var running = new List<Task>();
        var away = 0;
        while (!ct.IsCancellationRequested)
        {
            running.RemoveAll(task => task.IsCompleted);
            var free = options.Parallel - running.Count;
            var next = wake.Next;
            try
            {
                var taken = await take(free, ct);
                if (away > 0)
                    log.LogInformation("The {Name} reaches the database again.", name);
                away = 0;
                running.AddRange(taken.Select(piece => DoAsync(piece, work, ct)));
                if (taken.Count < free)
                    await Task.WhenAny([next, Task.Delay(options.Poll, ct), .. running]);
                else
                    await Task.WhenAny(running);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                break;
            }
            catch (Exception gone) when (gone is NpgsqlException or TimeoutException or IOException)
            {
                if (away++ == 0)
                    log.LogWarning("The {Name} cannot reach the database ({Reason}); it tries again until it can.", name, gone.Message);
                await Task.WhenAny(Task.Delay(options.Poll, ct));
            }
            catch (Exception error)
            {
                // A fault of ours or of the settings must not end the host: it is said, and everything else goes on.
                log.LogError(error, "The {Name} could not take work; it tries again.", name);
                await Task.WhenAny(Task.Delay(options.Poll * 10, ct));
            }
        }
        await Task.WhenAll(running);
    }

    private async Task DoAsync<T>(T piece, Func<T, CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await work(piece, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The host stops; the lease runs out and another host takes over.
        }
        catch (Exception error)
        {
            // What it would have written is lost with the connection; the lease runs out and it is tried again.
            log.LogError("The {Name} could not end a piece of work: {Error}.", name, error.GetType().Name);
        }
    }
}
