namespace HybridBpo.Trees;

/// <summary>
/// Models as XGBoost JSON files (<c>binary:logistic</c>, <c>gbtree</c>). What is written loads in XGBoost 1.7 and later; calibrator, category
/// levels and free texts travel in the file's attributes. Files written by XGBoost can be read; other boosters and objectives are refused.
/// </summary>
/// <remarks>Format: https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html and its JSON schema.</remarks>
public static class XgboostJson
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>Writes a model; the same model always gives the same bytes.</summary>
    /// <param name="model">The model.</param>
    /// <returns>UTF-8 text.</returns>
    public static byte[] Write(TreeModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return XgboostWriter.Write(model);
    }

    /// <summary>Reads a model, checking everything: a file that passes can be scored without surprises.</summary>
    /// <param name="utf8">The file's content.</param>
    /// <exception cref="ModelFormatException">The file is no JSON, no supported XGBoost model, or damaged.</exception>
    public static TreeModel Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
            throw new ModelFormatException("file", $"it has {utf8.Length:N0} bytes; at most {MaxBytes:N0} are read");
        return XgboostReader.Read(utf8);
    }
}
