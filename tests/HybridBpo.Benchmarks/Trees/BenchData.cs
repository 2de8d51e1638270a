using System.Runtime.InteropServices;
using HybridBpo.Collections.Risk;
using HybridBpo.Platform;
using HybridBpo.Trees;

namespace HybridBpo.Benchmarks.Trees;

/// <summary>Rows to train on and rows to test on, all columns numbers.</summary>
internal sealed record BenchData(string Name, TrainingSet Train, TrainingSet Test)
{
    /// <summary>Like a lender's rows: counts, shares and amounts, some missing; an outcome of about one in fourteen.</summary>
    public static BenchData Generate(int rows, int columns)
    {
        var random = new Random(7);
        var values = Enumerable.Range(0, columns).Select(_ => new float[rows]).ToArray();
        var labels = new float[rows];
        var effects = Enumerable.Range(0, columns).Select(c => (random.NextDouble() - 0.5) * (c < 12 ? 2 : 0.2)).ToArray();
        for (var row = 0; row < rows; row++)
        {
            var margin = -3.2;
            for (var c = 0; c < columns; c++)
            {
                var u = random.NextDouble();
                var value = (c % 3) switch { 0 => Math.Floor(-Math.Log(1 - u) * 3), 1 => u, _ => Math.Exp(7 + (2 * Normal(random))) };
                var known = random.NextDouble() > (c % 5 == 4 ? 0.2 : 0);
                values[c][row] = known ? (float)value : float.NaN;
                margin += effects[c] * ((c % 3) switch { 0 => Math.Min(value, 8) - 2, 1 => 4 * (u - 0.5) * (u - 0.2), _ => Math.Log(value) - 7 });
            }

            labels[row] = random.NextDouble() < 1 / (1 + Math.Exp(-margin)) ? 1 : 0;
        }

        var set = new TrainingSet([.. values.Select((v, c) => new NumericColumn($"f{c}", v))], labels);
        var test = Enumerable.Range(0, rows).Where(HashHoldOut.IsTest).ToArray();
        return new BenchData($"generated {rows:N0} × {columns}", set, set.Take(test));

        static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    /// <summary>A file with the product's fixed hold-out.</summary>
    public static Result<BenchData> FromFile(string file, string label)
    {
        if (!LabelledData.Read(file, label, null, new HashHoldOut(), new CsvPlan(), CancellationToken.None).Is(out var data, out var refusal))
            return refusal;
        if (data.Test is not { } test || data.Train.Columns.FirstOrDefault(c => c is not NumericColumn) is not null)
            return new CannotTrain($"{file}: the bench compares columns of numbers only.");
        return new BenchData(
            $"{Path.GetFileName(file)} {data.Train.Count:N0} × {data.Train.Columns.Count}", data.Train, test);
    }

    /// <summary>Counts as int32, then columns and label of the training rows, then of the test rows, as float32.</summary>
    public void Save(string path)
    {
        using var file = File.Create(path);
        file.Write(MemoryMarshal.AsBytes([Train.Count, Test.Count, Train.Columns.Count]));
        foreach (var set in new[] { Train, Test })
            foreach (var values in set.Columns.Cast<NumericColumn>().Select(c => c.Values).Append(set.Labels))
                file.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static BenchData Load(string path)
    {
        using var file = File.OpenRead(path);
        var counts = new int[3];
        file.ReadExactly(MemoryMarshal.AsBytes(counts.AsSpan()));
        TrainingSet Set(int rows) => new(
            [.. Enumerable.Range(0, counts[2]).Select(c => new NumericColumn($"f{c}", Floats(rows)))], Floats(rows));
        float[] Floats(int rows)
        {
            var values = new float[rows];
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        return new BenchData(path, Set(counts[0]), Set(counts[1]));
    }
}
