using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>Reads one tree and proves that it is one: every node has one parent, every walk ends, every index is in range.</summary>
internal static class XgboostTreeReader
{
    private const int MaxNodes = 1 << 24;

    /// <summary>Explaining a row takes the square of a path's length.</summary>
    private const int MaxDepth = TrainingOptions.DeepestTree;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Tree Read(JsonAt json, Schema schema)
    {
        var parameters = json["tree_param"];
        var count = parameters["num_nodes"].WholeText(1, MaxNodes);
        if (parameters.TryGet("size_leaf_vector") is { } size && size.WholeText(0, int.MaxValue) > 1)
            throw size.Wrong("trees with several outputs per leaf are not supported");
        var left = json["left_children"].Wholes(count);
        var right = json["right_children"].Wholes(count);
        var order = Walk(json, left, right);

        var feature = json["split_indices"].Wholes(count);
        var value = json["split_conditions"].Floats(count);
        var defaultLeft = json["default_left"].Wholes(count);
        var cover = json["sum_hessian"].Floats(count);
        var gain = json["loss_changes"].Floats(count);
        var weight = json["base_weights"].Floats(count);
        var categories = ReadCategories(json, count);
        var position = new int[count];
        for (var i = 0; i < order.Count; i++)
            position[order[i]] = i;

        // Nodes that XGBoost pruned stay in the file without a parent; they are left out, everything else keeps its order.
        var tree = new Tree(order.Count);
        for (var i = 0; i < order.Count; i++)
        {
            var node = order[i];
            if (!(cover[node] >= 0))
                throw new ModelFormatException($"{json.Path}.sum_hessian[{node}]", "it must be a number of 0 or more");
            if (float.IsNaN(value[node]) && categories[node] is null)
                throw new ModelFormatException($"{json.Path}.split_conditions[{node}]", "it must be a finite number");
            tree.Value[i] = categories[node] is null ? value[node] : 0;
            (tree.Cover[i], tree.Gain[i], tree.Weight[i]) = (cover[node], Known(gain[node]), Known(weight[node]));
            if (left[node] < 0)
                continue;
            if (feature[node] < 0 || feature[node] >= schema.Features.Count)
                throw new ModelFormatException($"{json.Path}.split_indices[{node}]", $"there is no feature {feature[node]}");
            (tree.Left[i], tree.Right[i], tree.Feature[i]) = (position[left[node]], position[right[node]], feature[node]);
            tree.DefaultLeft[i] = defaultLeft[node] != 0;
            tree.RightCodes[i] = categories[node];
            if (categories[node] is not null && !schema.Features[feature[node]].IsCategory)
                throw new ModelFormatException($"{json.Path}.split_type[{node}]", "a category split on a feature that is not of type 'c'");
        }

        return tree;
    }

    private static float Known(float value) => float.IsNaN(value) ? 0 : value;

    /// <summary>The nodes reachable from the root in ascending order; refuses cycles, shared children and half leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static List<int> Walk(JsonAt json, int[] left, int[] right)
    {
        var seen = new bool[left.Length];
        var stack = new Stack<(int Node, int Depth)>();
        stack.Push((0, 0));
        while (stack.TryPop(out var top))
        {
            var (node, depth) = top;
            if (depth > MaxDepth)
                throw new ModelFormatException($"{json.Path}.left_children", $"it has more than {MaxDepth:N0} levels");
            if (seen[node])
                throw new ModelFormatException($"{json.Path}.left_children", $"node {node} is reached twice (a cycle or a shared child)");
            seen[node] = true;
            var (l, r) = (left[node], right[node]);
            if (l == -1 && r == -1)
                continue;
            if (l < 0 || r < 0 || l >= left.Length || r >= left.Length)
                throw new ModelFormatException($"{json.Path}.left_children[{node}]", $"the children {l} and {r} are not both nodes of the tree");
            stack.Push((l, depth + 1));
            stack.Push((r, depth + 1));
        }

        var order = new List<int>();
        for (var node = 0; node < seen.Length; node++)
        {
            if (seen[node])
                order.Add(node);
        }

        return order;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[]?[] ReadCategories(JsonAt json, int count)
    {
        var lists = new int[]?[count];
        if (json.TryGet("split_type") is not { } given)
            return lists;
        var types = given.Wholes(count);
        var nodes = json["categories_nodes"].Wholes(json["categories_nodes"].Length());
        var segments = json["categories_segments"].Wholes(nodes.Length);
        var sizes = json["categories_sizes"].Wholes(nodes.Length);
        var codes = json["categories"].Wholes(json["categories"].Length());
        for (var i = 0; i < nodes.Length; i++)
        {
            var where = $"{json.Path}.categories_nodes[{i}]";
            if (nodes[i] < 0 || nodes[i] >= count || types[nodes[i]] != 1 || lists[nodes[i]] is not null)
                throw new ModelFormatException(where, $"node {nodes[i]} is not a category split, or is listed twice");
            if (segments[i] < 0 || sizes[i] < 0 || (long)segments[i] + sizes[i] > codes.Length)
                throw new ModelFormatException(where, "its segment lies outside 'categories'");
            var list = codes.AsSpan(segments[i], sizes[i]).ToArray();
            Array.Sort(list);
            if (list.Length > 0 && (list[0] < 0 || list[^1] >= CategoryCodes.Limit))
                throw new ModelFormatException(where, "a category code is out of range");
            lists[nodes[i]] = list;
        }

        var lost = Array.FindIndex(types, t => t is not (0 or 1));
        if (lost < 0)
            lost = Enumerable.Range(0, count).FirstOrDefault(n => types[n] == 1 && lists[n] is null, -1);
        if (lost >= 0)
            throw new ModelFormatException($"{json.Path}.split_type[{lost}]", "unknown, or a category split without categories");
        return lists;
    }
}
