namespace HybridBpo.Trees.Tests;

/// <summary>Small made-up data with every kind of column.</summary>
internal static class Make
{
    public static TrainingSet Data(int rows, int seed = 7, double base01 = 0.2) => DataAndLaw(rows, seed, base01).Data;

    /// <summary>Rows with the log-odds that their labels were drawn by.</summary>
    public static (TrainingSet Data, double[] Law) DataAndLaw(int rows, int seed, double base01 = 0.2)
    {
        var random = new Random(seed);
        string[] towns = ["Aston", "Brook", "Clay", "Dene", "Elm", "Ford", "Glen", "Holt", "Iver", "Joy"];
        string?[] plans = ["gold", "silver", null];
        var age = new float[rows];
        var debt = new float[rows];
        var steps = new float[rows];
        var town = new string?[rows];
        var plan = new string?[rows];
        var label = new float[rows];
        var law = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            age[i] = 18 + (float)(random.NextDouble() * 60);
            debt[i] = random.NextDouble() < 0.15 ? float.NaN : (float)Math.Exp(random.NextDouble() * 8);
            steps[i] = random.Next(0, 6);
            var t = random.Next(towns.Length);
            town[i] = random.NextDouble() < 0.05 ? null : towns[t];
            plan[i] = plans[random.Next(3)];
            var z = Math.Log(base01 / (1 - base01)) + (float.IsNaN(debt[i]) ? 1.2 : 0.2 * Math.Log(debt[i])) - (0.03 * (age[i] - 40))
                + (0.4 * (steps[i] - 2)) + (0.5 * Math.Sin(t * 2.1)) + (plan[i] == "gold" ? -0.6 : 0);
            law[i] = z;
            label[i] = random.NextDouble() < 1 / (1 + Math.Exp(-z)) ? 1 : 0;
        }

        label[0] = 0;
        label[1] = 1;
        var set = new TrainingSet(
            [
                new NumericColumn("age", age),
                new NumericColumn("debt", debt),
                new NumericColumn("steps", steps),
                CategoryColumn.FromTexts("town", town),
                CategoryColumn.FromTexts("plan", plan),
            ],
            label);
        return (set, law);
    }

    public static TrainingOptions Quick(int trees = 20) => new() { Trees = trees, Leaves = 12, LearningRate = 0.2, Threads = 2 };

    public static TreeModel Model(TrainingSet set, TrainingOptions? options = null) => TreeTrainer.Train(set, options ?? Quick()).Model;

    /// <summary>A tree filled in by hand.</summary>
    public static Tree Tree(int nodes, Action<Tree> fill)
    {
        var tree = new Tree(nodes);
        fill(tree);
        return tree;
    }

    /// <summary>The rows as a model takes them.</summary>
    public static float[][] Rows(Schema schema, TrainingSet set)
    {
        var rows = new float[set.Count][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = [.. schema.Features.Select(f => set.Columns.Single(c => c.Name == f.Name) switch
            {
                NumericColumn numeric => numeric.Values[i],
                CategoryColumn category => f.CodeOf(category.Codes[i] < 0 ? null : category.Levels[category.Codes[i]]),
                _ => throw new InvalidOperationException(),
            })];
        }

        return rows;
    }
}
