using System.Globalization;
using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>What a model is made of: rows to learn from, rows held out, and how it all came to be.</summary>
/// <param name="Plain">A plain ranking of the held-out rows to beat, such as days late; null when there is none.</param>
internal sealed record Material(
    TrainingSet Train, TrainingSet Test, TrainingOptions Options, string Source, string SourceText, string HeldOut, double[]? Plain, string PlainName,
    TrainingRecipe Recipe);

/// <summary>Grows the trees, tests them, and keeps model, figures and card in one batch with the run's end.</summary>
internal sealed class KeepModel(EventStore store, ModelRegistry registry, TrainingRuns runs, TimeProvider time)
{
    /// <summary>The model's card stands in its file under this attribute.</summary>
    public const string Card = "card";

    private const int Tries = 3;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    public async Task<Result<int>> FitAsync(Access access, TrainOrder order, Material material, CancellationToken ct)
    {
        if (material.Test.Labels.Distinct().Count() < 2)
            return new CannotTrain("The rows held out have only one outcome, so no model can be tested on them. Hold out others, or more.");
        var planned = material.Options.Trees;
        var progress = new Progress(planned);
        var fit = Task.Run(() => Fit(material, progress, ct), ct);
        while (await Task.WhenAny(fit, Task.Delay(Tick, ct)) != fit) await runs.StepAsync(access, order, "growing trees", progress.Done, planned, ct);
        if (!(await fit).Is(out var trees, out var refusal)) return refusal;
        await runs.StepAsync(access, order, "testing on what was held out", planned, planned, ct);
        var recipe = material.Recipe;
        var model = new RiskModel(trees.WithAttribute("outcome", recipe.Label).WithAttribute(
            TrainingRecipe.Attribute, recipe.ToText()));
        var tested = await Task.Run(() => TestedModel.Of(model, material, time, ct), ct);
        var card = ModelCard.Write(model, recipe, tested.Report, tested.Scorecard, tested.Reasons, time.GetUtcNow());
        return await SaveAsync(access, order, material, new RiskModel(model.Trees.WithAttribute(Card, card)), tested.Results, ct);
    }

    private Result<TreeModel> Fit(Material material, Progress progress, CancellationToken ct)
    {
        try
        {
            return RiskTraining.Train(material.Train, material.Options, time, progress, ct).Is(out var trained, out var refusal) ? trained.Model
                : refusal;
        }
        catch (TrainingDataException e)
        {
            return new CannotTrain(e.Message);
        }
    }

    // The run's id is the command's: a training that comes again after a crash answers what the first one kept.
    private async Task<Result<int>> SaveAsync(Access access, TrainOrder order, Material material, RiskModel model, ModelResults results,
        CancellationToken ct)
    {
        var (packed, figures) = (ModelRegistry.Pack(model.ToBytes()), JsonSerializer.Serialize(results, ModelRegistry.Json));
        string[] columns = [.. model.Trees.Schema.Features.Select(f => f.Name)];
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var version = await registry.NextVersionAsync(access, order.Client, order.Name, ct);
            var (session, now) = (store.OpenSession(order.Client, access), time.GetUtcNow());
            session.StartStream<Model>(
                Model.IdOf(order.Client, order.Name, version),
                new ModelTrained(order.Name, version, material.Source, material.Recipe.DataHash, columns, results.Model.Auc, order.By));
            session.Queue($"""
                insert into collections.models (client_id, name, version, source, source_text, columns, figures, model, trained_by, trained_at)
                values ({order.Client}, {order.Name}, {version}, {material.Source}, {material.SourceText}, {columns}, {figures}::jsonb,
                        {packed}, {order.By}, {now})
                """);
            session.Queue($"""
                update collections.training_runs set state = 'done', step = '', version = {version}, changed_at = {now}
                where client_id = {order.Client} and id = {order.RunId}
                """);
            session.ForCommand(Ids.For(order.Client, "trained-model", order.RunId.ToString("N")), version.ToString(CultureInfo.InvariantCulture));
            switch (await session.SaveChangesAsync(ct))
            {
                case SaveOutcome.Saved: return version;
                case SaveOutcome.AlreadyDone before: return int.Parse(before.ResultJson, CultureInfo.InvariantCulture);
            }
        }

        return new ChangedMeanwhile("Somebody else trained a model of this name at the same moment; train again.");
    }

    private sealed class Progress(int planned) : IProgress<TrainingProgress>
    {
        private int done;

        public int Done => Math.Min(Volatile.Read(ref done), planned);

        // The trees that the calibrator is fitted on are counted too.
        public void Report(TrainingProgress value) => Volatile.Write(ref done, (int)((long)planned * value.TreesDone / value.TreesPlanned));
    }
}
