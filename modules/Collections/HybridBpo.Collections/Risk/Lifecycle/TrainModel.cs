using System.Text.Json;
using HybridBpo.Collections.Risk.Features;
using HybridBpo.Collections.Risk.Portfolio;
using HybridBpo.Events;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>Asks for a model: from the client's own history, or from an uploaded CSV file.</summary>
/// <param name="FileId">The CSV in the file store; null = own history.</param>
internal sealed record TrainOrder(Guid RunId, string Client, string Name, Guid? FileId, string FileName, string Label, string? Positive,
    string[] Drop, string By);

internal sealed record RunRow(
    string ClientId, Guid Id, string Name, string State, string Step, int Done, int Planned, string? Problem, int? Version, string StartedBy,
        DateTimeOffset StartedAt)
{
    public const string Fields = "client_id, id, name, state, step, done, planned, problem, version, started_by, started_at";
}

/// <summary>Trains in the background and keeps what came of it; progress is a row that pages look at.</summary>
internal sealed class TrainModel(EventStore store, Database database, Portfolios portfolios, ModelRegistry registry, FileStore files,
    TimeProvider time) : IMessageHandler
{
    public const string MessageKind = "collections.train-model", PortfolioName = "late-payment";

    /// <summary>Small trees, strong regularisation: a few thousand rows do not carry more.</summary>
    public static readonly TrainingOptions PortfolioOptions = new()
        { Trees = 150, Leaves = 8, LearningRate = 0.05, MinLeafRows = 40, L2 = 10, ColumnSample = 0.7, RowSample = 0.8 };

    public string Kind => MessageKind;

    public async Task<Result<Guid>> StartAsync(Access access, TrainOrder order, CancellationToken ct)
    {
        if (!access.May(Act.TrainModels)) return new Forbidden("Only an analyst trains models.");
        if (!access.Sees(order.Client)) return new NotFound("There is no such client.");
        if (!IsName(order.Name)) return new NotAModelName("A model's name has 2 to 40 small letters, digits and hyphens, such as late-payment.");
        if (order.FileId is not null && order.Label.Length is 0 or > 200) return new NotAModelName("Name the column that holds the outcome.");
        var session = store.OpenSession(order.Client, access);
        session.Queue($"""
            insert into collections.training_runs (client_id, id, name, step, started_by, started_at, changed_at)
            values ({order.Client}, {order.RunId}, {order.Name}, 'waiting for its turn', {access.Actor.Id}, {time.GetUtcNow()},
              {time.GetUtcNow()}) on conflict do nothing
            """);
        session.Send(MessageKind, order);
        await session.SaveChangesAsync(ct);
        return order.RunId;
    }

    public Task<RunRow?> RunAsync(Access access, string client, Guid id, CancellationToken ct) =>
        database.SingleOrDefaultAsync<RunRow>(access,
            $"select {Sql.Raw(RunRow.Fields)} from collections.training_runs where client_id = {client} and id = {id}", ct);

    public async Task HandleAsync(Message message, CancellationToken ct)
    {
        var order = message.Read<TrainOrder>();
        var access = Access.System("train-model", order.Client);
        if (await RunAsync(access, order.Client, order.RunId, ct) is { State: not "running" }) return;
        var result = order.FileId is { } file ? await OnFileAsync(access, order, file, ct) : await OnHistoryAsync(access, order, ct);
        if (result.Refusal is { } refusal) await EndAsync(access, order, "failed", refusal.Message, null, ct);
        else await EndAsync(access, order, "done", null, result.Value, ct);
    }

    /// <summary>Trains on the client's own history at once; used by the demo as well.</summary>
    public async Task<Result<int>> OnHistoryAsync(Access access, TrainOrder order, CancellationToken ct)
    {
        await StepAsync(access, order, "reading the portfolio", 0, 0, ct);
        var history = await portfolios.LoadAsync(access, order.Client, ct);
        await StepAsync(access, order, "building features", 0, 0, ct);
        if (!PortfolioSplit.Of(history).Is(out var split, out var refusal)) return refusal;
        var (train, test) = (PortfolioSplit.Set(split.Train), PortfolioSplit.Set(split.Test));
        var heldOut = $"{split.Test.Count:N0} rows of {split.FirstTest:d MMM yyyy} to {split.LastTest:d MMM yyyy}, "
            + "later than all that was learnt from";
        return await FitAsync(
            access, order, train, test, PortfolioOptions, "portfolio",
                $"own history, {split.Train.Count:N0} rows until {split.FirstTest.AddMonths(-PortfolioSplit.Gap):d MMM yyyy}", heldOut,
            [.. split.Test.Select(r => (double)r.Values[0])], "Days late", Hash(split.Train), ct);
    }

    private async Task<Result<int>> OnFileAsync(Access access, TrainOrder order, Guid file, CancellationToken ct)
    {
        await StepAsync(access, order, "reading the file", 0, 0, ct);
        if (!(await files.OpenAsync(access, order.Client, file, ct)).Is(out var content, out var refusal)) return refusal;
        // The reader's errors name the file as the person knows it.
        var folder = Directory.CreateTempSubdirectory("hybridbpo-train-");
        try
        {
            var path = Path.Combine(folder.FullName, Path.GetFileName(order.FileName));
            await using (content)
            await using (var copy = File.Create(path))
                await content.CopyToAsync(copy, ct);
            var plan = new CsvPlan { Drop = order.Drop.ToHashSet(), Needed = order.Drop };
            if (!LabelledData.Read(path, order.Label, order.Positive, new HashHoldOut(), plan, ct).Is(out var data, out refusal))
                return new CannotTrain(refusal.Message.Replace(folder.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
            return await FitAsync(
                access, order, data.Train, data.Test!, new TrainingOptions(), "csv", $"{order.FileName}, outcome {order.Label}",
                    $"{data.TestRows.Length:N0} rows, a fixed quarter of the file", null, "",
                data.Table.Hash, ct);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    private async Task<Result<int>> FitAsync(
        Access access, TrainOrder order, TrainingSet train, TrainingSet test, TrainingOptions options, string source, string sourceText,
            string heldOut, double[]? plain,
        string plainName, string hash, CancellationToken ct)
    {
        var progress = new Progress(0, options.Trees);
        var fit = Task.Run(() => RiskTraining.Train(train, options, time, progress, ct), ct);
        while (await Task.WhenAny(fit, Task.Delay(TimeSpan.FromMilliseconds(500), ct)) != fit) await StepAsync(
            access, order, "growing trees", progress.Done, options.Trees, ct);
        if (!(await fit).Is(out var trained, out var refusal)) return refusal;
        await StepAsync(access, order, "testing on what was held out", options.Trees, options.Trees, ct);
        var model = new RiskModel(trained.Model.WithAttribute("outcome", source == "portfolio" ? FeatureNames.Outcome : order.Label));
        var results = ModelResults.Of(model, train, test, heldOut, plain, plainName, time);
        var version = await registry.NextVersionAsync(access, order.Client, order.Name, ct);
        string[] columns = [.. model.Trees.Schema.Features.Select(f => f.Name)];
        var session = store.OpenSession(order.Client, access);
        session.StartStream<Model>(Model.IdOf(order.Client, order.Name, version), new ModelTrained(
            order.Name, version, source, hash, columns, results.Model.Auc, order.By));
        session.Queue($"""
            insert into collections.models (client_id, name, version, source, source_text, columns, figures, model, trained_by, trained_at)
            values ({order.Client}, {order.Name}, {version}, {source}, {sourceText}, {columns},
              {JsonSerializer.Serialize(results, ModelRegistry.Json)}::jsonb,
                    {ModelRegistry.Pack(model.ToBytes())}, {order.By}, {time.GetUtcNow()})
            """);
        return await session.SaveChangesAsync(ct) is SaveOutcome.Saved ? version
            : new ChangedMeanwhile("Somebody trained the same version at the same moment; try again.");
    }

    private Task StepAsync(Access access, TrainOrder order, string step, int done, int planned, CancellationToken ct) =>
        database.ExecuteAsync(access, $"""
            update collections.training_runs set step = {step}, done = {done}, planned = {planned}, changed_at = {time.GetUtcNow()}
            where client_id = {order.Client} and id = {order.RunId}
            """, ct);

    private Task EndAsync(Access access, TrainOrder order, string state, string? problem, int? version, CancellationToken ct) =>
        database.ExecuteAsync(access, $"""
            update collections.training_runs set state = {state}, step = '', problem = {problem}::text, version = {version}::int,
              changed_at = {time.GetUtcNow()}
            where client_id = {order.Client} and id = {order.RunId}
            """, ct);

    private static bool IsName(string name) => name.Length is >= 2 and <= 40 && name.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');

    private static string Hash(IReadOnlyList<SetRow> rows)
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (var row in rows)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{row.Account}|{row.CutOff:yyyyMMdd}|{row.Outcome}|"));
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row.Values.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed class Progress(int done, int planned) : IProgress<TrainingProgress>
    {
        private int done = done;

        public int Done => Math.Min(Volatile.Read(ref done), planned);

        public void Report(TrainingProgress value) => Volatile.Write(ref done, value.TreesDone);
    }
}

internal sealed record NotAModelName(string Message) : Invalid(Message);
