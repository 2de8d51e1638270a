namespace HybridBpo.Trees;

/// <summary>Logistic regression with an L2 penalty on all coefficients but the constant.</summary>
internal static class RidgeLogistic
{
    /// <summary>Fits by Newton's method; <paramref name="inputs"/> are columns. The constant is the last coefficient.</summary>
    public static double[] Fit(double[][] inputs, float[] labels, float[]? weights, double ridge, CancellationToken cancellation)
    {
        var size = inputs.Length + 1;
        var coefficients = new double[size];
        for (var step = 0; step < 25; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var gradient = new double[size];
            var hessian = new double[size, size];
            Accumulate(inputs, labels, weights, coefficients, gradient, hessian);
            for (var j = 0; j < size; j++)
            {
                var penalty = j < size - 1 ? ridge : 1e-9;
                gradient[j] += penalty * coefficients[j];
                hessian[j, j] += penalty;
            }

            var change = Cholesky.Solve(hessian, gradient);
            // Far from the optimum a full Newton step may overshoot.
            var length = Math.Max(1, change.Max(Math.Abs) / 2);
            for (var j = 0; j < size; j++)
                coefficients[j] -= change[j] / length;
            if (change.Max(Math.Abs) < 1e-9)
                break;
        }

        return coefficients;
    }

    private static void Accumulate(double[][] inputs, float[] labels, float[]? weights, double[] coefficients, double[] gradient, double[,] hessian)
    {
        var size = coefficients.Length;
        var row = new double[size];
        row[^1] = 1;
        for (var i = 0; i < labels.Length; i++)
        {
            var margin = coefficients[^1];
            for (var j = 0; j < inputs.Length; j++)
            {
                row[j] = inputs[j][i];
                margin += row[j] * coefficients[j];
            }

            var weight = weights?[i] ?? 1;
            var p = Logistic.Probability(margin);
            var error = weight * (p - labels[i]);
            var h = weight * p * (1 - p);
            for (var j = 0; j < size; j++)
            {
                gradient[j] += error * row[j];
                var scaled = h * row[j];
                for (var k = 0; k <= j; k++)
                    hessian[j, k] += scaled * row[k];
            }
        }
    }
}
