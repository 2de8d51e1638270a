using System.Data;
using System.Diagnostics;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Says that something was committed: at once to the workers of this host, and to other hosts by NOTIFY: at once after a quiet moment, gathered on a
/// busy host, so that it sends a few dozen a second. Never inside the appending transaction, where NOTIFY makes commits wait for each other.
/// </summary>
internal sealed class CommitSignal(NpgsqlDataSource database)
{
    private const string Channel = "es_committed";

    // Not without end: Npgsql may lose a cancellation that comes just as a wait begins (its issue 5975), and the host would never stop.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private int _pending;
    private long _told;

    public Pulse Local { get; } = new();

    public void Committed()
    {
        Local.Beat();
        if (Interlocked.Exchange(ref _pending, 1) == 0)
            _ = TellOthers();
    }

    public static async Task Listen(
        NpgsqlDataSource database, Action heard, IReadOnlyDictionary<string, Action<string>> others, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        connection.Notification += (_, told) =>
        {
            if (told.Channel == Channel)
                heard();
            else if (others.TryGetValue(told.Channel, out var other))
                other(told.Payload);
        };
        await Execute(connection, string.Concat(others.Keys.Append(Channel).Select(c => $"listen {c};")), ct);
        try
        {
            // What was committed before it could be heard.
            heard();
            while (true)
                await connection.WaitAsync(LongestWait, ct);
        }
        finally
        {
            // The pool lends it to others without a reset: there it would gather what nobody reads.
            if (connection.FullState == ConnectionState.Open)
                await Execute(connection, "unlisten *", CancellationToken.None);
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task TellOthers()
    {
        // Sent for everybody's commits, so it is no part of what this one's caller does.
        Activity.Current = null;
        var quiet = TimeSpan.FromMilliseconds(Environment.TickCount64 - _told);
        await Task.Delay(quiet < Gather ? Gather - quiet : TimeSpan.Zero).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            // Only now: whoever commits while this one waits for the pool is told of by it, and does not stand in line as well.
            Told();
            // Its commit need not reach the disk: that would make others wait, and there is nothing in it to keep.
            await Execute(connection, $"select set_config('synchronous_commit', 'off', true), pg_notify('{Channel}', '')", CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or InvalidOperationException or TimeoutException)
        {
            // Other hosts also poll.
            Told();
        }
    }

    private void Told()
    {
        _told = Environment.TickCount64;
        Volatile.Write(ref _pending, 0);
    }
}
