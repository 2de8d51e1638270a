namespace HybridBpo.Collections.Demo;

/// <summary>Chance that is the same for the same seed, on every machine.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random random = new(seed);

    public bool Happens(double chance) => random.NextDouble() < chance;

    public int Between(int least, int most) => random.Next(least, most + 1);

    public double Uniform(double least, double most) => least + random.NextDouble() * (most - least);

    public double Normal(double mean, double deviation) =>
        mean + deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public T Of<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    /// <summary>A choice by weights.</summary>
    public T Weighted<T>(params (T Value, double Weight)[] choices)
    {
        var at = random.NextDouble() * choices.Sum(c => c.Weight);
        foreach (var (value, weight) in choices)
            if ((at -= weight) < 0)
                return value;
        return choices[^1].Value;
    }
}
