using System.Globalization;
using HybridBpo.Platform;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>One run of <c>model train</c>: read, search, grow, test, write.</summary>
internal sealed class TrainRun(TrainRequest request, ModelConsole console, CancellationToken ct)
{
    private const int ShufflesForCard = 3;

    public int Run()
    {
        if (ModelFolder.CheckTarget(request.Out) is { } taken)
            return console.Refuse(taken);
        var from = default(RiskModel);
        if (request.From is { } folder && !ModelFolder.Load(folder).Is(out from, out var unread))
            return console.Refuse(unread);
        var began = console.Time.GetTimestamp();
        var read = LabelledData.Read(request.Data, request.Label, request.Positive, request.HoldOut, Plan(), ct, request.Weight);
        if (!read.Is(out var data, out var refusal))
            return console.Refuse(refusal);
        var loadSeconds = console.Time.GetElapsedTime(began).TotalSeconds;
        if (data.Table.DroppedRowCounter)
            console.Note("The first column has no name and only counts rows; it is left out.");
        if (!Fit(data, from).Is(out var fitted, out refusal))
            return console.Refuse(refusal);

        var (trained, growing, tried) = fitted;
        var grown = trained.Model.TreeCount - (growing.From?.TreeCount ?? 0);
        var recipe = new TrainingRecipe(
            Path.GetFileName(request.Data), data.Table.Hash, request.Label, request.Positive, request.HoldOut.Text, [.. request.Drop],
            data.Table.Rows, data.Train.Count, data.TestRows.Length,
            TrainingRecipe.Describe(trained.Options, growing.Members.Count == 1 ? grown : trained.Options.Trees, growing.Members.Count),
            Notes(growing, tried));
        var model = new RiskModel(trained.Model.WithAttribute(TrainingRecipe.Attribute, recipe.ToText()));
        var report = data.Test is { } test ? RiskEvaluation.Evaluate(model, test.Columns, test.Labels, request.Options.Threads, console.Time) : null;
        var scorecard = RiskEvaluation.Scorecard(data.Train, data.Test, ct);
        var reasons = data.Test is null ? null : ModelReasons.Of(
            model, data.Test.Columns, data.Test.Labels, [], ShufflesForCard, request.Options.Threads, ct);
        var card = ModelCard.Write(model, recipe, report, scorecard, reasons, console.Time.GetUtcNow());
        if (ModelFolder.Save(request.Out, model, card) is { } unwritten)
            return console.Refuse(unwritten);
        var outcome = new ModelOutcome(
            data.Table.Rows, model.Trees.Schema.Features.Count, data.Train.Count, data.TestRows.Length, report, scorecard.Figures, trained.FitSeconds,
            trained.CalibrateSeconds, loadSeconds, request.Options.Threads == 0 ? Environment.ProcessorCount : request.Options.Threads,
            recipe.Params, tried);
        console.Out.WriteLine(request.Json ? outcome.ToJson() : $"{outcome.ToText()}\nWritten to {request.Out}.");
        return 0;
    }

    private Result<(TrainedModel Trained, Growing Growing, IReadOnlyList<Trial> Tried)> Fit(LabelledData data, RiskModel? from)
    {
        try
        {
            var (best, tried) = request.Tune is { } limit
                ? Tuning.Search(data.Train, request.Options, limit, console.Time, console.Note, ct)
                : ([request.Options], (IReadOnlyList<Trial>)[]);
            var members = request.Seeds > 0 ? Growing.WithSeeds([best[0]], request.Seeds)
                : request.Tune is null ? best : Tuning.ToGrow(best, data.Train.Count);
            var known = from is not null && TrainingRecipe.Of(from.Trees)?.DataHash == data.Table.Hash;
            var growing = new Growing(members, from?.Trees, known);
            var trained = RiskTraining.Train(data.Train, growing, console.Time, console.IsTerminal ? new Steps(console) : null, ct);
            console.EndProgress();
            return trained.Is(out var model, out var refusal) ? (model, growing, tried) : refusal;
        }
        catch (TrainingDataException e)
        {
            return new CannotTrain($"{request.Data}: {e.Message}");
        }
    }

    private string[] Notes(Growing growing, IReadOnlyList<Trial> tried)
    {
        var options = request.Options;
        string Named(int direction) => string.Join(", ", options.Monotone.Where(p => p.Value == direction).Select(p => p.Key));
        var notes = new List<string>();
        if (request.Tune is not null)
            notes.Add($"settings found by cross-validation on training rows, {tried.Count} trials");
        if (growing.Members.Count > 1)
            notes.Add($"the mean of {growing.Members.Count} models, each with a seed of its own: "
                + string.Join("; ", growing.Members.Select(Tuning.Words).Distinct()));
        if (options.Growth == TreeGrowth.DepthWise)
            notes.Add("grown level by level");
        if (Named(1) is { Length: > 0 } up)
            notes.Add($"the risk may only rise with {up}");
        if (Named(-1) is { Length: > 0 } down)
            notes.Add($"the risk may only fall with {down}");
        if (options.EarlyStoppingRounds > 0)
            notes.Add($"stopped early, after {options.EarlyStoppingRounds} trees that did not help on a fifth of the training rows");
        if (request.Weight is { } weight)
            notes.Add($"rows weighed by {weight}, for the trees and for the calibrator; the figures weigh every row 1");
        if (growing.From is { } from)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"gone on from a model of {from.TreeCount:N0} trees")
                + (growing.FromKnowsRows ? ", trained on the same file; therefore not calibrated" : ""));
        return [.. notes];
    }

    private CsvPlan Plan() => new()
    {
        Drop = request.Drop.ToHashSet(),
        Text = request.Categorical.ToHashSet(),
        Needed = [.. request.Drop, .. request.Categorical, .. request.Options.Monotone.Keys],
        TextsAreNamed = true,
    };

    private sealed class Steps(ModelConsole console) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.TreesDone % 10 == 0)
                console.Progress($"tree {value.TreesDone} of {value.TreesPlanned}");
        }
    }
}
