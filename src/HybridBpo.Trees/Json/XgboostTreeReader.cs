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
        var position = new int[count];
        var kept = Walk(json, left, right, position);
        var feature = json["split_indices"].Wholes(count);
        var value = json["split_conditions"].Floats(count);
        var goesLeft = json["default_left"].Wholes(count);
        var cover = json["sum_hessian"].Floats(count);
        var gain = json["loss_changes"].Floats(count);
        var weight = json["base_weights"].Floats(count);
        var categories = ReadCategories(json, count);
        var defaultLeft = new bool[count];

        // In place, as a node never moves back. Those that XGBoost pruned stay in the file without a parent; they are left out.
        for (var node = 0; node < count; node++)
        {
            var i = position[node];
            if (i < 0)
                continue;
            if (!(cover[node] >= 0))
                throw new ModelFormatException($"{json.Path}.sum_hessian[{node}]", "it must be a number of 0 or more");
            if (float.IsNaN(value[node]) && categories[node] is null)
                throw new ModelFormatException($"{json.Path}.split_conditions[{node}]", "it must be a finite number");
            value[i] = categories[node] is null ? value[node] : 0;
            (cover[i], gain[i], weight[i]) = (cover[node], Known(gain[node]), Known(weight[node]));
            if (left[node] < 0)
            {
                (left[i], right[i], feature[i], categories[i]) = (-1, -1, 0, null);
                continue;
            }

            if (feature[node] < 0 || feature[node] >= schema.Features.Count)
                throw new ModelFormatException($"{json.Path}.split_indices[{node}]", $"there is no feature {feature[node]}");
            if (categories[node] is not null && !schema.Features[feature[node]].IsCategory)
                throw new ModelFormatException($"{json.Path}.split_type[{node}]", "a category split on a feature that is not of type 'c'");
            (left[i], right[i], feature[i], categories[i]) = (position[left[node]], position[right[node]], feature[node], categories[node]);
            defaultLeft[i] = goesLeft[node] != 0;
        }

        return kept == count
            ? new Tree(left, right, feature, value, defaultLeft, cover, gain, weight, categories)
            : new Tree(left[..kept], right[..kept], feature[..kept], value[..kept], defaultLeft[..kept], cover[..kept], gain[..kept], weight[..kept],
                categories[..kept]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Known(float value) => float.IsNaN(value) ? 0 : value;

    /// <summary>
    /// Numbers the nodes reachable from the root in ascending order, −1 for others, and returns how many there are; refuses cycles, shared children
    /// and half leaves.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Walk(JsonAt json, int[] left, int[] right, int[] position)
    {
        // Of each level at most one node waits for its sibling.
        Span<int> nodes = stackalloc int[MaxDepth + 3];
        Span<int> depths = stackalloc int[MaxDepth + 3];
        var waiting = 1;
        while (waiting > 0)
        {
            var (node, depth) = (nodes[--waiting], depths[waiting]);
            if (depth > MaxDepth)
                throw new ModelFormatException($"{json.Path}.left_children", $"it has more than {MaxDepth:N0} levels");
            if (position[node] != 0)
                throw new ModelFormatException($"{json.Path}.left_children", $"node {node} is reached twice (a cycle or a shared child)");
            position[node] = 1;
            var (l, r) = (left[node], right[node]);
            if (l == -1 && r == -1)
                continue;
            if (l < 0 || r < 0 || l >= left.Length || r >= left.Length)
                throw new ModelFormatException($"{json.Path}.left_children[{node}]", $"the children {l} and {r} are not both nodes of the tree");
            (nodes[waiting], depths[waiting++]) = (l, depth + 1);
            (nodes[waiting], depths[waiting++]) = (r, depth + 1);
        }

        var kept = 0;
        for (var node = 0; node < position.Length; node++)
            position[node] = position[node] != 0 ? kept++ : -1;
        return kept;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[]?[] ReadCategories(JsonAt json, int count)
    {
        var lists = new int[]?[count];
        if (json.TryGet("split_type") is not { } given)
            return lists;
        var types = given.Wholes(count);
        var listed = json["categories_nodes"];
        var nodes = listed.Wholes(listed.Length());
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

        for (var node = 0; node < count; node++)
        {
            if (types[node] is not (0 or 1) || (types[node] == 1 && lists[node] is null))
                throw new ModelFormatException($"{json.Path}.split_type[{node}]", "unknown, or a category split without categories");
        }

        return lists;
    }
}
