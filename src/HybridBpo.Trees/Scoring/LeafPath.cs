namespace HybridBpo.Trees;

/// <summary>A leaf as TreeSHAP sees it: the distinct features on its path, the conditions on each, and each one's share of training weight.</summary>
/// <param name="Value">The leaf's output.</param>
/// <param name="Features">The distinct features.</param>
/// <param name="Share">Per feature: the product of (weight of the child taken) / (weight of the node) over its splits.</param>
/// <param name="ConditionStart">Per feature where its conditions begin in <paramref name="Conditions"/>; one more entry at the end.</param>
/// <param name="Conditions">Node · 2 + 1 when the path goes left there, node · 2 when right.</param>
internal sealed record LeafPath(double Value, int[] Features, double[] Share, int[] ConditionStart, int[] Conditions)
{
    public static List<LeafPath> Of(Tree tree)
    {
        var paths = new List<LeafPath>();
        var stack = new Stack<(int Node, Step? Path)>();
        stack.Push((0, null));
        while (stack.TryPop(out var top))
        {
            if (tree.IsLeaf(top.Node))
            {
                paths.Add(From(tree.Value[top.Node], top.Path, tree));
                continue;
            }

            var cover = (double)tree.Cover[top.Node];
            var (left, right) = (tree.Left[top.Node], tree.Right[top.Node]);
            stack.Push((right, new Step(top.Path, top.Node, false, cover > 0 ? tree.Cover[right] / cover : 0.5)));
            stack.Push((left, new Step(top.Path, top.Node, true, cover > 0 ? tree.Cover[left] / cover : 0.5)));
        }

        return paths;
    }

    private static LeafPath From(float value, Step? path, Tree tree)
    {
        var steps = new List<Step>();
        for (; path is not null; path = path.Before)
            steps.Add(path);
        var byFeature = steps.GroupBy(s => tree.Feature[s.Node]).OrderBy(g => g.Key).ToArray();
        var starts = new int[byFeature.Length + 1];
        for (var i = 0; i < byFeature.Length; i++)
            starts[i + 1] = starts[i] + byFeature[i].Count();
        return new LeafPath(
            value,
            [.. byFeature.Select(g => g.Key)],
            [.. byFeature.Select(g => g.Aggregate(1.0, (product, step) => product * step.Share))],
            starts,
            [.. byFeature.SelectMany(g => g).Select(s => (s.Node * 2) + (s.Left ? 1 : 0))]);
    }

    private sealed record Step(Step? Before, int Node, bool Left, double Share);
}
