namespace HybridBpo.Trees;

/// <summary>A model file that cannot be read; the message says where in the file and why.</summary>
public sealed class ModelFormatException : FormatException
{
    internal ModelFormatException(string where, string reason, Exception? inner = null)
        : base($"{where}: {reason}", inner) => Where = where;

    /// <summary>The place in the file, such as <c>learner.gradient_booster.model.trees[3].left_children</c>.</summary>
    public string Where { get; }
}
