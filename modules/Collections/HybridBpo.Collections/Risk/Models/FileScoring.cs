using System.IO.Compression;
using HybridBpo.Platform;

namespace HybridBpo.Collections.Risk;

/// <summary>Scores a CSV file of any size, some thousand rows at a time; its cells are passed on untouched.</summary>
internal static class FileScoring
{
    /// <summary>Writes beside the target and renames at the end, so a refused file leaves nothing behind. Answers the number of rows.</summary>
    public static Result<long> Run(RiskModel model, string data, string target, int reasons, int threads, CancellationToken ct)
    {
        if (!OutputFile.Locate(target).Is(out var place, out var refusal))
            return refusal;
        var fresh = $"{place}.new-{Environment.ProcessId}";
        try
        {
            long rows;
            using (var output = Open(fresh, target))
            {
                if (!Score(model, data, output, reasons, threads, ct).Is(out rows, out refusal))
                    return refusal;
            }

            File.Move(fresh, place, overwrite: true);
            return rows;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CannotWrite($"{target} cannot be written ({e.Message}).");
        }
        finally
        {
            if (File.Exists(fresh))
                File.Delete(fresh);
        }
    }

    private static Stream Open(string fresh, string target)
    {
        var file = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        return target.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Fastest) : file;
    }

    private static Result<long> Score(RiskModel model, string data, Stream output, int reasons, int threads, CancellationToken ct)
    {
        var plan = ModelInputs.Plan(model.Trees.Schema);
        using var records = CsvRecords.Open(data, out var problem);
        if (records is null)
            return problem!;
        if (CsvHeader.Read(records, plan) is not { } header)
            return records.Problem!;
        var chunk = new ScoringChunk(model, header, plan, reasons, threads);
        chunk.Header(records, output);
        long rows = 0, counter = -1;
        while (records.Read() && header.Accepts(records, ref counter) && chunk.Add(records))
        {
            rows++;
            if (!chunk.IsFull)
                continue;
            ct.ThrowIfCancellationRequested();
            chunk.Flush(output);
        }

        if (records.Problem is null && rows == 0)
            records.Refuse(1, "there are 0 rows below the header");
        if (records.Problem is { } wrong)
            return wrong;
        chunk.Finish(output);
        return rows;
    }
}
