using HybridBpo.Testing;

namespace HybridBpo.Platform.Tests;

public sealed class FakeClockTests
{
    [Fact]
    public async Task A_delay_ends_when_the_clock_passes_it_and_not_before()
    {
        var clock = new FakeClock();
        var delay = Task.Delay(TimeSpan.FromMinutes(5), clock, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_periodic_timer_fires_once_for_each_period_passed()
    {
        var clock = new FakeClock();
        var seen = new List<DateTimeOffset>();
        var start = clock.Now;
        using var timer = clock.CreateTimer(_ => seen.Add(clock.Now), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(3.5));
        Assert.Equal([start.AddMinutes(1), start.AddMinutes(2), start.AddMinutes(3)], seen);
        Assert.Equal(start.AddMinutes(3.5), clock.Now);
    }
}
