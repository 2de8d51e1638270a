using HybridBpo.EndToEnd.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace HybridBpo.EndToEnd.Tests;

/// <summary>
/// What takes long begins first, so that no long one is left alone at the end. xunit hands the collections to the thread pool from one of its own
/// threads: as many as may run at once begin from the front of the list, the others from its end. So the longest stand in front, and behind them
/// the rest turned round. What is not named here is short.
/// </summary>
internal sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        "maren", "TwoHostsTests", "WithholdingCrawlerTests", "BackupStoryTests", "ShellScreenTests", "ClientCrawlerTests", "InboxPagesTests",
        "SideBarTests", "RecruiterStoryTests", "PlanLetterStoryTests", "ReminderStoryTests", "ErasureStoryTests", "AnalystStoryTests",
        "KilledUndoTests", "DeskStoryTests", "ChartTests", "BadInputTests",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection
    {
        var longest = testCollections.OrderBy(c => Place(c.TestCollectionDisplayName))
            .ThenBy(c => c.TestCollectionDisplayName, StringComparer.Ordinal).ToList();
        return [.. longest.Take(Environment.ProcessorCount), .. longest.Skip(Environment.ProcessorCount).Reverse()];
    }

    private static int Place(string name)
    {
        var place = Array.FindIndex(Long, l => name == l || name.Contains($".{l} ", StringComparison.Ordinal));
        return place < 0 ? Long.Length : place;
    }
}
