using HybridBpo.Platform;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>How to grow a model.</summary>
/// <param name="Members">
/// The settings; the mean of what grows of several is the model. With early stopping the number of trees is found on a part of the rows, then all
/// rows are learnt from.
/// </param>
/// <param name="From">A model to go on from.</param>
/// <param name="FromKnowsRows">Whether that one has learnt from these rows, so that none of them can tell how it does on others.</param>
internal sealed record Growing(IReadOnlyList<TrainingOptions> Members, TreeModel? From = null, bool FromKnowsRows = false)
{
    /// <summary>The settings that stand for all: seeds and threads are theirs.</summary>
    public TrainingOptions First => Members[0];

    /// <summary>So many members in turn, each with a seed of its own.</summary>
    public static IReadOnlyList<TrainingOptions> WithSeeds(IReadOnlyList<TrainingOptions> settings, int members) =>
        [.. Enumerable.Range(0, members).Select(i => settings[i % settings.Count] with { Seed = unchecked(settings[0].Seed + i) })];
}

/// <summary>A trained model and how long it took.</summary>
/// <param name="Model">The trees, grown on all training rows, with a calibrator if one helps.</param>
/// <param name="Options">How the first of them were grown, with the number of trees that was settled on.</param>
/// <param name="FitSeconds">Growing the delivered trees.</param>
/// <param name="CalibrateSeconds">Growing the trees that the calibrator was fitted on, and fitting it.</param>
internal sealed record TrainedModel(TreeModel Model, TrainingOptions Options, double FitSeconds, double CalibrateSeconds);

/// <summary>Trains from columns in memory; the portfolio and the command line both come through here.</summary>
internal sealed class RiskTraining
{
    private const int RowsToCalibrate = 200;
    private const int Parts = 5;
    private const int RowsEnough = 20_000;
    private readonly TrainingSet set;
    private readonly Growing growing;
    private readonly CancellationToken ct;
    private readonly int parts;
    private readonly RoundSteps? steps;

    private RiskTraining(TrainingSet set, Growing growing, IProgress<TrainingProgress>? progress, CancellationToken ct)
    {
        (this.set, this.growing, this.ct) = (set, growing, ct);
        var enough = set.Count >= RowsToCalibrate && !growing.FromKnowsRows;
        parts = enough ? Math.Clamp((int)Math.Ceiling((double)RowsEnough * Parts / set.Count), 1, Parts) : 0;
        steps = progress is null ? null : new RoundSteps(progress, (parts + 1) * growing.Members.Count);
    }

    /// <summary>Trains on all rows of <paramref name="set"/>, with the settings as they are.</summary>
    public static Result<TrainedModel> Train(
        TrainingSet set, TrainingOptions options, TimeProvider time, IProgress<TrainingProgress>? progress = null, CancellationToken ct = default) =>
        Train(set, new Growing([options]), time, progress, ct);

    /// <summary>
    /// Trains on all rows of <paramref name="set"/>. The calibrator is fitted on rows scored by trees grown without them, so neither test rows nor
    /// rows a tree has seen take part in it: a fifth of the rows where that is plenty, else every fifth in its turn. Rows weigh in it as
    /// they do in the trees.
    /// </summary>
    public static Result<TrainedModel> Train(
        TrainingSet set, Growing growing, TimeProvider time, IProgress<TrainingProgress>? progress = null, CancellationToken ct = default)
    {
        if (set.Labels.Distinct().Count() < 2)
            return new CannotTrain($"Every training row's label is {set.Labels[0]}; both outcomes must occur.");
        var began = time.GetTimestamp();
        if (growing.First.EarlyStoppingRounds > 0)
        {
            var trees = StopEarly(set, growing, ct);
            growing = growing with { Members = [.. growing.Members.Select(m => m with { Trees = trees, EarlyStoppingRounds = 0 })] };
        }

        var training = new RiskTraining(set, growing, progress, ct);
        var calibrator = training.Calibrate();
        var calibrated = time.GetTimestamp();
        var model = training.Grow(set, training.parts).WithCalibrator(calibrator);
        return new TrainedModel(
            model, growing.First, time.GetElapsedTime(calibrated).TotalSeconds, time.GetElapsedTime(began, calibrated).TotalSeconds);
    }

    private static int StopEarly(TrainingSet set, Growing growing, CancellationToken ct)
    {
        var held = RowDraw.Part(set.Count, growing.First.Seed, 9, Parts, 0);
        var others = RowDraw.Others(set.Count, held);
        if (!CanTell(set, held) || !CanTeach(set, others))
            return growing.First.Trees;
        var found = TreeTrainer.Train(set.Take(others), growing.First, set.Take(held), cancellation: ct, from: growing.From);
        return Math.Max(1, found.Model.TreeCount - (growing.From?.TreeCount ?? 0));
    }

    private Calibrator? Calibrate()
    {
        var (margins, labels, weights) = (new List<float>(), new List<float>(), new List<float>());
        for (var part = 0; part < parts; part++)
        {
            var held = RowDraw.Part(set.Count, growing.First.Seed, 0, Parts, part);
            var others = RowDraw.Others(set.Count, held);
            if (!CanTell(set, held) || !CanTeach(set, others))
                continue;
            var check = set.Take(held);
            margins.AddRange(new Scorer(Grow(set.Take(others), part)).Margins(check.Columns, growing.First.Threads));
            labels.AddRange(check.Labels);
            weights.AddRange(check.Weights ?? []);
        }

        return margins.Count == 0 ? null : Calibrator.Choose(
            [.. margins], [.. labels], set.Weights is null ? null : [.. weights]);
    }

    // Rows without weight neither teach nor tell anything.
    private static bool CanTeach(TrainingSet set, int[] rows) =>
        rows.Where(row => Counts(set, row)).Select(row => set.Labels[row]).Distinct().Count() == 2;

    private static bool CanTell(TrainingSet set, int[] rows) => Array.Exists(rows, row => Counts(set, row));

    private static bool Counts(TrainingSet set, int row) => set.Weights is not { } weights || weights[row] > 0;

    private TreeModel Grow(TrainingSet rows, int round)
    {
        var models = new List<TreeModel>();
        foreach (var (i, options) in growing.Members.Index())
        {
            steps?.Begin((round * growing.Members.Count) + i);
            models.Add(TreeTrainer.Train(rows, options, progress: steps, cancellation: ct, from: growing.From).Model);
        }

        return models.Count == 1 ? models[0] : ModelMean.Of(models);
    }
}
