namespace HybridBpo.Testing;

/// <summary>A clock that stands still until a test moves it. Timers made from it fire when it passes them.</summary>
/// <param name="start">The instant at which it starts.</param>
public sealed class FakeClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock guard = new();
    private readonly List<FakeTimer> timers = [];
    private DateTimeOffset now = start.ToUniversalTime();

    /// <summary>Starts at 2026-03-02 09:00 UTC, a Monday.</summary>
    public FakeClock()
        : this(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>The instant at which it stands.</summary>
    public DateTimeOffset Now => GetUtcNow();

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (guard)
            return now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Moves it on, firing the timers passed in their order.</summary>
    /// <param name="by">How far; not negative.</param>
    public void Advance(TimeSpan by) => MoveTo(Now + by);

    /// <summary>Moves it to an instant that is not earlier than now, firing the timers passed in their order.</summary>
    public void MoveTo(DateTimeOffset instant)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instant, Now);
        while (NextDue(instant) is { } timer)
            timer.Fire();
        lock (guard)
            now = instant.ToUniversalTime();
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (guard)
            timers.Add(timer);
        return timer;
    }

    private FakeTimer? NextDue(DateTimeOffset until)
    {
        lock (guard)
        {
            var next = timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
            if (next is not null && next.Due > now)
                now = next.Due!.Value;
            return next;
        }
    }

    private sealed class FakeTimer(FakeClock clock, Action callback) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            period = newPeriod;
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.Now + dueTime;
            return true;
        }

        public void Fire()
        {
            Due = period > TimeSpan.Zero ? Due + period : null;
            callback();
        }

        public void Dispose()
        {
            lock (clock.guard)
                clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
