using HybridBpo.EndToEnd.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace HybridBpo.EndToEnd.Tests;

/// <summary>What takes long begins first, so that no long one is left alone at the end. The rest follows by name.</summary>
internal sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        "maren", "TwoHostsTests", "BackupStoryTests", "WithholdingCrawlerTests", "ReminderStoryTests", "PlanLetterStoryTests", "KilledUndoTests",
        "RecruiterStoryTests", "SideBarTests", "ShellScreenTests", "ClientCrawlerTests", "BadFileStoryTests",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => Place(c.TestCollectionDisplayName)).ThenBy(c => c.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static int Place(string name)
    {
        var place = Array.FindIndex(Long, l => name == l || name.Contains($".{l} ", StringComparison.Ordinal));
        return place < 0 ? Long.Length : place;
    }
}
