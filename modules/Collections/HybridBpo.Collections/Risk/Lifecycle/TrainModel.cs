using HybridBpo.Collections.Risk.Features;
using HybridBpo.Collections.Risk.Portfolio;
using HybridBpo.Events;
using HybridBpo.Trees;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>Trains in the background and keeps what came of it. The order is an outbox message, so it survives a restart.</summary>
internal sealed class TrainModel(
    EventStore store, Portfolios portfolios, TrainingRuns runs, KeepModel keep, TrainingFile files, TimeProvider time,
        ILogger<TrainModel> log) : IMessageHandler
{
    public const string MessageKind = "collections.train-model", PortfolioName = "late-payment";

    private const int Tries = 3;

    /// <summary>Small trees, strong regularisation: a few thousand rows do not carry more.</summary>
    public static readonly TrainingOptions PortfolioOptions = new()
    {
        Trees = 150,
        Leaves = 8,
        LearningRate = 0.05,
        MinLeafRows = 40,
        L2 = 10,
        ColumnSample = 0.7,
        RowSample = 0.8,
    };

    public string Kind => MessageKind;

    /// <summary>Orders a training. The same run again has no second effect.</summary>
    public async Task<Result<Guid>> StartAsync(Access access, TrainOrder order, CancellationToken ct)
    {
        if (!access.May(Act.TrainModels)) return new Forbidden("Only an analyst trains models.");
        if (!access.Sees(order.Client)) return new NotFound("There is no such client.");
        if (order.Problem() is { } problem) return problem;
        if (order.FileId is null && (await runs.WindowAsync(access, order.Client, ct))!.Check(order.CutOff) is { } early) return early;
        var (session, now) = (store.OpenSession(order.Client, access), time.GetUtcNow());
        session.Queue($"""
            insert into collections.training_runs (client_id, id, name, step, started_by, started_at, changed_at)
            values ({order.Client}, {order.RunId}, {order.Name}, 'waiting for its turn', {access.Actor.Id}, {now}, {now}) on conflict do nothing
            """);
        session.Send(MessageKind, order);
        session.ForCommand(order.RunId, "true");
        return await session.SaveChangesAsync(ct) is SaveOutcome.Saved or SaveOutcome.AlreadyDone
            ? order.RunId
            : new ChangedMeanwhile("The training could not be ordered at this moment: please try again.");
    }

    public async Task HandleAsync(Message message, CancellationToken ct)
    {
        var order = message.Read<TrainOrder>();
        var access = Access.System("train-model", order.Client);
        if (await runs.FindAsync(access, order.Client, order.RunId, ct) is { IsRunning: false }) return;
        try
        {
            var result = order.FileId is { } file ? await OnFileAsync(access, order, file, ct) : await OnHistoryAsync(access, order, ct);
            if (result.Refusal is { } refusal) await runs.FailAsync(access, order, refusal.Message, ct);
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException && message.Attempt >= Tries)
        {
            log.LogError(trouble, "The training {Run} of {Client} failed {Attempt} times and is given up.", order.RunId, order.Client,
                message.Attempt);
            await runs.FailAsync(access, order,
                $"The training broke off {message.Attempt} times, by no fault of yours. Run {order.RunId:N} is in the log.", ct);
        }
    }

    /// <summary>Trains on the client's own history at once; used by the demo as well. Answers the model's version.</summary>
    public async Task<Result<int>> OnHistoryAsync(Access access, TrainOrder order, CancellationToken ct)
    {
        await runs.StepAsync(access, order, "reading the portfolio", 0, 0, ct);
        var history = await portfolios.LoadAsync(access, order.Client, ct);
        await runs.StepAsync(access, order, "building features", 0, 0, ct);
        if (!PortfolioSplit.Of(history, order.CutOff).Is(out var split, out var refusal)) return refusal;
        var (train, test) = (PortfolioSplit.Set(split.Train), PortfolioSplit.Set(split.Test));
        var lastLearnt = split.FirstTest.AddMonths(-PortfolioSplit.Gap);
        var heldOut = $"{split.Test.Count:N0} rows of {split.FirstTest:d MMM yyyy} to {split.LastTest:d MMM yyyy}, "
            + "later than all that was learnt from";
        var recipe = new TrainingRecipe(
            "own history", SetHash.Of(split.Train, split.Test), FeatureNames.Outcome, null,
                $"month days {split.FirstTest:yyyy-MM-dd} to {split.LastTest:yyyy-MM-dd}",
            [], train.Count + test.Count, train.Count, test.Count, TrainingRecipe.Describe(PortfolioOptions, PortfolioOptions.Trees));
        return await keep.FitAsync(access, order, new Material(
            train, test, PortfolioOptions, "portfolio", $"own history, {train.Count:N0} rows until {lastLearnt:d MMM yyyy}", heldOut,
            [.. split.Test.Select(r => (double)r.Values[0])], "Days late", recipe), ct);
    }

    private async Task<Result<int>> OnFileAsync(Access access, TrainOrder order, Guid file, CancellationToken ct)
    {
        await runs.StepAsync(access, order, "reading the file", 0, 0, ct);
        if (!(await files.ReadAsync(access, order, file, ct)).Is(out var data, out var refusal)) return refusal;
        var (options, holdOut) = (new TrainingOptions(), HoldOut.Parse(order.HoldOut)!);
        var heldOut = holdOut is TimeHoldOut t
            ? $"{data.TestRows.Length:N0} rows with {t.DateColumn} from {t.From:d MMM yyyy} on"
                : $"{data.TestRows.Length:N0} rows, a fixed quarter of the file";
        var recipe = new TrainingRecipe(
            order.FileName, data.Table.Hash, order.Label, order.Positive, order.HoldOut, order.Drop, data.Table.Rows, data.Train.Count,
                data.TestRows.Length,
            TrainingRecipe.Describe(options, options.Trees));
        return await keep.FitAsync(
            access, order, new Material(data.Train, data.Test!, options, "csv", $"{order.FileName}, outcome {recipe.Outcome}", heldOut, null, "",
                recipe), ct);
    }
}
