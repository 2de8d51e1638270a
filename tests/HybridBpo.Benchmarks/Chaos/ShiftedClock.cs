namespace HybridBpo.Benchmarks.Chaos;

/// <summary>A host's clock that somebody sets wrong. Timers are not touched, as on a real machine.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long shift;

    public void Jump(TimeSpan by) => Volatile.Write(ref shift, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref shift));
}
