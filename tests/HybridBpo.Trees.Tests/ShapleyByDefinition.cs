using System.Numerics;

namespace HybridBpo.Trees.Tests;

/// <summary>Shapley values by summing over all coalitions, with a tree's expectation over absent features weighted by cover.</summary>
internal static class ShapleyByDefinition
{
    public static double[] Of(TreeModel model, float[] row)
    {
        var n = row.Length;
        var value = new double[1 << n];
        for (var set = 0; set < value.Length; set++)
            value[set] = model.Trees.Sum(tree => Expect(tree, 0, row, set)) + Logistic.Margin(model.BaseScore);
        var result = new double[n + 1];
        for (var f = 0; f < n; f++)
        {
            for (var set = 0; set < value.Length; set++)
            {
                if ((set & (1 << f)) != 0)
                    continue;
                var size = BitOperations.PopCount((uint)set);
                result[f] += Factorial(size) * Factorial(n - size - 1) / Factorial(n) * (value[set | (1 << f)] - value[set]);
            }
        }

        result[n] = value[0];
        return result;
    }

    private static double Expect(Tree tree, int node, float[] row, int known)
    {
        if (tree.IsLeaf(node))
            return tree.Value[node];
        var (left, right) = (tree.Left[node], tree.Right[node]);
        if ((known & (1 << tree.Feature[node])) != 0)
            return Expect(tree, tree.GoesLeft(node, row[tree.Feature[node]]) ? left : right, row, known);
        return ((tree.Cover[left] * Expect(tree, left, row, known)) + (tree.Cover[right] * Expect(tree, right, row, known))) / tree.Cover[node];
    }

    private static double Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);
}
