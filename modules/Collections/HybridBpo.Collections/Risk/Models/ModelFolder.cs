using HybridBpo.Platform;

namespace HybridBpo.Collections.Risk;

/// <summary>A model on disk: model.json (XGBoost JSON), card.md, golden.csv.</summary>
internal static class ModelFolder
{
    public const string ModelFile = "model.json";
    public const string CardFile = "card.md";
    public const string GoldenFile = "golden.csv";

    /// <summary>Why a model could not be written there; null when it could.</summary>
    public static Refusal? CheckTarget(string folder)
    {
        if (File.Exists(folder))
            return new CannotWrite($"{folder} is a file; --out names a folder.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !File.Exists(Path.Combine(folder, ModelFile)))
            return new CannotWrite($"{folder} holds other files and no {ModelFile}; choose another folder.");
        return null;
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
                Directory.Delete(old, recursive: true);
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
                Directory.Delete(fresh, recursive: true);
        }
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
        return File.Exists(golden) && GoldenRows.Check(model, golden) is { } wrong ? wrong : model;
    }
}
