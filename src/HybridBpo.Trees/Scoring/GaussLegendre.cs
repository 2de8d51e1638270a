namespace HybridBpo.Trees;

/// <summary>Gauss–Legendre points and weights on [0, 1]; n points integrate polynomials up to degree 2n − 1 exactly.</summary>
internal static class GaussLegendre
{
    public static (double[] Points, double[] Weights) Rule(int n)
    {
        var points = new double[n];
        var weights = new double[n];
        for (var i = 0; i < n; i++)
        {
            var x = Math.Cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = 0;
            for (var step = 0; step < 100; step++)
            {
                double p = 1, before = 0;
                for (var j = 0; j < n; j++)
                    (p, before) = ((((2 * j) + 1) * x * p - (j * before)) / (j + 1), p);
                slope = n * ((x * p) - before) / ((x * x) - 1);
                var change = p / slope;
                x -= change;
                if (Math.Abs(change) < 1e-15)
                    break;
            }

            points[i] = (x + 1) / 2;
            weights[i] = 1 / ((1 - (x * x)) * slope * slope);
        }

        return (points, weights);
    }
}
