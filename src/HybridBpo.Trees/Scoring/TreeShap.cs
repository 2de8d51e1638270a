using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HybridBpo.Trees;

/// <summary>Exact path-dependent TreeSHAP (Lundberg et al. 2020), computed leaf by leaf for four rows at once.</summary>
/// <remarks>
/// A leaf is a product game: a coalition S of the features on its path earns value · Π(i in S) o(i) · Π(i not in S) z(i), where o(i) is 1
/// when the row meets the feature's conditions, else 0, and z(i) is the share of training weight that does. Its Shapley values are
/// value · (o(i) − z(i)) · ∫₀¹ Π(j ≠ i) (t·o(j) + (1−t)·z(j)) dt (Owen 1972), a polynomial that Gauss–Legendre points integrate exactly.
/// </remarks>
internal sealed unsafe class TreeShap
{
    /// <summary>Rows explained at once.</summary>
    public const int Lanes = 4;
    private readonly IReadOnlyList<Tree> trees;
    private readonly LeafPath[][] paths;
    private readonly (double[] Points, double[] Weights)[] rules;
    private readonly int features;
    private readonly int longest;
    private readonly int mostPoints;
    private readonly int largestTree;
    private readonly double expected;

    public TreeShap(TreeModel model)
    {
        trees = model.Trees;
        features = model.Schema.Features.Count;
        paths = [.. trees.Select(t => LeafPath.Of(t).ToArray())];
        longest = paths.SelectMany(p => p).Select(p => p.Features.Length).DefaultIfEmpty(0).Max();
        mostPoints = Math.Max(1, (longest + 1) / 2);
        largestTree = trees.Select(t => t.Count).DefaultIfEmpty(1).Max();
        var depths = paths.SelectMany(p => p).Select(p => p.Features.Length).ToHashSet();
        rules = [.. Enumerable.Range(0, longest + 1).Select(d => depths.Contains(d) ? GaussLegendre.Rule(Math.Max(1, (d + 1) / 2)) : default)];
        expected = Logistic.Margin(model.BaseScore) + paths.SelectMany(p => p).Sum(p => p.Value * p.Share.Aggregate(1.0, (a, b) => a * b));
    }

    /// <summary>Explains up to four rows given one after another; writes features + 1 values per row.</summary>
    public void Explain(ReadOnlySpan<float> rows, int count, Span<double> contributions)
    {
        var scratch = new Vector256<double>[(2 * largestTree) + longest + features + (2 * longest * mostPoints) + mostPoints];
        fixed (Vector256<double>* memory = scratch)
        {
            var taken = memory;
            var met = taken + (2 * largestTree);
            var total = met + longest;
            var before = total + features;
            for (var t = 0; t < trees.Count; t++)
            {
                Decide(trees[t], rows, count, taken);
                foreach (var path in paths[t])
                    AddLeaf(path, taken, met, before, total);
            }

            for (var r = 0; r < count; r++)
            {
                var target = contributions.Slice(r * (features + 1), features + 1);
                for (var f = 0; f < features; f++)
                    target[f] = total[f][r];
                target[features] = expected;
            }
        }
    }

    /// <summary>Per node whether each row goes right and whether it goes left, in the order of <see cref="LeafPath"/>'s conditions.</summary>
    private void Decide(Tree tree, ReadOnlySpan<float> rows, int count, Vector256<double>* taken)
    {
        for (var node = 0; node < tree.Count; node++)
        {
            if (tree.IsLeaf(node))
                continue;
            var right = (double*)(taken + (2 * node));
            for (var r = 0; r < count; r++)
            {
                var goesLeft = tree.GoesLeft(node, rows[(r * features) + tree.Feature[node]]);
                right[r] = goesLeft ? 0 : 1;
                right[Lanes + r] = goesLeft ? 1 : 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddLeaf(
        LeafPath path, Vector256<double>* taken, Vector256<double>* met, Vector256<double>* before, Vector256<double>* total)
    {
        var depth = path.Features.Length;
        for (var j = 0; j < depth; j++)
        {
            var all = Vector256<double>.One;
            for (var c = path.ConditionStart[j]; c < path.ConditionStart[j + 1]; c++)
                all *= taken[path.Conditions[c]];

            met[j] = all;
        }

        // Points inside, features outside: the products over features are long chains, and the points' chains run side by side.
        var (points, weights) = rules[depth];
        var count = points.Length;
        var factor = before + (longest * mostPoints);
        var product = factor + (longest * mostPoints);
        for (var k = 0; k < count; k++)
            product[k] = Vector256.Create(weights[k]);
        for (var j = 0; j < depth; j++)
        {
            var (one, share) = (met[j], path.Share[j]);
            for (var k = 0; k < count; k++)
            {
                var f = (one * points[k]) + Vector256.Create((1 - points[k]) * share);
                factor[(j * count) + k] = f;
                before[(j * count) + k] = product[k];
                product[k] *= f;
            }
        }

        for (var k = 0; k < count; k++)
            product[k] = Vector256<double>.One;
        for (var j = depth - 1; j >= 0; j--)
        {
            var sum = Vector256<double>.Zero;
            for (var k = 0; k < count; k++)
            {
                sum += before[(j * count) + k] * product[k];
                product[k] *= factor[(j * count) + k];
            }

            total[path.Features[j]] += sum * (met[j] - Vector256.Create(path.Share[j])) * path.Value;
        }
    }
}
