using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>Uploaded CSV files to train on: bounded, kept encrypted for a month, read back when their turn comes.</summary>
internal sealed class TrainingFile(FileStore files, TimeProvider time)
{
    /// <summary>As uploaded, and unpacked when it came as gzip.</summary>
    public const long MostBytes = 64L << 20, MostUnpacked = 512L << 20;

    private const int RowsLookedAt = 10_000;

    private static readonly TimeSpan Stays = TimeSpan.FromDays(30);

    public static async Task<string> HashAsync(IFormFile file, CancellationToken ct)
    {
        await using var content = file.OpenReadStream();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct));
    }

    /// <summary>Keeps the upload; the same id again keeps the first.</summary>
    public async Task<Result<StoredFile>> KeepAsync(Access access, string client, Guid id, IFormFile file, CancellationToken ct)
    {
        if (file.Length == 0) return new FileEmpty("The file is empty. Choose a CSV file with a header line and one line per account.");
        await using var content = file.OpenReadStream();
        var kept = await files.PutAsync(access, new NewFile(id, client, id, file.FileName, "text/csv", MostBytes, time.GetUtcNow() + Stays), content,
            ct);
        return kept.Refusal is FileExists && await files.FindAsync(access, client, id, ct) is { } before ? before : kept;
    }

    /// <summary>A file that was kept before.</summary>
    public Task<StoredFile?> FindAsync(Access access, string client, Guid id, CancellationToken ct) => files.FindAsync(access, client, id, ct);

    /// <summary>Reads and splits the file. Errors name it as the person knows it.</summary>
    public async Task<Result<LabelledData>> ReadAsync(Access access, TrainOrder order, Guid file, CancellationToken ct)
    {
        if (!(await files.OpenAsync(access, order.Client, file, ct)).Is(out var content, out var refusal)) return refusal;
        var folder = Directory.CreateTempSubdirectory("hybridbpo-train-");
        try
        {
            var path = Path.Combine(folder.FullName, "data.csv");
            await using (content)
            await using (var copy = File.Create(path))
                await content.CopyToAsync(copy, ct);
            if (await TooLongAsync(path, order.FileName, ct) is { } tooLong) return tooLong;
            return LabelledData.Read(path, order.Label, order.Positive, HoldOut.Parse(order.HoldOut)!, Plan(order), ct).Is(out var data, out refusal)
                ? data
                : new CannotTrain(OnScreen(refusal.Message.Replace(path, order.FileName, StringComparison.Ordinal)));
        }
        finally
        {
            folder.Delete(true);
        }
    }

    /// <summary>Columns of an upload that hold texts and that the order names nowhere, as its first rows tell.</summary>
    public static async Task<IReadOnlyList<string>> TextColumnsAsync(IFormFile file, TrainOrder order, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("hybridbpo-train-");
        try
        {
            var path = Path.Combine(folder.FullName, "data.csv");
            await using (var copy = File.Create(path))
                await file.CopyToAsync(copy, ct);
            if (await TooLongAsync(path, file.FileName, ct) is not null) return [];
            var plan = Plan(order);
            string[] apart = [order.Label, .. HoldOut.Parse(order.HoldOut)!.Column is { } dates ? [dates] : Array.Empty<string>()];
            plan = plan with { Text = plan.Text.Union(apart).ToHashSet(), Needed = [.. plan.Needed, .. apart] };
            return TextColumns.Find(path, plan, RowsLookedAt);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    private static CsvPlan Plan(TrainOrder order) => new()
    {
        Drop = order.Drop.ToHashSet(),
        Text = order.Categories.ToHashSet(),
        Needed = [.. order.Drop, .. order.Categories],
        TextsAreNamed = true,
    };

    // What the command calls by its options has other names on the page.
    private static string OnScreen(string message) => message
        .Replace("say which counts with --positive", "say which value counts as the outcome", StringComparison.Ordinal)
        .Replace("or use --categorical or --drop", "or name it among the columns of categories or those to leave out", StringComparison.Ordinal)
        .Replace("take texts as categories with --categorical ", "name as columns of categories: ", StringComparison.Ordinal)
        .Replace(", or leave them out with --drop", "; or leave them out", StringComparison.Ordinal);

    // The reader takes gzip as it is, so what it unpacks to is measured first.
    private static async Task<Refusal?> TooLongAsync(string path, string name, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        if (file.ReadByte() != 0x1f || file.ReadByte() != 0x8b) return null;
        file.Position = 0;
        try
        {
            await using var plain = new GZipStream(file, CompressionMode.Decompress);
            var buffer = new byte[1 << 16];
            for (long sum = 0; await plain.ReadAsync(buffer, ct) is > 0 and var length;)
                if ((sum += length) > MostUnpacked)
                    return new FileOverLimit($"{name} unpacks to more than {MostUnpacked >> 20} MiB. Take a part of it.");
            return null;
        }
        catch (InvalidDataException)
        {
            return new CannotTrain($"{name}: it begins like a gzip file and cannot be unpacked; it may be cut short. Upload it again.");
        }
    }
}

internal sealed record FileEmpty(string Message) : Invalid(Message);
