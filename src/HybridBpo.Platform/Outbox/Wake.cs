using HybridBpo.Events;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// Wakes the relays and the live pages of this host when any host committed something: the event store says so by NOTIFY, after the commit and
/// gathered. When the listening connection breaks, or the workers do not run, nothing is told: who waits here looks by itself now and then.
/// </summary>
/// <param name="source">Connections to the product's database.</param>
/// <param name="notified">Who else listens, on the same connection.</param>
public sealed class Wake(NpgsqlDataSource source, IEnumerable<INotified> notified) : BackgroundService
{
    private TaskCompletionSource next = New();

    /// <summary>Completes at the next commit of any host. Take it before looking for work.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken ct)
    {
        var others = notified.ToDictionary(other => other.Channel, other => (Action<string>)other.Hear);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await EventStore.ListenAsync(source, () => Interlocked.Exchange(ref next, New()).TrySetResult(), others, ct);
            }
            catch (Exception) when (!ct.IsCancellationRequested)
            {
                // Whatever broke it: who waits here looks by itself meanwhile.
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), ct));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Hears what some host told all hosts by NOTIFY. Registered as a singleton; heard where the workers run.</summary>
public interface INotified
{
    /// <summary>Name of the channel: small letters and underscores.</summary>
    string Channel { get; }

    /// <summary>
    /// What was told. Called one after the other; short, as it holds up the next one. What is told while the connection is broken is lost.
    /// </summary>
    /// <param name="payload">At most 8,000 bytes.</param>
    void Hear(string payload);
}
