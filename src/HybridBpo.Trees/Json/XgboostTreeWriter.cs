using System.Text.Json;

namespace HybridBpo.Trees;

internal static class XgboostTreeWriter
{
    /// <summary>What XGBoost writes as the parent of a root.</summary>
    public const int NoParent = int.MaxValue;

    public static void Write(Utf8JsonWriter json, Tree tree, int id, int features)
    {
        json.WriteStartObject();
        XgboostWriter.WriteFloats(json, "base_weights", tree.Weight);
        WriteCategories(json, tree);
        XgboostWriter.WriteInts(json, "default_left", Array.ConvertAll(tree.DefaultLeft, left => left ? 1 : 0));
        json.WriteNumber("id", id);
        XgboostWriter.WriteInts(json, "left_children", tree.Left);
        XgboostWriter.WriteFloats(json, "loss_changes", tree.Gain);
        XgboostWriter.WriteInts(json, "parents", Parents(tree));
        XgboostWriter.WriteInts(json, "right_children", tree.Right);
        XgboostWriter.WriteFloats(json, "split_conditions", tree.Value);
        XgboostWriter.WriteInts(json, "split_indices", tree.Feature);
        XgboostWriter.WriteInts(json, "split_type", Array.ConvertAll(tree.RightCodes, codes => codes is null ? 0 : 1));
        XgboostWriter.WriteFloats(json, "sum_hessian", tree.Cover);
        XgboostWriter.WriteParameters(
            json,
            "tree_param",
            ("num_deleted", "0"),
            ("num_feature", XgboostWriter.Text(features)),
            ("num_nodes", XgboostWriter.Text(tree.Count)),
            ("size_leaf_vector", "0"));
        json.WriteEndObject();
    }

    private static void WriteCategories(Utf8JsonWriter json, Tree tree)
    {
        var nodes = Enumerable.Range(0, tree.Count).Where(n => tree.RightCodes[n] is not null).ToArray();
        var sizes = Array.ConvertAll(nodes, n => tree.RightCodes[n]!.Length);
        var segments = new int[nodes.Length];
        for (var i = 1; i < segments.Length; i++)
            segments[i] = segments[i - 1] + sizes[i - 1];
        XgboostWriter.WriteInts(json, "categories", [.. nodes.SelectMany(n => tree.RightCodes[n]!)]);
        XgboostWriter.WriteInts(json, "categories_nodes", nodes);
        XgboostWriter.WriteInts(json, "categories_segments", segments);
        XgboostWriter.WriteInts(json, "categories_sizes", sizes);
    }

    private static int[] Parents(Tree tree)
    {
        var parents = new int[tree.Count];
        parents[0] = NoParent;
        for (var node = 0; node < tree.Count; node++)
        {
            if (tree.IsLeaf(node))
                continue;
            parents[tree.Left[node]] = node;
            parents[tree.Right[node]] = node;
        }

        return parents;
    }
}
