using System.Data;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Lends connections, the one used last first: its server process has plans and rows at hand. Npgsql's pool lends the one that has waited longest,
/// and so all that were ever opened in turn, which costs a read of a stream a quarter of its speed. What is not needed goes back to the pool.
/// </summary>
internal sealed class WarmConnections : IDisposable
{
    /// <summary>Then it goes by way of the pool, which closes what has lived long enough.</summary>
    private const int LongestMs = 60_000;

    private readonly NpgsqlDataSource _database;
    private readonly TimeSpan _rest;
    private readonly Timer _timer;

    /// <summary>The warmest last. Locked by whoever looks.</summary>
    private readonly List<Lent> _waiting = [];

    /// <summary>
    /// Of how many, lent and waiting together, any may wait here: the rest of the pool is for everybody else, in the order of asking.
    /// </summary>
    private int _most;

    private int _ours;

    /// <summary>How many of us wait for the pool: to them goes what comes back, by way of the pool.</summary>
    private int _opening;

    /// <summary>How many of the first were never taken since the timer's last tick.</summary>
    private int _unneeded;

    public WarmConnections(NpgsqlDataSource database, TimeSpan? rest = null)
    {
        _database = database;
        _rest = rest ?? TimeSpan.FromMilliseconds(250);
        _most = new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize * 4 / 5;
        _timer = new Timer(_ => ToPool(onlyUnneeded: true));
    }

    public async ValueTask<Lent> TakeAsync(CancellationToken ct)
    {
        lock (_waiting)
        {
            if (_waiting is [.., var warm])
            {
                _waiting.RemoveAt(_waiting.Count - 1);
                _unneeded = Math.Min(_unneeded, _waiting.Count);
                return warm;
            }

            _ours++;
            _opening++;
        }

        var opened = false;
        try
        {
            var connection = await _database.OpenConnectionAsync(ct);
            opened = true;
            return new Lent(this, connection, Environment.TickCount64);
        }
        finally
        {
            lock (_waiting)
            {
                _opening--;
                _ours -= opened ? 0 : 1;
            }
        }
    }

    /// <summary>From now on all that is taken back goes to the pool.</summary>
    public void Dispose()
    {
        lock (_waiting)
            _most = 0;
        ToPool(onlyUnneeded: false);
        _timer.Dispose();
    }

    private ValueTask TakeBack(Lent lent)
    {
        var isSound = lent.Connection.FullState == ConnectionState.Open;
        lock (_waiting)
        {
            if (isSound && _ours <= _most && _opening == 0 && Environment.TickCount64 - lent.Since < LongestMs)
            {
                _waiting.Add(lent);
                if (_waiting.Count == 1)
                    _timer.Change(_rest, Timeout.InfiniteTimeSpan);
                return ValueTask.CompletedTask;
            }

            _ours--;
        }

        // The server has ended this one, and probably the others: the pool knows, and closes what it gets back.
        if (!isSound)
            ToPool(onlyUnneeded: false);
        return lent.Connection.DisposeAsync();
    }

    private void ToPool(bool onlyUnneeded)
    {
        Lent[] given;
        lock (_waiting)
        {
            given = [.. _waiting[..(onlyUnneeded ? _unneeded : _waiting.Count)]];
            _waiting.RemoveRange(0, given.Length);
            _ours -= given.Length;
            _unneeded = _waiting.Count;
            if (_unneeded > 0)
                _timer.Change(_rest, Timeout.InfiniteTimeSpan);
        }

        foreach (var lent in given)
        {
            try
            {
                lent.Connection.Dispose();
            }
            catch (Exception e) when (Refusals.IsPassing(e))
            {
                // It is gone all the same, and the others go too.
            }
        }
    }

    /// <summary>A connection that is lent until this is disposed.</summary>
    internal readonly record struct Lent(WarmConnections From, NpgsqlConnection Connection, long Since) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => From.TakeBack(this);
    }
}
