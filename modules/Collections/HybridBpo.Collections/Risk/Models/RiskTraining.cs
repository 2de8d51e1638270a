using HybridBpo.Platform;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>A trained model and how long it took.</summary>
/// <param name="Model">The trees, grown on all training rows, with a calibrator if one helps.</param>
/// <param name="FitSeconds">Growing the delivered trees.</param>
/// <param name="CalibrateSeconds">Growing the trees that the calibrator was fitted on, and fitting it.</param>
internal sealed record TrainedModel(TreeModel Model, double FitSeconds, double CalibrateSeconds);

/// <summary>Trains from columns in memory; the portfolio and the command line both come through here.</summary>
internal static class RiskTraining
{
    private const int RowsToCalibrate = 500;
    private const double CalibrationShare = 0.2;

    /// <summary>
    /// Trains on all rows of <paramref name="set"/>. The calibrator is fitted on a fifth of them, scored by trees grown on the rest, so neither
    /// test rows nor rows a tree has seen take part in it.
    /// </summary>
    public static Result<TrainedModel> Train(
        TrainingSet set, TrainingOptions options, TimeProvider time, IProgress<TrainingProgress>? progress = null, CancellationToken ct = default)
    {
        if (set.Labels.Distinct().Count() < 2)
            return new CannotTrain($"Every training row's label is {set.Labels[0]}; both outcomes must occur.");
        var began = time.GetTimestamp();
        var calibrator = Calibrate(set, options, ct);
        var calibrated = time.GetTimestamp();
        var model = TreeTrainer.Train(set, options, progress: progress, cancellation: ct).Model.WithCalibrator(calibrator);
        return new TrainedModel(model, time.GetElapsedTime(calibrated).TotalSeconds, time.GetElapsedTime(began, calibrated).TotalSeconds);
    }

    private static Calibrator? Calibrate(TrainingSet set, TrainingOptions options, CancellationToken ct)
    {
        if (set.Count < RowsToCalibrate)
            return null;
        var held = RowDraw.Rows(set.Count, options.Seed, 0, CalibrationShare);
        var rest = RowDraw.Others(set.Count, held);
        var (grow, check) = (set.Take(rest), set.Take(held));
        if (grow.Labels.Distinct().Count() < 2)
            return null;
        var scorer = new Scorer(TreeTrainer.Train(grow, options, cancellation: ct).Model);
        return Calibrator.Choose(scorer.Margins(check.Columns, options.Threads), check.Labels);
    }
}
