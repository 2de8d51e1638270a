using System.CommandLine;
using System.Text.Json;
using HybridBpo.Platform;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>What <c>model train</c> was asked.</summary>
internal sealed record TrainRequest(
    string Data, string Label, string? Positive, string Out, IReadOnlyList<string> Drop, IReadOnlyList<string> Categorical, HoldOut HoldOut,
    TrainingOptions Options, bool Tune, bool Json);

internal static class TrainCommand
{
    public static Command Create(ModelConsole console)
    {
        var shared = new DataOptions();
        var defaults = new TrainingOptions();
        var target = new Option<string>("--out") { Description = "Folder for model.json, card.md and golden.csv", Required = true };
        var drop = DataOptions.Names("--drop", "Columns to leave out, such as ids and what is only known afterwards");
        var categorical = DataOptions.Names("--categorical", "Columns of codes to take as categories");
        var trees = DataOptions.Whole("--trees", "Number of trees", defaults.Trees, 1, 100_000);
        var leaves = DataOptions.Whole("--leaves", "Leaves per tree", defaults.Leaves, 2, 65_536);
        var minLeaf = DataOptions.Whole("--min-leaf", "Rows per leaf at least", defaults.MinLeafRows, 1, int.MaxValue);
        var seed = DataOptions.Whole("--seed", "Seed of every random choice", defaults.Seed, 0, int.MaxValue);
        var tune = new Option<bool>("--tune") { Description = "Search settings by cross-validation on training rows" };
        var rate = new Option<double>("--learning-rate")
        {
            Description = "Shrinkage per tree",
            DefaultValueFactory = _ => defaults.LearningRate,
            CustomParser = DataOptions.Share,
        };
        var command = new Command("train", "Train a model on a CSV file and write it to a folder");
        shared.AddTo(command);
        foreach (var option in new Option[] { target, drop, categorical, trees, leaves, rate, minLeaf, seed, tune })
            command.Options.Add(option);
        command.SetAction((parsed, ct) =>
        {
            var options = defaults with
            {
                Trees = parsed.GetValue(trees),
                Leaves = parsed.GetValue(leaves),
                LearningRate = parsed.GetValue(rate),
                MinLeafRows = parsed.GetValue(minLeaf),
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(shared.Threads),
            };
            var request = new TrainRequest(
                parsed.GetValue(shared.Data)!, parsed.GetValue(shared.Label)!, parsed.GetValue(shared.Positive), parsed.GetValue(target)!,
                parsed.GetValue(drop)!, parsed.GetValue(categorical)!, parsed.GetValue(shared.HoldOut)!, options, parsed.GetValue(tune),
                parsed.GetValue(shared.Json));
            return Task.Run(() => Run(request, request.Json ? console with { IsTerminal = false } : console, ct), ct);
        });
        return command;
    }

    public static int Run(TrainRequest request, ModelConsole console, CancellationToken ct)
    {
        if (ModelFolder.CheckTarget(request.Out) is { } taken)
            return console.Refuse(taken);
        var began = console.Time.GetTimestamp();
        var read = LabelledData.Read(request.Data, request.Label, request.Positive, request.HoldOut, TrainingPlan(request), ct);
        if (!read.Is(out var data, out var refusal))
            return console.Refuse(refusal);
        var loadSeconds = console.Time.GetElapsedTime(began).TotalSeconds;
        if (data.Table.DroppedRowCounter)
            console.Note("The first column has no name and only counts rows; it is left out.");
        if (!Fit(request, data, console, ct).Is(out var fitted, out refusal))
            return console.Refuse(refusal);

        var (trained, tried) = fitted;
        var recipe = new TrainingRecipe(
            Path.GetFileName(request.Data), data.Table.Hash, request.Label, request.Positive, request.HoldOut.Text, [.. request.Drop],
            data.Table.Rows, data.Train.Count, data.TestRows.Length, trained.Params);
        var model = new RiskModel(trained.Model.Model.WithAttribute(TrainingRecipe.Attribute, JsonSerializer.Serialize(recipe)));
        var report = data.Test is { } test ? RiskEvaluation.Evaluate(model, test.Columns, test.Labels, request.Options.Threads, console.Time) : null;
        var scorecard = RiskEvaluation.Scorecard(data.Train, data.Test, ct);
        if (ModelFolder.Save(request.Out, model, ModelCard.Write(model, recipe, report, scorecard, console.Time.GetUtcNow())) is { } unwritten)
            return console.Refuse(unwritten);
        var outcome = new ModelOutcome(
            data.Table.Rows, model.Trees.Schema.Features.Count, data.Train.Count, data.TestRows.Length, report, scorecard, trained.Model.FitSeconds,
            trained.Model.CalibrateSeconds, loadSeconds, Threads(request.Options), trained.Params, tried);
        console.Out.WriteLine(request.Json ? outcome.ToJson() : $"{outcome.ToText()}\nWritten to {request.Out}.");
        return 0;
    }

    private static Result<((TrainedModel Model, IReadOnlyDictionary<string, double> Params) Trained, IReadOnlyList<Trial> Tried)> Fit(
        TrainRequest request, LabelledData data, ModelConsole console, CancellationToken ct)
    {
        try
        {
            var (options, tried) = request.Tune
                ? Tuning.Search(data.Train, request.Options, console.Note, ct)
                : (request.Options, (IReadOnlyList<Trial>)[]);
            var progress = console.IsTerminal ? new Steps(console) : null;
            var trained = RiskTraining.Train(data.Train, options, console.Time, progress, ct);
            console.EndProgress();
            return trained.Is(out var model, out var refusal)
                ? ((model, TrainingRecipe.Describe(options, model.Model.TreeCount)), tried)
                : refusal;
        }
        catch (TrainingDataException e)
        {
            return new CannotTrain(e.Message);
        }
    }

    private static CsvPlan TrainingPlan(TrainRequest request) => new()
    {
        Drop = request.Drop.ToHashSet(),
        Text = request.Categorical.ToHashSet(),
        Needed = [.. request.Drop, .. request.Categorical],
    };

    private static int Threads(TrainingOptions options) => options.Threads == 0 ? Environment.ProcessorCount : options.Threads;

    private sealed class Steps(ModelConsole console) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.TreesDone % 10 == 0)
                console.Progress($"tree {value.TreesDone} of {value.TreesPlanned}");
        }
    }
}
