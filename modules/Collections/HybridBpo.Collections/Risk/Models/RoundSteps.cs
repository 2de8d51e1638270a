using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>Trees of several rounds told as one row of them.</summary>
internal sealed class RoundSteps(IProgress<TrainingProgress> whole, int rounds) : IProgress<TrainingProgress>
{
    private int round;

    public void Begin(int number) => round = number;

    public void Report(TrainingProgress value) => whole.Report(
        value with { TreesDone = (round * value.TreesPlanned) + value.TreesDone, TreesPlanned = rounds * value.TreesPlanned });
}
