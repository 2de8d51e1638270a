using System.Data;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Lends connections, the one used last first: its server process has plans and rows at hand. Npgsql's pool lends the one that has waited longest,
/// and so all that were ever opened in turn, which costs a read of a stream a quarter of its speed. What is not needed goes back to the pool.
/// </summary>
internal sealed class WarmConnections : IDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly TimeSpan _rest;
    private readonly Timer _timer;

    /// <summary>The warmest last. Locked by whoever looks.</summary>
    private readonly List<NpgsqlConnection> _waiting = [];

    /// <summary>How many may wait here: the rest of the pool is for everybody else.</summary>
    private int _most;

    /// <summary>How many of the first were never taken since the timer's last tick.</summary>
    private int _unneeded;

    public WarmConnections(NpgsqlDataSource database, TimeSpan? rest = null)
    {
        _database = database;
        _rest = rest ?? TimeSpan.FromMilliseconds(250);
        _most = new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize / 2;
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
                return new Lent(this, warm);
            }
        }

        return new Lent(this, await _database.OpenConnectionAsync(ct));
    }

    /// <summary>From now on all that is taken back goes to the pool.</summary>
    public void Dispose()
    {
        lock (_waiting)
            _most = 0;
        ToPool(onlyUnneeded: false);
        _timer.Dispose();
    }

    private ValueTask TakeBack(NpgsqlConnection connection)
    {
        var isSound = connection.FullState == ConnectionState.Open;
        lock (_waiting)
        {
            if (isSound && _waiting.Count < _most)
            {
                _waiting.Add(connection);
                if (_waiting.Count == 1)
                    _timer.Change(_rest, Timeout.InfiniteTimeSpan);
                return ValueTask.CompletedTask;
            }
        }

        // The server has ended this one, and probably the others: the pool knows, and closes what it gets back.
        if (!isSound)
            ToPool(onlyUnneeded: false);
        return connection.DisposeAsync();
    }

    private void ToPool(bool onlyUnneeded)
    {
        NpgsqlConnection[] given;
        lock (_waiting)
        {
            given = [.. _waiting[..(onlyUnneeded ? _unneeded : _waiting.Count)]];
            _waiting.RemoveRange(0, given.Length);
            _unneeded = _waiting.Count;
            if (_unneeded > 0)
                _timer.Change(_rest, Timeout.InfiniteTimeSpan);
        }

        foreach (var connection in given)
            connection.Dispose();
    }

    /// <summary>A connection that is lent until this is disposed.</summary>
    internal readonly struct Lent(WarmConnections from, NpgsqlConnection connection) : IAsyncDisposable
    {
        public NpgsqlConnection Connection => connection;

        public ValueTask DisposeAsync() => from.TakeBack(connection);
    }
}
