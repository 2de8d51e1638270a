using HybridBpo.Platform;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>A model on disk: model.json (XGBoost JSON), card.md, golden.csv.</summary>
internal static class ModelFolder
{
    public const string ModelFile = "model.json";
    public const string CardFile = "card.md";
    public const string GoldenFile = "golden.csv";
    private const int LargestGolden = 64 << 20;
    private static readonly string[] Files = [ModelFile, CardFile, GoldenFile];

    /// <summary>Why a model could not be written there; null when it could.</summary>
    public static Refusal? CheckTarget(string folder)
    {
        if (string.IsNullOrWhiteSpace(folder))
            return new CannotWrite("--out names no folder.");
        if (File.Exists(folder))
            return new CannotWrite($"{folder} is a file; --out names a folder.");
        if (!Directory.Exists(folder))
            return null;
        var others = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Except(Files).Order(StringComparer.Ordinal).ToList();
        return others.Count == 0
            ? null
            : new CannotWrite($"{folder} holds other files ({others[0]}{(others.Count > 1 ? ", …" : "")}); name a folder for the model alone.");
    }

    /// <summary>Writes a folder whole: beside its place first, then renamed over what was there.</summary>
    public static Refusal? Save(string folder, RiskModel model, string card)
    {
        if (CheckTarget(folder) is { } refusal)
            return refusal;
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var fresh = $"{target}.new-{Environment.ProcessId}";
        var old = $"{target}.old-{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(fresh);
            File.WriteAllBytes(Path.Combine(fresh, ModelFile), model.ToBytes());
            File.WriteAllText(Path.Combine(fresh, CardFile), card);
            File.WriteAllText(Path.Combine(fresh, GoldenFile), GoldenRows.Write(model));
            if (Directory.Exists(target))
                Directory.Move(target, old);
            Directory.Move(fresh, target);
            if (Directory.Exists(old))
                Remove(old);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(old) && !Directory.Exists(target))
                Directory.Move(old, target);
            return new CannotWrite($"{folder} cannot be written ({e.Message}).");
        }
        finally
        {
            if (Directory.Exists(fresh))
                Remove(fresh);
        }
    }

    // By name, never the folder with all that is in it: somebody may have put a file of theirs there meanwhile.
    private static void Remove(string folder)
    {
        foreach (var file in Files)
            File.Delete(Path.Combine(folder, file));
        Directory.Delete(folder);
    }

    /// <summary>Loads and checks a folder.</summary>
    public static Result<RiskModel> Load(string folder)
    {
        var file = Path.Combine(folder, ModelFile);
        if (!File.Exists(file))
            return new ModelUnreadable($"{folder} holds no {ModelFile}.");
        byte[] bytes;
        try
        {
            if (TooLong(file, XgboostJson.MaxBytes) is { } large)
                return large;
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ModelUnreadable($"{file} cannot be read ({e.Message}).");
        }

        if (!RiskModel.FromBytes(bytes).Is(out var model, out var refusal))
            return new ModelUnreadable($"{file}: {refusal.Message}");
        var golden = Path.Combine(folder, GoldenFile);
        // A model that was trained elsewhere may come without golden rows.
        return File.Exists(golden) && (TooLong(golden, LargestGolden) ?? GoldenRows.Check(model, golden)) is { } wrong ? wrong : model;
    }

    private static ModelUnreadable? TooLong(string file, int most) => new FileInfo(file).Length is var bytes && bytes > most
        ? new ModelUnreadable($"{file} has {bytes:N0} bytes; at most {most:N0} are read.")
        : null;
}
