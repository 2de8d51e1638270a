namespace HybridBpo.Trees.Tests;

public class WorkerTeamTests
{
    [Fact]
    public void Every_item_runs_exactly_once_round_after_round()
    {
        using var team = new WorkerTeam(4);
        for (var round = 0; round < 2000; round++)
        {
            var counts = new int[round % 17];
            team.Run(counts.Length, (item, worker) =>
            {
                Assert.InRange(worker, 0, 3);
                Interlocked.Increment(ref counts[item]);
            });
            Assert.All(counts, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void A_failing_item_fails_the_round_and_the_team_goes_on()
    {
        using var team = new WorkerTeam(3);
        Assert.Throws<InvalidOperationException>(() => team.Run(50, (item, _) =>
        {
            if (item == 20)
                throw new InvalidOperationException("item 20");
        }));
        var sum = 0;
        team.Run(50, (item, _) => Interlocked.Add(ref sum, item));
        Assert.Equal(1225, sum);
    }
}
